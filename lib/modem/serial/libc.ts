import { dlopen, type Pointer, read } from "bun:ffi";
import { closeSync, constants as files, openSync } from "node:fs";
import type { OpenOptions } from "./device.ts";
import { linuxTermios, macTermios } from "./termios.ts";

/**
 * The system calls that a serial port needs and Node's API lacks. Results that can fail are plain numbers: negative is
 * minus the errno (`os.constants.errno`).
 *
 * On Linux the line settings go by ioctl in the kernel's own structures, which are the same under glibc and musl and
 * take any rate; on macOS by the functions of termios.
 */
interface Libc {
  /**
   * Opens a tty for both directions, non-blocking, not as controlling terminal, closed on exec.
   *
   * @throws Node's error
   */
  openTty(path: string): number;
  close(descriptor: number): void;
  /** Octets taken; may be fewer than given. */
  write(descriptor: number, bytes: Uint8Array): number;
  /** Sets the line raw with these options. */
  setLine(descriptor: number, options: OpenOptions): number;
  /**
   * Others cannot open or use the tty until it is released: flock against those who ask, TIOCEXCL against all users
   * but root. A pseudo-terminal gets no TIOCEXCL: the flag would outlive a killed process, since the other side
   * keeps the terminal open.
   */
  claim(descriptor: number): number;
  release(descriptor: number): void;
  /** Locks any file for this open descriptor alone, without waiting; `-EWOULDBLOCK` when another holds it. */
  lock(descriptor: number): number;
  discardInput(descriptor: number): number;
  discardOutput(descriptor: number): number;
  /** Octets that the driver has not sent yet. */
  unsent(descriptor: number): number;
  /** The modem lines, a set of {@link LINES}, or negative. */
  lines(descriptor: number): number;
  raiseLines(descriptor: number, lines: number): number;
  lowerLines(descriptor: number, lines: number): number;
  setBreak(descriptor: number, on: boolean): number;
  /** Sends one datagram to a Unix socket without waiting. `address` is a `sockaddr_un` of as many bytes as count. */
  sendDatagram(address: Uint8Array, bytes: Uint8Array): number;
  /** A new pseudo-terminal, unlocked; the master is non-blocking. @throws Error that says which call failed */
  openPty(): { master: number; path: string };
}

/** Bits of the modem lines: TIOCM_… of Linux and macOS alike. */
export const LINES = { dtr: 0x002, rts: 0x004, cts: 0x020, dcd: 0x040, ri: 0x080, dsr: 0x100 } as const;

const isMac = process.platform === "darwin";

/** Request numbers: asm-generic/ioctls.h, and sys/ttycom.h of macOS. */
const REQUEST = isMac
  ? { exclusive: 0x2000740d, shared: 0x2000740e, unsent: 0x40047473, lines: 0x4004746a, raise: 0x8004746c }
  : { exclusive: 0x540c, shared: 0x540d, unsent: 0x5411, lines: 0x5415, raise: 0x5416 };
const REQUEST_LINE = isMac
  ? { lower: 0x8004746b, breakOn: 0x2000747b, breakOff: 0x2000747a, getLine: 0, setLine: 0 }
  : { lower: 0x5417, breakOn: 0x5427, breakOff: 0x5428, getLine: 0x802c542a, setLine: 0x402c542b };

const OPEN_NON_BLOCKING = files.O_RDWR | files.O_NOCTTY | files.O_NONBLOCK;
const CLOSE_ON_EXEC = isMac ? 0x1000000 : 0x80000;
const LOCK_EXCLUSIVE_NOW = 2 | 4;
const UNLOCK = 8;
/** socket(2): AF_UNIX; SOCK_DGRAM, closed on exec where that can be asked for. sendto(2): MSG_DONTWAIT | MSG_NOSIGNAL. */
const UNIX = 1;
const DATAGRAM = isMac ? 2 : 2 | CLOSE_ON_EXEC;
const SEND_NOW = isMac ? 0x80 : 0x40 | 0x4000;
/** tcflush: TCIFLUSH and TCOFLUSH. */
const [INPUT_QUEUE, OUTPUT_QUEUE] = isMac ? [1, 2] : [0, 1];

let loaded: Libc | undefined;

/** Loads the C library at the first call. */
export function libc(): Libc {
  loaded ??= load();
  return loaded;
}

