import { realpathSync } from "node:fs";
import { StoreFailure } from "../messages/index.ts";
import { startThread } from "../open-files.ts";

/** What the thread is asked. */
export interface ScrubRequest {
  file: string;
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
      worker.postMessage({ file: realpathSync(file), digits, rewriteUpTo: REWRITE_UP_TO } satisfies ScrubRequest);
    });
    if ("problem" in result) throw new StoreFailure("unavailable", `SQLite: ${result.problem}`);
    return result.isClean;
  } finally {
    worker.terminate();
  }
}
