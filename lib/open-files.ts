import { readdirSync, readFileSync } from "node:fs";

/** Of this process: files, connections and devices that are open, and how many the system allows. */
export interface OpenFiles {
  open: number;
  limit: number;
}

/** 32: a thread needs three at once, and a crowd of clients may take some dozens while it starts. */
const LEAST_LEFT = 32;

/** The latest that was read: when all are used up, none is left to read it with. */
let knownLimit: number | undefined;

/** Counts them; `undefined` where the system does not say (it is Linux's `/proc`). */
export function countOpenFiles(): OpenFiles | undefined {
  try {
    const soft = /^Max open files +(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8"))?.[1];
    if (soft === undefined) return undefined;
    knownLimit = Number(soft);
    return { open: readdirSync("/proc/self/fd").length, limit: knownLimit };
  } catch {
    // To look takes a descriptor, too.
    return knownLimit === undefined ? undefined : { open: knownLimit, limit: knownLimit };
  }
}

/**
 * To be called before a thread is started, such as a `Worker` or that of the first `fetch`: Bun ends the whole process when such a one finds no descriptor.
 *
 * @throws Error when few are left
 */
export function requireOpenFiles(files: OpenFiles | undefined = countOpenFiles()): void {
  if (files === undefined || files.limit - files.open >= LEAST_LEFT) return;
  throw new Error(`${files.open} of ${files.limit} files and connections that the system allows are open`);
}