function load(): Libc {
  // The C library is already loaded in the process; musl also resolves glibc's name to itself.
  const name = isMac ? "/usr/lib/libSystem.B.dylib" : "libc.so.6";
  const { symbols: c } = dlopen(name, {
    write: { args: ["i32", "ptr", "u64"], returns: "i64" },
    flock: { args: ["i32", "i32"], returns: "i32" },
    tcgetattr: { args: ["i32", "ptr"], returns: "i32" },
    tcsetattr: { args: ["i32", "i32", "ptr"], returns: "i32" },
    tcflush: { args: ["i32", "i32"], returns: "i32" },
    posix_openpt: { args: ["i32"], returns: "i32" },
    grantpt: { args: ["i32"], returns: "i32" },
    unlockpt: { args: ["i32"], returns: "i32" },
    ptsname: { args: ["i32"], returns: "cstring" },
    socket: { args: ["i32", "i32", "i32"], returns: "i32" },
    sendto: { args: ["i32", "ptr", "u64", "i32", "ptr", "u32"], returns: "i64" },
  });
  const ioctl = loadIoctl(name);
  const errno = loadErrno(name);
  const checked = (result: number | bigint): number => (Number(result) < 0 ? -errno() : Number(result));
  const number = new Int32Array(1);
  const withNumber = (descriptor: number, request: number, value: number): number => {
    number[0] = value;
    const result = checked(ioctl(descriptor, request, number));
    return result < 0 ? result : (number[0] ?? 0);
  };
  const fail = (call: string, result: number): number => {
    if (result >= 0) return result;
    throw new Error(`no pseudo-terminal: ${call} failed (errno ${-result})`);
  };

  return {
    openTty: (path) => openSync(path, OPEN_NON_BLOCKING),
    close: (descriptor) => closeSync(descriptor),
    write: (descriptor, bytes) => (bytes.length === 0 ? 0 : checked(c.write(descriptor, bytes, BigInt(bytes.length)))),
    setLine(descriptor, options) {
      const layout = isMac ? macTermios : linuxTermios;
      const settings = new Uint8Array(layout.size);
      const got = isMac ? c.tcgetattr(descriptor, settings) : ioctl(descriptor, REQUEST_LINE.getLine, settings);
      if (got < 0) return -errno();
      layout.makeRaw(settings, options);
      const now = 0;
      return checked(
        isMac ? c.tcsetattr(descriptor, now, settings) : ioctl(descriptor, REQUEST_LINE.setLine, settings),
      );
    },
    claim(descriptor) {
      const locked = checked(c.flock(descriptor, LOCK_EXCLUSIVE_NOW));
      if (locked < 0) return locked;
      const isPseudo = withNumber(descriptor, REQUEST.lines, 0) < 0;
      return isPseudo ? 0 : checked(ioctl(descriptor, REQUEST.exclusive, null));
    },
    release(descriptor) {
      ioctl(descriptor, REQUEST.shared, null);
      c.flock(descriptor, UNLOCK);
    },
    lock: (descriptor) => checked(c.flock(descriptor, LOCK_EXCLUSIVE_NOW)),
    discardInput: (descriptor) => checked(c.tcflush(descriptor, INPUT_QUEUE ?? 0)),
    discardOutput: (descriptor) => checked(c.tcflush(descriptor, OUTPUT_QUEUE ?? 0)),
    unsent: (descriptor) => withNumber(descriptor, REQUEST.unsent, 0),
    lines: (descriptor) => withNumber(descriptor, REQUEST.lines, 0),
    raiseLines: (descriptor, lines) => withNumber(descriptor, REQUEST.raise, lines),
    lowerLines: (descriptor, lines) => withNumber(descriptor, REQUEST_LINE.lower, lines),
    setBreak: (descriptor, on) => checked(ioctl(descriptor, on ? REQUEST_LINE.breakOn : REQUEST_LINE.breakOff, null)),
    sendDatagram(address, bytes) {
      const descriptor = checked(c.socket(UNIX, DATAGRAM, 0));
      if (descriptor < 0) return descriptor;
      try {
        return checked(c.sendto(descriptor, bytes, BigInt(bytes.length), SEND_NOW, address, address.length));
      } finally {
        closeSync(descriptor);
      }
    },
    openPty() {
      const master = fail("posix_openpt", checked(c.posix_openpt(OPEN_NON_BLOCKING | CLOSE_ON_EXEC)));
      try {
        fail("grantpt", checked(c.grantpt(master)));
        fail("unlockpt", checked(c.unlockpt(master)));
        return { master, path: String(c.ptsname(master)) };
      } catch (error) {
        closeSync(master);
        throw error;
      }
    },
  };
}

type Ioctl = (descriptor: number, request: number, argument: Uint8Array | Int32Array | null) => number;

/**
 * ioctl is variadic. Apple's arm64 passes such arguments on the stack, never in registers: six dummy arguments fill
 * the registers, so that the real one is passed on the stack.
 */
function loadIoctl(name: string): Ioctl {
  if (isMac && process.arch === "arm64") {
    const padding = ["u64", "u64", "u64", "u64", "u64", "u64"] as const;
    const { symbols } = dlopen(name, { ioctl: { args: ["i32", "u64", ...padding, "ptr"], returns: "i32" } });
    return (descriptor, request, argument) => symbols.ioctl(descriptor, request, 0, 0, 0, 0, 0, 0, argument);
  }
  const { symbols } = dlopen(name, { ioctl: { args: ["i32", "u64", "ptr"], returns: "i32" } });
  return (descriptor, request, argument) => symbols.ioctl(descriptor, request, argument);
}

function loadErrno(name: string): () => number {
  const location = () =>
    isMac
      ? dlopen(name, { __error: { args: [], returns: "ptr" } }).symbols.__error()
      : dlopen(name, { __errno_location: { args: [], returns: "ptr" } }).symbols.__errno_location();
  // The address is thread-local, as is this module.
  const address = Number(location()) as Pointer;
  return () => read.i32(address, 0);
}
