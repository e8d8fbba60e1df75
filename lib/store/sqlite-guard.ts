import { type Stats, statSync } from "node:fs";
import { systemClock } from "../clock.ts";
import type { Log } from "../log.ts";
import { StoreFailure } from "../messages/index.ts";

/** Sees that the file which SQLite writes to is still the one at its path. */
export interface FileGuard {
  /** @throws StoreFailure kind "unavailable" while it is not */
  check(): void;
  stop(): void;
}

/** A look is two system calls: so often under load, for it must not cost each transaction one. */
const LOOK_MS = 50;
/** So often when nobody writes, for people to hear of it. */
const IDLE_LOOK_MS = 1_000;

/**
 * A program goes on writing to a file that was deleted, and all of it is gone with the program. So nothing is accepted
 * while the database's file or its write-ahead log is deleted, moved or replaced; what both hold is written to a new
 * file at once; and when they are back in their place, the database is used again.
 *
 * @param options.hasMoved  whether the database file is no longer at its path
 * @param options.rescue  writes everything that is committed to a new file
 * @param options.failed  told again and again while it is so
 */
export function createFileGuard(options: {
  file: string;
  hasMoved: () => boolean;
  rescue: (to: string) => void;
  failed: (error: StoreFailure) => void;
  log?: Log;
}): FileGuard {
  const { file, log } = options;
  let logInode: number | undefined;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let lost: StoreFailure | undefined;

  function look(): void {
    lookedAt = performance.now();
    const found = statOf(`${file}-wal`);
    // It comes with the first transaction, and stays as long as the database is open.
    logInode ??= found?.ino;
    const isThere = !options.hasMoved() && found?.ino === logInode;
    if (!isThere) lose();
    else if (lost !== undefined) regain();
  }

  function lose(): void {
    if (lost === undefined) {
      const message = `SQLite: ${file} or its write-ahead log was deleted, moved or replaced while the gateway runs: nothing is accepted`;
      lost = new StoreFailure("unavailable", message);
      log?.error(
        { file },
        "the database's file was deleted, moved or replaced: nothing is accepted and nothing is sent",
      );
      save();
    }
    options.failed(lost);
  }

  function save(): void {
    const to = `${file}.rescued-${new Date(systemClock.now()).toISOString().replace(/[-:]|\.\d+/g, "")}`;
    try {
      options.rescue(to);
      log?.error(
        { rescued: to },
        `everything that was accepted is in a new file: stop the gateway, move it to ${file}, start`,
      );
    } catch (error) {
      log?.error(
        { err: error, to },
        "what the deleted database held cannot be written to a new file: leave the gateway running",
      );
    }
  }

  function regain(): void {
    lost = undefined;
    log?.warn({ file }, "the database's file is in its place again: messages are accepted");
  }

  const timer = setInterval(look, IDLE_LOOK_MS);
  timer.unref();
  return {
    check() {
      if (performance.now() - lookedAt >= LOOK_MS) look();
      if (lost !== undefined) throw lost;
    },
    stop: () => clearInterval(timer),
  };
}

function statOf(file: string): Stats | undefined {
  return statSync(file, { throwIfNoEntry: false });
}
