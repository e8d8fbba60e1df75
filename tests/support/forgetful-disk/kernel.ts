import { dlopen, read } from "bun:ffi";
import { closeSync, constants as files, openSync, readSync, writeSync } from "node:fs";
import { constants } from "node:os";

/** A mount point whose requests come out of a descriptor. */
interface Mount {
  readonly descriptor: number;
  /** One request, or `undefined` when there is none any more. @throws the system's error, ENODEV once it is unmounted */
  receive(buffer: Buffer): Buffer | undefined;
  /** Requests that nobody waits for any more are left unanswered. */
  reply(message: Uint8Array): void;
  /** From here on every request fails, those in progress too; then it is unmounted, whoever has files open. */
  abort(): void;
}

const { symbols: c } = dlopen("libc.so.6", {
  mount: { args: ["ptr", "ptr", "ptr", "u64", "ptr"], returns: "i32" },
  umount2: { args: ["ptr", "i32"], returns: "i32" },
  ppoll: { args: ["ptr", "u64", "ptr", "ptr"], returns: "i32" },
  __errno_location: { args: [], returns: "ptr" },
});

const DETACH = 2;
const POLLIN = 1;
const { ENOENT, EAGAIN, EINTR } = constants.errno;

/** Mounts a FUSE file system on `directory` for everybody. Needs root. @throws Error that says which call failed */
export function mount(directory: string): Mount {
  const descriptor = openSync("/dev/fuse", files.O_RDWR | files.O_NONBLOCK);
  const options = `fd=${descriptor},rootmode=40000,user_id=0,group_id=0,allow_other,default_permissions`;
  const failed = c.mount(text("forgetful-disk"), text(directory), text("fuse"), 0n, text(options)) !== 0;
  if (failed) {
    const location = c.__errno_location();
    closeSync(descriptor);
    throw new Error(`mount of ${directory} failed (errno ${location === null ? "unknown" : read.i32(location, 0)})`);
  }
  return {
    descriptor,
    receive(buffer) {
      try {
        return buffer.subarray(0, readSync(descriptor, buffer));
      } catch (error) {
        // ENOENT: taken back before it was read.
        if ([ENOENT, EAGAIN, EINTR].includes(errnoOf(error))) return undefined;
        throw error;
      }
    },
    reply(message) {
      try {
        writeSync(descriptor, message);
      } catch (error) {
        if (errnoOf(error) !== ENOENT) throw error;
      }
    },
    abort() {
      closeSync(descriptor);
      c.umount2(text(directory), DETACH);
    },
  };
}

/** Waits until one of the descriptors can be read, `waitMs` at most. Gives those that can. */
export function readable(descriptors: readonly number[], waitMs: number | undefined): number[] {
  const polled = new DataView(new ArrayBuffer(descriptors.length * 8));
  descriptors.forEach((descriptor, at) => {
    polled.setInt32(at * 8, descriptor, true);
    polled.setInt16(at * 8 + 4, POLLIN, true);
  });
  const wait = waitMs === undefined ? null : new BigInt64Array([0n, BigInt(Math.ceil(Math.max(0, waitMs) * 1e6))]);
  if (wait !== null && waitMs !== undefined && waitMs >= 1000) wait.set([1n, 0n]);
  if (c.ppoll(new Uint8Array(polled.buffer), BigInt(descriptors.length), wait, null) < 0) return [];
  return descriptors.filter((_, at) => polled.getInt16(at * 8 + 6, true) !== 0);
}

const text = (value: string) => Buffer.from(`${value}\0`);

/** Positive, or 0 for what is not the system's error. */
function errnoOf(error: unknown): number {
  return error instanceof Error && "errno" in error && typeof error.errno === "number" ? Math.abs(error.errno) : 0;
}
