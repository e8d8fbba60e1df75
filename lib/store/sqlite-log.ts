import { closeSync, fdatasync, fdatasyncSync, openSync, readSync, realpathSync } from "node:fs";
import { dirname } from "node:path";
import type { Log } from "../log.ts";
import { StoreFailure } from "../messages/index.ts";
import { syncDirectory } from "../sync-directory.ts";
import { createDiskPace } from "./disk-pace.ts";
import { type Copier, createCopying, startCopier } from "./sqlite-copying.ts";

/** SQLite's write-ahead log: whatever waits for a disk that is slow does so in another thread, not on the event loop. */
export interface WriteAheadLog {
  /** Before a transaction: resolves when one may begin. @throws StoreFailure kind "unavailable", "locked" */
  ready(): Promise<void>;
  /**
   * Resolves when all that was committed before is on disk. `false`: nothing was written since the last time.
   * @throws StoreFailure kind "unavailable"
   */
  sync(): Promise<boolean>;
  /** Moves the log into the database now, as far as readers let it. Never rejects. */
  fold(): Promise<void>;
  /** Resolves when no thread uses the files any more. Never rejects. */
  close(): Promise<void>;
}

/** What waits for the disk. */
interface Disk {
  /** @throws the system's error */
  sync(descriptor: number): Promise<void>;
  /** The same on the event loop. @throws the system's error */
  syncNow(descriptor: number): void;
  /** Another thread, which holds the files open until it has closed them. */
  startCopier(): Copier;
}

/** 32 MiB: a longer log means fewer writes of the same page to the database, and more to read after a crash. */
export const LOG_BYTES = 32 * 1024 * 1024;
const LOG_PAGES = LOG_BYTES / 4096;
/** 4 MiB, where the disk has little room: the log is not what fills it. */
const SHORT_LOG_PAGES = LOG_PAGES / 8;
/** 1 s before the next attempt after one that a long reader or the disk kept from its end. */
const REST_MS = 1_000;

/**
 * @param options.pages  how many pages the log holds, costs about a microsecond
 * @param options.isDistrusted  the log that is found may be in memory only, as {@link openSqlite} says
 * @param options.hasRoom  whether the disk has room for a log of the usual length. Never rejects
 * @param options.disk  what waits for it, for tests
 */
