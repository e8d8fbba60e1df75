import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** A serial device of this machine. */
export interface ListedPort {
  /** The kernel's name, which may change when the device is plugged in again: `/dev/ttyUSB0`. */
  path: string;
  /** Stable names: by the device's serial number, and by the socket it is plugged into. */
  byId?: string;
  byPath?: string;
  usb?: UsbIdentity;
}

export interface UsbIdentity {
  vendorId: number;
  productId: number;
  /** Which of the device's interfaces this port is: a modem has several, and only some speak AT. */
  interfaceNumber?: number;
  manufacturer?: string;
  product?: string;
  serialNumber?: string;
}

/** Where the system keeps its devices; other places for tests. */
export interface SystemPlaces {
  dev: string;
  sys: string;
}

const HERE: SystemPlaces = { dev: "/dev", sys: "/sys" };

/**
 * The serial devices of this machine, sorted by path: real ones only, without virtual terminals, UARTs that have no
 * chip behind them, and the kernel's console. Opens nothing. On macOS the call-out devices (`/dev/cu.…`), without USB.
 */
export function listPorts(places: SystemPlaces = HERE, platform: NodeJS.Platform = process.platform): ListedPort[] {
  if (platform === "darwin") {
    const names = namesIn(places.dev).filter((name) => name.startsWith("cu."));
    return names.sort().map((name) => ({ path: join(places.dev, name) }));
  }
  const byId = linksByTarget(join(places.dev, "serial/by-id"));
  const byPath = linksByTarget(join(places.dev, "serial/by-path"));
  const consoles = (textOf(join(places.sys, "class/tty/console/active")) ?? "").split(" ");
  return namesIn(join(places.sys, "class/tty"))
    .filter((name) => !consoles.includes(name) && !name.startsWith("hvc") && isReal(name, places))
    .sort((left, right) => left.localeCompare(right, "en", { numeric: true }))
    .map((name) => {
      const [id, path, usb] = [byId.get(name), byPath.get(name), usbIdentity(name, places)];
      return {
        path: join(places.dev, name),
        ...(id !== undefined && { byId: id }),
        ...(path !== undefined && { byPath: path }),
        ...(usb !== undefined && { usb }),
      };
    });
}

/** What the Web Serial API tells about the device at a path or link; empty when it is not on USB or does not exist. */
export function portInfo(path: string, places: SystemPlaces = HERE): SerialPortInfo {
  const real = targetOf(path);
  const usb = real === undefined ? undefined : usbIdentity(basename(real), places);
  return usb === undefined ? {} : { usbVendorId: usb.vendorId, usbProductId: usb.productId };
}

/** Virtual terminals have no device; an 8250 UART without a chip reports type 0. */
function isReal(name: string, { dev, sys }: SystemPlaces): boolean {
  const entry = join(sys, "class/tty", name);
  return existsSync(join(entry, "device")) && textOf(join(entry, "type")) !== "0" && existsSync(join(dev, name));
}

/** The USB device is one of the folders above the tty's device: `…/1-1` above `…/1-1:1.2` above `…/ttyUSB2`. */
function usbIdentity(name: string, { sys }: SystemPlaces): UsbIdentity | undefined {
  const top = `${targetOf(sys)}/`;
  let interfaceNumber: number | undefined;
  for (let folder = targetOf(join(sys, "class/tty", name, "device")) ?? ""; folder.startsWith(top); ) {
    interfaceNumber ??= hexIn(folder, "bInterfaceNumber");
    const vendorId = hexIn(folder, "idVendor");
    const productId = hexIn(folder, "idProduct");
    if (vendorId === undefined || productId === undefined) {
      folder = dirname(folder);
      continue;
    }
    const [manufacturer, product, serialNumber] = ["manufacturer", "product", "serial"].map((file) =>
      textOf(join(folder, file)),
    );
    return {
      vendorId,
      productId,
      ...(interfaceNumber !== undefined && { interfaceNumber }),
      ...(manufacturer !== undefined && { manufacturer }),
      ...(product !== undefined && { product }),
      ...(serialNumber !== undefined && { serialNumber }),
    };
  }
  return undefined;
}

/** The links of a folder by the device that each leads to. */
function linksByTarget(folder: string): Map<string, string> {
  const links = new Map<string, string>();
  for (const name of namesIn(folder)) {
    const target = targetOf(join(folder, name));
    if (target !== undefined) links.set(basename(target), join(folder, name));
  }
  return links;
}

function hexIn(folder: string, file: string): number | undefined {
  const text = textOf(join(folder, file));
  return text !== undefined && /^[0-9a-f]+$/i.test(text) ? Number.parseInt(text, 16) : undefined;
}

const namesIn = (folder: string) => ifThere(() => readdirSync(folder)) ?? [];
const textOf = (file: string) => ifThere(() => readFileSync(file, "utf8").trim());
const targetOf = (path: string) => ifThere(() => realpathSync(path));

/** A device may be unplugged between two reads: what cannot be read does not exist. */
function ifThere<Value>(look: () => Value): Value | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
