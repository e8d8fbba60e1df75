/** Runs in a thread of its own: copies SQLite's write-ahead log into the database file, and waits for the disk there. */

import { Database } from "bun:sqlite";
import { closeSync, fdatasyncSync, openSync, readSync, realpathSync, writeSync } from "node:fs";
import { isStart } from "../open-files.ts";
import type { CheckpointRequest, CheckpointResult } from "./sqlite-copying.ts";

declare const self: Worker;

/** 1 MiB of the log at a time. */
const BUFFER = Buffer.alloc(1024 * 1024);

/** One connection for all steps: a new one syncs the directory too. */
let database: Database | undefined;

self.onmessage = ({ data }: MessageEvent<CheckpointRequest>) => {
  if (!isStart(data)) self.postMessage(answer(data));
};

function answer(request: CheckpointRequest): CheckpointResult {
  try {
    if (request !== "close") return "index" in request ? readLogAgain(request) : checkpoint(request);
    // The gateway's connections are open: this one is not the last, which would copy and remove the log.
    database?.close();
    return { complete: true };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

/** `busy`: another process is at it; nothing was moved, and both numbers are -1. */
interface Moved {
  busy: 0 | 1;
  log: number;
  checkpointed: number;
}

function checkpoint({ file, alone, inDoubt, keep }: Extract<CheckpointRequest, { alone: boolean }>): CheckpointResult {
  database ??= open(file, keep);
  const moved = database.query<Moved, []>("pragma wal_checkpoint(passive)").get();
  const complete = moved !== null && moved.busy === 0 && moved.log === moved.checkpointed;
  if (complete && alone) beginLog(database);
  if (!complete && inDoubt) writeLogAgain(database, file);
  return { complete: complete || inDoubt };
}

/**
 * The same octets once more: what the disk has refused to sync counts as written, so that no later sync would write it.
 */
function writeLogAgain(database: Database, file: string): void {
  // Other processes would append to it, or begin it anew.
  database.run("begin immediate");
  try {
    const log = openSync(`${realpathSync(file)}-wal`, "r+");
    try {
      for (let at = 0, octets = 0; ; at += writeSync(log, BUFFER, 0, octets, at)) {
        octets = readSync(log, BUFFER, 0, BUFFER.length, at);
        if (octets === 0) break;
      }
      fdatasyncSync(log);
    } finally {
      closeSync(log);
    }
  } finally {
    database.run("rollback");
  }
}

/** Both copies of the index's header, https://sqlite.org/walformat.html#the_wal_index_header. */
const INDEX_HEADER = new Uint8Array(96);

/** Whoever reads next finds the index without a header, as after a crash, and makes it again out of the log. */
function readLogAgain({ file, keep, index }: Extract<CheckpointRequest, { index: number }>): CheckpointResult {
  database ??= open(file, keep);
  // Nobody else writes the header meanwhile. There is nothing to undo, which would need the index.
  database.run("begin immediate");
  try {
    writeSync(index, INDEX_HEADER, 0, INDEX_HEADER.length, 0);
  } finally {
    database.run("commit");
  }
  return { complete: false };
}

function open(file: string, keep: number): Database {
  const opened = new Database(file, { readwrite: true });
  opened.run("pragma synchronous = normal");
  // Another process may write just now.
  opened.run("pragma busy_timeout = 5000");
  opened.run(`pragma journal_size_limit = ${keep}`);
  return opened;
}

/** Whoever writes first to a log that is copied begins it anew, and waits for the disk once: better here. */
function beginLog(database: Database): void {
  const version = database.query<{ user_version: number }, []>("pragma user_version").get()?.user_version ?? 0;
  database.run(`pragma user_version = ${version}`);
}
