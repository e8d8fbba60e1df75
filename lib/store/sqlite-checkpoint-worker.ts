/** Runs in a thread of its own: copies SQLite's write-ahead log into the database file, and waits for the disk there. */

import { Database } from "bun:sqlite";
import type { CheckpointRequest, CheckpointResult } from "./sqlite-log.ts";

declare const self: Worker;

self.onmessage = ({ data }: MessageEvent<CheckpointRequest>) => {
  self.postMessage(checkpoint(data));
};

function checkpoint({ file, alone, keep }: CheckpointRequest): CheckpointResult {
  try {
    const database = new Database(file, { readwrite: true });
    try {
      database.run("pragma synchronous = normal");
      // A transaction may have begun just before nobody else was allowed to.
      database.run("pragma busy_timeout = 5000");
      database.run(`pragma journal_size_limit = ${keep}`);
      const moved = database.query<{ log: number; checkpointed: number }, []>("pragma wal_checkpoint(passive)").get();
      const complete = moved !== null && moved.log === moved.checkpointed;
      if (complete && alone) beginLog(database);
      return { complete };
    } finally {
      // The gateway's connections are open: this one is not the last, which would copy and remove the log.
      database.close();
    }
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

/** Whoever writes first to a log that is copied begins it anew, and waits for the disk once: better here. */
function beginLog(database: Database): void {
  const version = database.query<{ user_version: number }, []>("pragma user_version").get()?.user_version ?? 0;
  database.run(`pragma user_version = ${version}`);
}