export function createWriteAheadLog(options: {
  file: string;
  pages: () => number;
  hasRoom: () => Promise<boolean>;
  isDistrusted?: boolean;
  log?: Log;
  disk?: Disk;
}): WriteAheadLog {
  const { file, log, disk = MACHINE } = options;
  const pace = createDiskPace();
  const descriptors = createDescriptors(file);
  /** Where the log ended at the last sync: a transaction that wrote nothing needs none. */
  let syncedEnd: string | undefined;
  let running: Promise<void> | undefined;
  let pause: Promise<unknown> | undefined;
  /** Of the transaction that has begun: settled once it is in the log, or undone. */
  let written = settled();
  const length = createLength(options.pages);
  let restUntil = 0;
  /** Until then the disk is taken to have room for a log of the usual length. */
  let roomUntil = 0;
  /** The disk has refused a sync: what was committed then may be in memory only, however often it is asked again. */
  let inDoubt = options.isDistrusted === true && options.pages() > 0;
  /** Syncs that have failed. Those that ran beside one show nothing. */
  let failures = 0;
  let hasWarned = false;
  const copying = createCopying({ file, keep: LOG_BYTES, inDoubt: () => inDoubt, startCopier: disk.startCopier });

  /**
   * While others write, almost all is copied; the little that they wrote meanwhile while nobody does, since a log that
   * is written to all the time would never come to its end.
   */
  async function shorten(pages: number): Promise<void> {
    let restMs = REST_MS;
    try {
      if (pages < LOG_PAGES && (await options.hasRoom())) {
        restMs = 0;
        roomUntil = performance.now() + REST_MS;
        return;
      }
      await copying.run(async (copy) => {
        if (!(await copy(false))) return;
        pause = written.promise.then(() => copy(true));
        await pause;
      });
      hasWarned = false;
      await written.promise; // SQLite does not say how long the log is while a transaction runs.
      if (options.pages() < SHORT_LOG_PAGES) restMs = 0;
    } catch (error) {
      if (!hasWarned) log?.warn({ err: error, file }, "SQLite's write-ahead log grows: it cannot be copied");
      hasWarned = true;
    } finally {
      pause = undefined;
      restUntil = performance.now() + restMs;
      running = undefined;
    }
  }

  function shortenIfLong(pages: number): void {
    const dueAt = pages < LOG_PAGES ? Math.max(restUntil, roomUntil) : restUntil;
    if (pages >= SHORT_LOG_PAGES && running === undefined && performance.now() >= dueAt) running = shorten(pages);
  }

  async function settleDoubt(): Promise<void> {
    await running;
    await copying.run((copy) => copy(true));
    inDoubt = false;
    if (failures > 0) log?.warn({ file }, "the disk takes again what is written to the database");
  }

  return {
    async ready() {
      written.resolve();
      if (pause !== undefined) await pause.catch(() => undefined);
      if (inDoubt) await settleDoubt();
      // Nothing is synced any more where the log has filled the disk.
      shortenIfLong(length.take());
      written = Promise.withResolvers();
    },
    async sync() {
      written.resolve();
      const pages = length.look();
      if (pages === 0) return false;
      const failuresBefore = failures;
      let descriptor: number | undefined;
      try {
        descriptor = descriptors.take();
        const end = `${beginningOf(descriptor)} ${pages}`;
        if (end === syncedEnd) return false;
        const since = performance.now();
        if (inDoubt) throw new Error("an earlier sync has failed");
        if (pace.isQuick) disk.syncNow(descriptor);
        else await disk.sync(descriptor);
        pace.took(performance.now() - since);
        if (failures > failuresBefore) throw new Error("a sync beside it has failed");
        syncedEnd = end;
      } catch (error) {
        inDoubt = true;
        copying.distrustIndex();
        failures++;
        log?.error({ err: error, file }, "the disk did not take what was written to the database");
        throw new StoreFailure("unavailable", `SQLite: ${messageOf(error)}`, { cause: error });
      } finally {
        if (descriptor !== undefined) descriptors.giveBack(descriptor);
      }
      shortenIfLong(pages);
      return true;
    },
    async fold() {
      await running;
      if (options.pages() > 0) running ??= shorten(LOG_PAGES);
      return running;
    },
    async close() {
      written.resolve();
      await running;
      descriptors.close();
    },
  };
}

function settled(): PromiseWithResolvers<void> {
  const made = Promise.withResolvers<void>();
  made.resolve();
  return made;
}

/** Asks once for how long the log is, where a transaction begins right after the sync of another. */
function createLength(pages: () => number) {
  let seen: number | undefined;
  return {
    look() {
      seen = pages();
      return seen;
    },
    /** What was seen, if nobody has taken that yet. */
    take() {
      const known = seen ?? pages();
      seen = undefined;
      return known;
    },
  };
}

/** One for each sync at a time: of what could not be written the system tells each once, but only one of two that share it. */
function createDescriptors(file: string) {
  const free: number[] = [];
  let isNameOnDisk = false;
  /** The log is created by the first transaction, beside the file that a link leads to; its name is to be on disk too. */
  function open(): number {
    const path = realpathSync(file);
    if (!isNameOnDisk) syncDirectory(dirname(path));
    isNameOnDisk = true;
    return openSync(`${path}-wal`, "r+");
  }
  return {
    /** @throws what the file system throws */
    take: () => free.pop() ?? open(),
    giveBack: (descriptor: number) => void free.push(descriptor),
    close() {
      for (const descriptor of free.splice(0)) closeSync(descriptor);
    },
  };
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/**
 * Checkpoint number and salts of the log's header, https://sqlite.org/fileformat2.html#the_write_ahead_log: other for each
 * time that it began anew, which other processes may have it do. Without them, a log that is as long as the one before
 * would look as if nothing had been written.
 */
function beginningOf(descriptor: number): string {
  const beginning = Buffer.alloc(12);
  readSync(descriptor, beginning, 0, beginning.length, 12);
  return beginning.toString("hex");
}

function synced(descriptor: number): Promise<void> {
  return new Promise((resolve, reject) => {
    fdatasync(descriptor, (error) => (error ? reject(error) : resolve()));
  });
}

const MACHINE: Disk = { sync: synced, syncNow: fdatasyncSync, startCopier };
