import type { ListedPort } from "../serial/index.ts";

/** A device on USB and its serial ports, by interface. */
export interface UsbDevice {
  /** Tells it from the others that are plugged in now. */
  key: string;
  ports: readonly ListedPort[];
}

/**
 * The devices behind a machine's serial ports. Other ports are left out: probing them could disturb the connected
 * device, and they have no stable identity.
 */
export function usbDevices(ports: readonly ListedPort[]): UsbDevice[] {
  const onUsb = ports.filter((port) => port.usb !== undefined);
  return [...Map.groupBy(onUsb, keyOf)].map(([key, own]) => ({
    key,
    ports: own.sort((one, other) => interfaceOf(one) - interfaceOf(other)),
  }));
}

/**
 * Of several ports that answer the one to use: where the modem reports unasked; else interface 2, which most makers
 * keep for programs while 0 is for the dial-up connection; else the lowest.
 */
export function choosePort<P extends { port: ListedPort; reports: boolean }>(answering: readonly P[]): P | undefined {
  const reporting = answering.filter(({ reports }) => reports);
  const among = reporting.length > 0 ? reporting : answering;
  return among.find(({ port }) => interfaceOf(port) === 2) ?? among[0];
}

/** By its socket, without the interface: `…usb-0:1:1.2-port0` → `…usb-0:1`. Two sticks never share one. */
function keyOf({ path, byId, byPath, usb }: ListedPort): string {
  const socket = byPath?.replace(/:\d+\.\d+(-port\d+)?$/, "");
  const name = usb?.serialNumber ?? byId?.replace(/-if\d+(-port\d+)?$/, "");
  return socket ?? (name === undefined ? path : `${usb?.vendorId}:${usb?.productId}:${name}`);
}

const interfaceOf = ({ usb }: ListedPort) => usb?.interfaceNumber ?? 0;
