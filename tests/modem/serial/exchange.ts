import { readdirSync } from "node:fs";
import type { ReadableStreamDefaultReader } from "node:stream/web";

/** What the tests of ports do with them. */
interface LockedStreams {
  reader: ReadableStreamDefaultReader<Uint8Array>;
  writer: WritableStreamDefaultWriter<Uint8Array>;
}

/** Both locks of an open port. */
export function lock(port: SerialPort): LockedStreams {
  const reader = port.readable?.getReader();
  const writer = port.writable?.getWriter();
  if (reader === undefined || writer === undefined) throw new Error("the port is not open");
  return { reader, writer };
}

/** Gives both locks back. */
export function release({ reader, writer }: LockedStreams): void {
  reader.releaseLock();
  writer.releaseLock();
}

/** Reads until `length` octets are there. */
export async function readExactly(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  length: number,
): Promise<Uint8Array> {
  const received = new Uint8Array(length);
  for (let offset = 0; offset < length; ) {
    const { value } = await reader.read();
    if (value === undefined) throw new Error(`the stream ended after ${offset} of ${length} octets`);
    received.set(value, offset);
    offset += value.length;
  }
  return received;
}

/** Writes in pieces of 4 KiB and reads as much, at the same time. */
export async function echoBytes(port: SerialPort, bytes: Uint8Array): Promise<Uint8Array> {
  const locked = lock(port);
  const writeAll = async () => {
    for (let offset = 0; offset < bytes.length; offset += 4096) {
      await locked.writer.write(bytes.subarray(offset, offset + 4096));
    }
  };
  const [received] = await Promise.all([readExactly(locked.reader, bytes.length), writeAll()]);
  release(locked);
  return received;
}

/** What comes back for a text. */
export async function echo(port: SerialPort, text: string): Promise<string> {
  return textOf(await echoBytes(port, bytesOf(text)));
}

/** Far side that sends everything back until `stop`. */
export function startEcho(port: SerialPort): { stop(): Promise<void> } {
  const { readable, writable } = port;
  if (readable === null || writable === null) throw new Error("the port is not open");
  const abort = new AbortController();
  const piped = readable.pipeTo(writable, { signal: abort.signal, preventAbort: true, preventCancel: true });
  const ended = piped.catch(() => undefined);
  return {
    async stop() {
      abort.abort();
      await ended;
    },
  };
}

/** The name of what a promise rejects with, else "resolved". */
export async function nameOf(promise: Promise<unknown> | undefined): Promise<string> {
  try {
    await promise;
    return "resolved";
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
}

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
export const textOf = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

/** Octets without a pattern that an error could hide in. */
export function randomBytes(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let offset = 0; offset < length; offset += 65_536) {
    crypto.getRandomValues(bytes.subarray(offset, offset + 65_536));
  }
  return bytes;
}

/** Open descriptors and threads of this process. */
export function countResources(): { descriptors: number; threads: number } {
  return { descriptors: readdirSync("/proc/self/fd").length, threads: readdirSync("/proc/self/task").length };
}
