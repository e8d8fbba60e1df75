import { openSync, realpathSync, statSync } from "node:fs";
import { StoreFailure } from "../messages/index.ts";
import { startThread } from "../open-files.ts";

/** What the thread is asked. */
export interface ScrubRequest {
  file: string;
  /** Of the same file, to read it. */
  descriptor: number;
  /** What was removed, as its octets would stand in the file. */
  digits: readonly string[];
  /** A file of at most so many octets is written anew where something is found. */
  rewriteUpTo: number;
}

export type ScrubResult = { isClean: boolean } | { problem: string };

/** 64 MiB are written anew within a few seconds, also by a memory card; for so long other writes wait, and none fails. */
const REWRITE_UP_TO = 64 * 1024 * 1024;

/** In the binary, whose modules are one file, the thread's program has the path that it was built from. */
const WORKER = import.meta.path.startsWith("/$bunfs/")
  ? "./lib/store/sqlite-scrub-worker.ts"
  : new URL("./sqlite-scrub-worker.ts", import.meta.url).href;

/**
 * Descriptors of databases, by device and inode. Never closed: all locks that SQLite holds on the file in this process would go with
 * it, and the next other program that closes the database would take itself for the last one and remove the log.
 */
const descriptors = new Map<string, number>();

/** @throws what the file system throws */
function descriptorOf(file: string): number {
  const { dev, ino } = statSync(file);
  const key = `${dev}:${ino}`;
  const descriptor = descriptors.get(key) ?? openSync(file, "r");
  descriptors.set(key, descriptor);
  return descriptor;
}

/**
 * Empties the write-ahead log, and looks into the files for digits; a small file that has them is written anew. In another thread.
 *
 * @returns whether nothing is found any more
 * @throws StoreFailure kind "unavailable"
 */
export async function scrubSqlite(file: string, digits: readonly string[]): Promise<boolean> {
  let worker: Worker;
  try {
    worker = startThread(WORKER);
  } catch (cause) {
    throw new StoreFailure("unavailable", (cause as Error).message, { cause });
  }
  try {
    const result = await new Promise<ScrubResult>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<ScrubResult>) => resolve(data);
      worker.onerror = ({ message }) => reject(new StoreFailure("unavailable", message));
      const path = realpathSync(file);
      const request = { file: path, descriptor: descriptorOf(path), digits, rewriteUpTo: REWRITE_UP_TO };
      worker.postMessage(request satisfies ScrubRequest);
    });
    if ("problem" in result) throw new StoreFailure("unavailable", `SQLite: ${result.problem}`);
    return result.isClean;
  } finally {
    worker.terminate();
  }
}
