import { readdirSync, readFileSync } from "node:fs";

/** Of this process: files, connections and devices that are open, and how many the system allows. */
export interface OpenFiles {
  open: number;
  limit: number;
}

/** 32: a thread needs three at once, and a crowd of clients may take some dozens while it starts. */
const LEAST_LEFT = 32;

/** 1,024: more than the connections that wait to be taken, which the server may take in one turn of the event loop. */
const PLENTY_LEFT = 1_024;
/** 2 s: a thread starts within some ten milliseconds. */
const START_MS = 2_000;

/** The latest that was read, first when the program starts: when all are used up, none is left to read it with. */
let knownLimit = readLimit();

/** Counts them; `undefined` where the system does not say (it is Linux's `/proc`). */
export function countOpenFiles(): OpenFiles | undefined {
  knownLimit = readLimit() ?? knownLimit;
  if (knownLimit === undefined) return undefined;
  return { open: countDescriptors() ?? knownLimit, limit: knownLimit };
}

function readLimit(): number | undefined {
  try {
    const soft = /^Max open files +(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8"))?.[1];
    return soft === undefined ? undefined : Number(soft);
  } catch {
    return undefined;
  }
}

/** `undefined`: to look takes a descriptor too, and none is left. */
function countDescriptors(): number | undefined {
  try {
    return readdirSync("/proc/self/fd").length;
  } catch {
    return undefined;
  }
}

/**
 * A thread of this program. Where few descriptors are left, it blocks until the thread has those that it starts with: connections that
 * the server takes meanwhile would leave it none, and Bun would end the process. The thread's program shows what it gets to
 * {@link isStart}.
 *
 * @throws Error when too few are left
 */
export function startThread(program: string): Worker {
  const files = countOpenFiles();
  requireOpenFiles(files);
  const worker = new Worker(program);
  if (files !== undefined && files.limit - files.open < PLENTY_LEFT) {
    const started = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    worker.postMessage(started);
    Atomics.wait(new Int32Array(started), 0, 0, START_MS);
  }
  return worker;
}

/** In a thread of {@link startThread}: whether a message only asks if it has started, which is answered. */
export function isStart(data: unknown): boolean {
  if (!(data instanceof SharedArrayBuffer)) return false;
  const started = new Int32Array(data);
  Atomics.store(started, 0, 1);
  Atomics.notify(started, 0);
  return true;
}

/**
 * To be called before a thread is started, such as that of the first `fetch`: Bun ends the whole process when such a one finds no descriptor.
 *
 * @throws Error when few are left
 */
export function requireOpenFiles(files: OpenFiles | undefined = countOpenFiles()): void {
  if (files === undefined || files.limit - files.open >= LEAST_LEFT) return;
  throw new Error(`${files.open} of ${files.limit} files and connections that the system allows are open`);
}
