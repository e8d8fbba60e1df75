import { chmodSync, lstatSync, readlinkSync, renameSync, symlinkSync, unlinkSync } from "node:fs";
import { connectDescriptor } from "./descriptor.ts";
import type { Connection, ConnectionEvents, Device, OpenOptions } from "./device.ts";
import { libc } from "./libc.ts";
import { checkOptions } from "./options.ts";
import { DevicePort } from "./port.ts";

/** A pseudo-terminal: programs open `path` as if a modem were there; what they write comes out of `port`. */
export interface Pty {
  /** The terminal's device, e.g. `/dev/pts/3`. */
  readonly path: string;
  /** The symbolic link that was asked for. */
  readonly link: string | undefined;
  /** The modem's side. Its options of `open` change nothing, and it has no modem lines. */
  readonly port: SerialPort;
  /**
   * Programs on the other side see a hang-up. Removes the link. The port cannot be opened again.
   *
   * @throws the file system's error when the link cannot be removed
   */
  close(): Promise<void>;
}

/**
 * Makes a pseudo-terminal, raw and without echo, that programs may open and close as often as they like.
 *
 * Buffers about 11 KB while nobody reads; once it has been full for `keepMs`, the buffer is discarded, as by a modem
 * without flow control.
 *
 * @param options.link  where a symbolic link to it is put; one that is there is replaced
 * @param options.mode  access rights of the device, 0o660 if not given
 * @param options.keepMs  5 seconds if not given
 * @throws Error if there is no pseudo-terminal left, or something other than a link is at the link's path
 */
export function createPty(options: { link?: string; mode?: number; keepMs?: number } = {}): Pty {
  const { link, mode = 0o660, keepMs = 5000 } = options;
  const { master, path } = libc().openPty();
  // We hold it open: while nobody does, the master's reads fail and the raw settings are lost.
  let slave: number | undefined;
  try {
    slave = libc().openTty(path);
    const set = libc().setLine(slave, checkOptions({ baudRate: 115_200 }));
    if (set < 0) throw new Error(`${path} cannot be made raw (errno ${-set})`);
    chmodSync(path, mode);
    if (link !== undefined) replaceLink(link, path);
  } catch (error) {
    if (slave !== undefined) libc().close(slave);
    libc().close(master);
    throw error;
  }
  return new OpenPty(master, slave, { path, link, keepMs });
}

class OpenPty implements Pty, Device {
  readonly path: string;
  readonly link: string | undefined;
  readonly port: SerialPort;
  readonly #master: number;
  readonly #slave: number;
  readonly #keepMs: number;
  #closed = false;

  constructor(master: number, slave: number, options: { path: string; link: string | undefined; keepMs: number }) {
    this.#master = master;
    this.#slave = slave;
    this.path = options.path;
    this.link = options.link;
    this.#keepMs = options.keepMs;
    this.port = new DevicePort(this);
  }

  info(): SerialPortInfo {
    return {};
  }

  async open(_options: OpenOptions, events: ConnectionEvents): Promise<Connection> {
    return connectDescriptor(this.#master, events, {
      name: this.path,
      release() {
        // The master lives until the pseudo-terminal is closed.
      },
      stall: { afterMs: this.#keepMs, makeRoom: () => libc().discardInput(this.#slave) },
    });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.port.forget();
    if (this.link !== undefined && linkTarget(this.link) === this.path) unlinkSync(this.link);
    libc().close(this.#slave);
    libc().close(this.#master);
  }
}

/** A rename is atomic: at every moment the name leads to a device. */
function replaceLink(link: string, target: string): void {
  const existing = lstatSync(link, { throwIfNoEntry: false });
  if (existing !== undefined && !existing.isSymbolicLink()) {
    throw new Error(`${link} exists and is not a symbolic link: choose another name`);
  }
  const temporary = `${link}.${process.pid}.new`;
  symlinkSync(target, temporary);
  renameSync(temporary, link);
}

function linkTarget(link: string): string | undefined {
  return lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink() ? readlinkSync(link) : undefined;
}
