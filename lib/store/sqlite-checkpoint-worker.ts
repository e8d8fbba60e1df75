/** Runs in a thread of its own: copies SQLite's write-ahead log into the database file, and waits for the disk there. */

import { Database } from "bun:sqlite";
import type { CheckpointRequest, CheckpointResult } from "./sqlite-checkpoints.ts";

declare const self: Worker;

self.onmessage = ({ data }: MessageEvent<CheckpointRequest>) => {
  self.postMessage(checkpoint(data));
};

function checkpoint({ file, begin }: CheckpointRequest): CheckpointResult {
  const database = new Database(file, { readwrite: true });
  try {
    database.run("pragma synchronous = normal");
    const moved = database.query<{ log: number; checkpointed: number }, []>("pragma wal_checkpoint(passive)").get();
    const isComplete = moved !== null && moved.log === moved.checkpointed;
    if (isComplete && begin) beginLog(database);
    return { isComplete };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  } finally {
    // The gateway's connections are open, so this one is not the last, which would move the log once more.
    database.close();
  }
}

/** Whoever writes first to a log whose content is in the database begins it anew, and waits for the disk once more. */
function beginLog(database: Database): void {
  const version = database.query<{ user_version: number }, []>("pragma user_version").get()?.user_version ?? 0;
  database.run(`pragma user_version = ${version}`);
}
