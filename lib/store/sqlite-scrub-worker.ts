/** Runs in a thread of its own: looks into SQLite's files for what was removed from the database. */

import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { isStart } from "../open-files.ts";
import { openPlain, type PlainSqlite } from "./sqlite.ts";
import type { ScrubRequest, ScrubResult } from "./sqlite-scrub.ts";

declare const self: Worker;

/** 5 s for whoever writes meanwhile: an attempt waits in this thread alone. */
const BUSY_MS = 5_000;
/** 4 attempts, 20 s in all, against readers that keep the log from being emptied. */
const ATTEMPTS = 4;
/** 1 MiB of a file at a time. */
const BUFFER = Buffer.alloc(1024 * 1024);

self.onmessage = ({ data }: MessageEvent<ScrubRequest>) => {
  if (!isStart(data)) self.postMessage(answer(data));
};

function answer({ file, descriptor, digits, rewriteUpTo }: ScrubRequest): ScrubResult {
  let database: PlainSqlite | undefined;
  try {
    const opened = openPlain(file, { readonly: false });
    database = opened;
    database.run(`pragma busy_timeout = ${BUSY_MS}`);
    database.run("pragma synchronous = normal");
    const isFound = () => !emptyLog(opened) || holds(descriptor, digits) || logHolds(`${file}-wal`, digits);
    if (!isFound()) return { isClean: true };
    // What moved within the file long ago may have left copies in the gaps of its pages.
    if (fstatSync(descriptor).size > rewriteUpTo) return { isClean: false };
    database.run("vacuum");
    return { isClean: !isFound() };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  } finally {
    database?.close();
  }
}

function emptyLog(database: PlainSqlite): boolean {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (database.all("pragma wal_checkpoint(truncate)")[0]?.busy === 0) return true;
  }
  return false;
}

/** SQLite locks nothing of this file: it may be closed. */
function logHolds(file: string, digits: readonly string[]): boolean {
  const descriptor = openSync(file, "r");
  try {
    return holds(descriptor, digits);
  } finally {
    closeSync(descriptor);
  }
}

function holds(descriptor: number, digits: readonly string[]): boolean {
  const sought = digits.map((each) => Buffer.from(each, "latin1"));
  const overlap = Math.max(0, ...sought.map(({ length }) => length - 1));
  for (let at = 0; ; ) {
    const octets = readSync(descriptor, BUFFER, 0, BUFFER.length, at);
    const read = BUFFER.subarray(0, octets);
    if (sought.some((each) => read.includes(each))) return true;
    if (octets < BUFFER.length) return false;
    at += octets - overlap;
  }
}
