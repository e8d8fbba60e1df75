import { existsSync, realpathSync } from "node:fs";
import { createPort, type ListedPort, listPorts } from "../serial/index.ts";

/** Locates a modem's port for every attempt. */
export interface ModemPlace {
  /** Makes the port, closed. @throws DOMException "NetworkError" when there is none to be made */
  openPort(): SerialPort;
  /** Where the port was last found; absent if it is not a device of this machine. */
  readonly path?: string | undefined;
  /** False while there is certainly nothing to open; absent if that is unknown. */
  readonly present?: boolean;
}

/** What a finder needs from the system; replaceable in tests. */
export interface DeviceSystem {
  list(): readonly ListedPort[];
  /** Whether a device, or a link to one, is there. */
  exists(path: string): boolean;
  /** Follows links. */
  real(path: string): string;
  open(path: string): SerialPort;
}

/** The devices of this machine. */
export const THIS_SYSTEM: DeviceSystem = {
  list: () => listPorts(),
  exists: existsSync,
  real: realpathSync,
  open: createPort,
};

/**
 * Finds a device that was configured by any of its names, also under another one: after USB re-enumeration `/dev/ttyUSB0`
 * may be `/dev/ttyUSB1`, while its names by serial number (`by-id`) and by socket (`by-path`) stay.
 *
 * The serial number goes before the socket, since a stick may be plugged in elsewhere; without one the socket does, since
 * two sticks of one make then share their `by-id` name.
 */
export function createDeviceFinder(configured: string, system: DeviceSystem = THIS_SYSTEM): ModemPlace {
  /** Stable names, best first, learned when the device was found. */
  let lasting: string[] = [];
  let path: string | undefined;

  function find(): string | undefined {
    return [...lasting, configured].find((name) => system.exists(name));
  }

  function learn(name: string): string {
    const real = system.real(name);
    const entry = system.list().find((port) => port.path === real || port.byId === name || port.byPath === name);
    const { byId, byPath, usb } = entry ?? {};
    const names = usb?.serialNumber === undefined ? [byPath, byId] : [byId, byPath];
    const known = names.filter((one) => one !== undefined);
    if (known.length > 0) lasting = known;
    return entry?.path ?? real;
  }

  return {
    openPort() {
      const name = find();
      if (name === undefined) {
        throw new DOMException(`${configured} does not exist: is the modem plugged in?`, "NetworkError");
      }
      path = learn(name);
      return system.open(name);
    },
    get path() {
      return path;
    },
    get present() {
      return find() !== undefined;
    },
  };
}
