import { constants } from "node:os";
import { connectDescriptor } from "./descriptor.ts";
import type { Connection, ConnectionEvents, Device, OpenOptions } from "./device.ts";
import { networkError, reasonOf } from "./errors.ts";
import { libc } from "./libc.ts";
import { portInfo } from "./listing.ts";
import { DevicePort } from "./port.ts";

const { errno } = constants;

/**
 * A serial device of this machine, Linux or macOS, e.g. `/dev/ttyUSB0` or `/dev/serial/by-id/…`.
 *
 * While open, it is raw and exclusive: others get "busy". Bytes damaged on the line are delivered as they arrive; the
 * protocol above must notice. Modem lines are those of the device; `setSignals` fails when it has none.
 */
export function createTtyPort(options: { path: string }): SerialPort {
  return new DevicePort(new TtyDevice(options.path));
}

class TtyDevice implements Device {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  info(): SerialPortInfo {
    return portInfo(this.#path);
  }

  async open(options: OpenOptions, events: ConnectionEvents): Promise<Connection> {
    const descriptor = this.#openTty();
    try {
      this.#prepare(descriptor, options);
    } catch (error) {
      libc().close(descriptor);
      throw error;
    }
    return connectDescriptor(descriptor, events, {
      name: this.#path,
      release() {
        libc().release(descriptor);
        libc().close(descriptor);
      },
    });
  }

  #openTty(): number {
    try {
      return libc().openTty(this.#path);
    } catch (error) {
      throw networkError(`${this.#path} ${openProblem(error)}`);
    }
  }

  #prepare(descriptor: number, options: OpenOptions): void {
    const claimed = libc().claim(descriptor);
    if (claimed === -errno.EAGAIN) throw networkError(`${this.#path} is busy: another program has opened it`);
    if (claimed < 0) throw networkError(`${this.#path} ${lineProblem(claimed, options)}`);
    const set = libc().setLine(descriptor, options);
    if (set < 0) throw networkError(`${this.#path} ${lineProblem(set, options)}`);
    libc().discardInput(descriptor);
  }
}

function openProblem(error: unknown): string {
  const kind = error instanceof Error && "code" in error ? error.code : undefined;
  switch (kind) {
    case "ENOENT":
      return "does not exist: is the modem plugged in?";
    case "EACCES":
    case "EPERM":
      return "may not be opened by this user: add the user to the group that owns it (dialout on most systems, uucp on some) and log in again";
    case "EBUSY":
      return "is busy: another program has opened it";
    case "ENXIO":
    case "ENODEV":
    case "EIO":
      return "is there, but no device answers behind it";
    default:
      return `cannot be opened: ${reasonOf(error)}`;
  }
}

function lineProblem(result: number, { baudRate, dataBits, parity, stopBits }: OpenOptions): string {
  if (result === -errno.ENOTTY) return "is not a serial device";
  return `refuses ${baudRate} baud, ${dataBits} data bits, parity ${parity}, ${stopBits} stop bits (errno ${-result})`;
}
