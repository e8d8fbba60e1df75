import { realpathSync, statSync } from "node:fs";
import { basename } from "node:path";
import { systemClock } from "../clock.ts";
import type { Log } from "../log.ts";
import { StoreFailure } from "../messages/index.ts";

/** Checks that the file SQLite writes to is still the one at its path. */
interface FileGuard {
  /** @throws StoreFailure kind "unavailable" while it is not */
  check(): void;
  /**
   * Called in the turn of a commit: what was rescued before it lacks what it wrote.
   *
   * @throws StoreFailure kind "unavailable" when the file was found missing since the check
   */
  committed(): void;
  /** While it is not: what people are to do, in sentences. */
  readonly problem: string | undefined;
  stop(): void;
}

/** 50 ms between checks under load: a check is two system calls, too many for every transaction. */
const LOOK_MS = 50;
/** 1 s when nobody writes, so that people are alerted soon. */
const IDLE_LOOK_MS = 1_000;

/**
 * A process can keep writing to a deleted file, and everything is lost when it exits. So nothing is accepted while the
 * database file or its write-ahead log is deleted, moved or replaced; their content is written to a new file at once;
 * and the database is used again when both are back in place.
 *
 * @param options.file  open since just now; may be a symbolic link, which is to lead to the same file all the time
 * @param options.rescue  writes all committed data to a new file
 * @param options.failed  called repeatedly while the file is missing
 */
export function createFileGuard(options: {
  file: string;
  rescue: (to: string) => void;
  failed: (error: StoreFailure) => void;
  log?: Log;
}): FileGuard {
  const { file, log } = options;
  const database = identityOf(file);
  // SQLite keeps the log beside the file that a link leads to.
  const logFile = `${realpathSync(file)}-wal`;
  let firstLog: string | undefined;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let lost: StoreFailure | undefined;
  let rescued: string | undefined;

  function look(): void {
    lookedAt = performance.now();
    const found = identityOf(logFile);
    // The log is created by the first transaction and exists as long as the database is open.
    firstLog ??= found;
    const isThere = identityOf(file) === database && found === firstLog;
    if (!isThere) lose();
    else if (lost !== undefined) regain();
  }

  function lose(): void {
    if (lost === undefined) {
      const message = `SQLite: ${file} or its write-ahead log was deleted, moved or replaced while the gateway runs: nothing is accepted`;
      lost = new StoreFailure("unavailable", message, { lasting: `${LOST} The gateway's log says what to do.` });
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
    rescued = undefined;
    try {
      options.rescue(to);
      rescued = basename(to);
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
    committed() {
      if (lost !== undefined) throw lost;
    },
    get problem() {
      if (lost === undefined) return undefined;
      return rescued === undefined
        ? `${LOST} What was accepted could not be written to a new file: leave the gateway running, and move the files back to their place.`
        : `${LOST} Everything that was accepted is in the file ${rescued} beside it: stop the gateway, remove what is left of the old files, rename this file to ${basename(file)}, and start the gateway.`;
    },
    stop: () => clearInterval(timer),
  };
}

const LOST = "The database's file was deleted, moved or replaced: nothing is accepted and nothing is sent.";

/** No other file has it as long as this one is open. `undefined`: there is none. */
function identityOf(file: string): string | undefined {
  const found = statSync(file, { throwIfNoEntry: false });
  return found && `${found.dev}/${found.ino}`;
}
