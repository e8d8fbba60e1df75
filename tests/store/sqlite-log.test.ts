import { Database } from "bun:sqlite";
import { afterEach, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import pino from "pino";
import { StoreFailure } from "../../lib/messages/index.ts";
import { createWriteAheadLog, type WriteAheadLog } from "../../lib/store/sqlite-log.ts";
import { eventually } from "../support/eventually.ts";
import { temporaryDirectory } from "../support/run-cli.ts";

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

function createFolder(): string {
  const folder = temporaryDirectory();
  cleanUps.push(() => rmSync(folder, { recursive: true }));
  return folder;
}

interface Asked {
  alone: boolean;
  answer: (result: { complete: boolean } | { problem: string }) => void;
}

/** A log on a disk that a test plays, and a database beside it whose log is never copied by itself. */
function createPlayedLog(): {
  log: WriteAheadLog;
  syncs: PromiseWithResolvers<void>[];
  asked: Asked[];
  state: { pages: number; hasRoom: boolean };
  lines: string[];
} {
  const file = join(createFolder(), "test.db");
  const database = new Database(file);
  cleanUps.push(() => database.close());
  database.run("pragma journal_mode = wal");
  database.run("create table rows (value)");
  const state = { pages: 1, hasRoom: true };
  const syncs: PromiseWithResolvers<void>[] = [];
  const asked: Asked[] = [];
  const lines: string[] = [];
  const log = createWriteAheadLog({
    file,
    pages: () => state.pages,
    hasRoom: () => Promise.resolve(state.hasRoom),
    log: pino({ base: null }, { write: (line) => void lines.push(line) }),
    disk: {
      sync() {
        const sync = Promise.withResolvers<void>();
        syncs.push(sync);
        return sync.promise;
      },
      syncNow: () => undefined,
      startCopier: () => ({
        ask: (request) =>
          new Promise((answer) => {
            if (request === "close" || "index" in request) answer({ complete: true });
            else asked.push({ alone: request.alone, answer });
          }),
        end: () => undefined,
      }),
    },
  });
  cleanUps.push(() => log.close());
  return { log, syncs, asked, state, lines };
}

async function isPending(promise: Promise<unknown>): Promise<boolean> {
  for (let turn = 0; turn < 5; turn++) await new Promise<void>((next) => setImmediate(next));
  return (
    (await Promise.race([
      promise.then(
        () => "settled",
        () => "settled",
      ),
      Promise.resolve("pending"),
    ])) === "pending"
  );
}

/** Answers the first sync and gives what came of it. */
async function writeAndSync({ log, syncs, state }: ReturnType<typeof createPlayedLog>, pages: number): Promise<void> {
  state.pages = pages;
  const synced = log.sync();
  syncs.pop()?.resolve();
  await synced;
}

test("a transaction is answered when the disk has it, and one that wrote nothing at once", async () => {
  const played = createPlayedLog();
  const synced = played.log.sync();
  expect(await isPending(synced)).toBe(true);
  played.syncs.pop()?.resolve();
  await synced;
  await played.log.sync();
  expect(played.syncs).toHaveLength(0);
  played.state.pages = 2;
  expect(await isPending(played.log.sync())).toBe(true);
  played.syncs.pop()?.resolve();
});

test("a long log is copied while others write, and its end while nobody does", async () => {
  const played = createPlayedLog();
  const { log, asked } = played;
  await writeAndSync(played, 8_192);
  expect(asked.map(({ alone }) => alone)).toEqual([false]);
  await log.ready();
  // Nothing is asked twice meanwhile.
  await writeAndSync(played, 9_000);
  expect(asked).toHaveLength(1);
  asked[0]?.answer({ complete: true });
  await eventually("the second step", () => asked.length === 2);
  expect(asked[1]?.alone).toBe(true);
  const ready = log.ready();
  expect(await isPending(ready)).toBe(true);
  asked[1]?.answer({ complete: true });
  await ready;
});

test("a copy that ends while a transaction runs is no failure: SQLite says how long the log is once it has ended", async () => {
  const played = createPlayedLog();
  const { log, asked, state, lines } = played;
  await writeAndSync(played, 8_192);
  await log.ready();
  const inTransaction = () => {
    throw new Error("database table is locked");
  };
  Object.defineProperty(state, "pages", { get: inTransaction, configurable: true });
  asked[0]?.answer({ complete: false });
  await isPending(Promise.resolve());
  Object.defineProperty(state, "pages", { value: 10, writable: true, configurable: true });
  await writeAndSync(played, 11);
  await isPending(Promise.resolve());
  expect(lines).toEqual([]);
});

test.each([true, false])("a short log is copied where the disk has little room: %p", async (isShort) => {
  const played = createPlayedLog();
  played.state.hasRoom = !isShort;
  await writeAndSync(played, 1_000);
  await writeAndSync(played, 1_024);
  await isPending(Promise.resolve());
  expect(played.asked).toHaveLength(isShort ? 1 : 0);
  // Its usual length is seen at once, however lately it was asked whether there is room.
  if (!isShort) await writeAndSync(played, 8_192);
  expect(played.asked).toHaveLength(1);
  played.asked[0]?.answer({ complete: false });
});

test("a log that has filled the disk is copied, although nothing is synced any more", async () => {
  const { log, asked, state } = createPlayedLog();
  Object.assign(state, { pages: 1_024, hasRoom: false });
  await log.ready();
  await eventually("the question", () => asked.length === 1);
  asked[0]?.answer({ complete: false });
});

test("the end of the log is copied once the transaction that has begun is written, or another begins", async () => {
  for (const end of ["sync", "ready"] as const) {
    const played = createPlayedLog();
    const { log, asked } = played;
    await writeAndSync(played, 8_192);
    await log.ready();
    asked[0]?.answer({ complete: true });
    await isPending(Promise.resolve());
    expect(asked).toHaveLength(1);
    const ended = log[end]();
    await eventually("the second step", () => asked.length === 2);
    asked[1]?.answer({ complete: true });
    played.syncs.pop()?.resolve();
    await ended;
  }
});

test.each([
  ["a reader keeps it", { complete: false }],
  ["it fails", { problem: "SQLITE_IOERR" }],
])("when %s, nobody waits, and it is tried again after a while only", async (_, result) => {
  const played = createPlayedLog();
  await writeAndSync(played, 8_192);
  played.asked[0]?.answer(result);
  await played.log.ready();
  await writeAndSync(played, 8_193);
  expect(played.asked).toHaveLength(1);
  await eventually("the next try", async () => {
    await writeAndSync(played, played.state.pages + 1);
    return played.asked.length === 2;
  });
  expect(played.asked[1]?.alone).toBe(false);
  played.asked[1]?.answer({ complete: false });
});

test("a log that cannot be copied is said once, and again only after it could", async () => {
  const played = createPlayedLog();
  const { asked, lines } = played;
  const nextAttempt = () =>
    eventually("the next try", async () => {
      await writeAndSync(played, Math.max(8_192, played.state.pages + 1));
      return asked.length === 1;
    });
  const warnings = () => lines.filter((line) => line.includes("write-ahead log grows")).length;
  for (const expected of [1, 1]) {
    await nextAttempt();
    asked.pop()?.answer({ problem: "SQLITE_FULL" });
    await eventually("the warning", () => warnings() > 0);
    expect(warnings()).toBe(expected);
  }
  await nextAttempt();
  asked.pop()?.answer({ complete: true });
  await eventually("the second step", () => asked.length === 1);
  asked.pop()?.answer({ complete: true });
  await nextAttempt();
  asked.pop()?.answer({ problem: "SQLITE_FULL" });
  await eventually("the second warning", () => warnings() === 2);
});

test("after a sync that failed nothing begins until all of the log is in the database, however often it fails", async () => {
  const played = createPlayedLog();
  const { log, asked, syncs } = played;
  const refused = log.sync();
  syncs.pop()?.reject(Object.assign(new Error("EIO: i/o error, fdatasync"), { code: "EIO" }));
  await expect(refused).rejects.toThrow("SQLite: EIO: i/o error, fdatasync");
  for (const result of [{ problem: "EIO" }, { problem: "SQLITE_BUSY" }]) {
    const ready = log.ready();
    ready.catch(() => undefined);
    await eventually("the question", () => asked.length === 1);
    expect(asked[0]?.alone).toBe(true);
    asked.pop()?.answer(result);
    await expect(ready).rejects.toThrow(StoreFailure);
  }
  const ready = log.ready();
  await eventually("the question", () => asked.length === 1);
  asked.pop()?.answer({ complete: true });
  await ready;
  await log.ready();
  expect(asked).toHaveLength(0);
});

test("what was synced beside a sync that failed, or commits after it, is refused too", async () => {
  const { log, syncs, state } = createPlayedLog();
  const outcomes = [log.sync()];
  state.pages = 2;
  outcomes.push(log.sync());
  syncs[0]?.reject(new Error("EIO"));
  state.pages = 3;
  outcomes.push(outcomes[0]?.catch(() => log.sync()) ?? Promise.resolve(true));
  await expect(outcomes[2]).rejects.toThrow("an earlier sync has failed");
  syncs[1]?.resolve();
  await expect(outcomes[1]).rejects.toThrow("a sync beside it has failed");
  await expect(outcomes[0]).rejects.toThrow("EIO");
  expect(syncs).toHaveLength(2);
});
