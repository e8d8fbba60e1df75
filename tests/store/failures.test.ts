import { Database } from "bun:sqlite";
import { afterEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { sql } from "kysely";
import pino from "pino";
import { defined } from "../../lib/defined.ts";
import type { Log } from "../../lib/log.ts";
import { createGroupCommit } from "../../lib/store/group-commit.ts";
import { openStore, type Store } from "../../lib/store/index.ts";
import { migrateToLatest } from "../../lib/store/migrate.ts";
import { createOutboxStore } from "../../lib/store/outbox/index.ts";
import { openPostgres } from "../../lib/store/postgres.ts";
import { openSqlite } from "../../lib/store/sqlite.ts";
import { eventually } from "../support/eventually.ts";
import { createTestDatabase, execute, hasPostgres } from "../support/postgres.ts";
import { lockSqlite } from "../support/sqlite-lock.ts";
import { startGateway } from "./gateway.ts";
import { accept, message, NOON, stateOf } from "./outgoing.ts";

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

function createFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "aldis-store-"));
  cleanUps.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function open(options: Parameters<typeof openStore>[0]): Promise<Store> {
  const store = await openStore(options);
  cleanUps.push(() => store.close());
  return store;
}

describe("a SQLite database that another process has locked", () => {
  async function openLocked(lockWaitMs: number, log?: Log) {
    const file = join(createFolder(), "test.db");
    const store = await open({ url: `sqlite:${file}`, lockWaitMs, ...defined({ log }) });
    const lock = await lockSqlite(file);
    cleanUps.push(() => lock[Symbol.dispose]());
    return { store, release: lock.release };
  }

  test("refuses after the time to wait, loses nothing, and takes up again by itself", async () => {
    const { store, release } = await openLocked(40);
    await expect(accept(store)).rejects.toMatchObject({ name: "StoreFailure", kind: "locked" });
    // Reading goes on.
    expect((await store.outbox.countByState()).queued).toBe(0);
    release();
    expect(await stateOf(store, await accept(store))).toBe("queued");
  });

  test("is waited for without holding up the event loop", async () => {
    const { store, release } = await openLocked(30_000);
    const accepted = accept(store);
    const later = new Promise<void>((resolve) => setTimeout(resolve, 1));
    await later;
    release();
    expect(await stateOf(store, await accepted)).toBe("queued");
  });

  test("events wait for it too, which is one line however often it is tried", async () => {
    const lines: string[] = [];
    const log = pino(new Writable({ write: (chunk, _, done) => done(void lines.push(String(chunk))) }));
    const { store, release } = await openLocked(20, log);
    store.events.keep({ severity: "info", kind: "while.locked", message: "m" });
    await expect(accept(store)).rejects.toMatchObject({ kind: "locked" });
    for (let tries = 0; tries < 3; tries++) {
      const flushed = store.events.flush();
      await expect(accept(store)).rejects.toMatchObject({ kind: "locked" });
      if (tries === 2) release();
      if (tries === 2) await flushed;
    }
    expect(lines.filter((line) => line.includes("events cannot be stored"))).toHaveLength(1);
    expect((await store.events.list({ limit: 5 })).map((event) => event.kind)).toEqual(["while.locked"]);
  });
});

describe("a full disk", () => {
  test("refuses with its own kind, keeps what was accepted, and takes up again when there is room", async () => {
    const backend = openSqlite(join(createFolder(), "test.db"));
    cleanUps.push(() => backend.close());
    await migrateToLatest(backend);
    const outbox = createOutboxStore(backend, createGroupCommit(backend), Date.now);
    const [kept] = await outbox.accept([message()], NOON);

    const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(backend.writer);
    const limit = (pages: number) => sql`pragma max_page_count = ${sql.lit(pages)}`.execute(backend.writer);
    await limit(rows[0]?.page_count ?? 0);
    const big = message({ text: "x".repeat(100_000) });
    const outcomes = await Promise.allSettled([outbox.accept([big], NOON), outbox.accept([big], NOON)]);
    for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: { name: "StoreFailure", kind: "full" } });
    expect((await outbox.countByState()).queued).toBe(1);

    await limit(1_000_000);
    expect((await outbox.accept([big], NOON)).length).toBe(1);
    expect((await outbox.find(kept ?? 0))?.message.state).toBe("queued");
  });
});

describe("a file that cannot be a database", () => {
  test("is refused as corrupt, and is not overwritten", async () => {
    const file = join(createFolder(), "test.db");
    const garbage = "not a database ".repeat(1_000);
    writeFileSync(file, garbage);
    await expect(openStore({ url: `sqlite:${file}` })).rejects.toMatchObject({ name: "StoreFailure", kind: "corrupt" });
    expect(await Bun.file(file).text()).toBe(garbage);
  });

  test("in a folder that is not there is unavailable", async () => {
    const url = `sqlite:${join(createFolder(), "missing", "test.db")}`;
    await expect(openStore({ url })).rejects.toMatchObject({ name: "StoreFailure", kind: "unavailable" });
  });

  test("or a URL of another kind is refused without repeating it, since it may hold a password", async () => {
    const attempt = openStore({ url: "mysql://root:secret@db/x" });
    await expect(attempt).rejects.toMatchObject({ kind: "invalid", message: expect.not.stringContaining("secret") });
  });
});

test("a closed store finishes what was asked for and refuses the rest", async () => {
  const file = join(createFolder(), "test.db");
  const store = await openStore({ url: `sqlite:${file}` });
  const accepted = accept(store);
  await Promise.all([store.close(), store.close()]);
  const id = await accepted;
  await expect(accept(store)).rejects.toMatchObject({ kind: "unavailable" });
  expect(await stateOf(await open({ url: `sqlite:${file}` }), id)).toBe("queued");
});

test("a checkpoint leaves everything in the database file", async () => {
  const folder = createFolder();
  const store = await open({ url: `sqlite:${join(folder, "test.db")}` });
  const id = await accept(store);
  await store.checkpoint();
  await Bun.write(join(folder, "copy.db"), Bun.file(join(folder, "test.db")));
  expect(await stateOf(await open({ url: `sqlite:${join(folder, "copy.db")}` }), id)).toBe("queued");
});

test("a database in memory works like any other", async () => {
  const gateway = await startGateway(await open({ url: "sqlite::memory:" }));
  const id = await accept(gateway.store);
  const [claim, found] = await Promise.all([gateway.mustClaim(), gateway.store.outbox.find(id)]);
  expect([claim.message.id, found?.message.id]).toEqual([id, id]);
});

describe.skipIf(!hasPostgres())("a PostgreSQL server", () => {
  const others = "from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()";
  const cut = (url: string) => execute(url, `select pg_terminate_backend(pid) ${others}`);

  test("that is not there is unavailable", async () => {
    const attempt = openStore({ url: "postgres://aldis@127.0.0.1:1/none" });
    await expect(attempt).rejects.toMatchObject({ name: "StoreFailure", kind: "unavailable" });
  });

  test("that cuts a write off makes it unavailable, and the next one connects again", async () => {
    const url = await createTestDatabase();
    const store = await open({ url });
    const blocker = await open({ url });
    await accept(store);
    const holding = Promise.withResolvers<void>();
    const blocked = Promise.withResolvers<void>();
    // Its connection is cut too.
    const held = Promise.allSettled([holdTable(url, blocked.promise, holding.resolve)]);
    await holding.promise;
    const accepted = Promise.allSettled([accept(store)]);
    while ((await execute(url, `select 1 ${others} and wait_event_type = 'Lock'`)).length === 0) await blocker.health();
    await cut(url);
    blocked.resolve();
    await held;
    expect(await accepted).toMatchObject([{ status: "rejected", reason: { kind: "unavailable" } }]);
    // Read by another store: connections that rest, and were cut too, are noticed when they are.
    expect(await stateOf(await open({ url }), await accept(store))).toBe("queued");
  });

  test("that keeps a table locked is waited for once by all writes that wait, not by one after another", async () => {
    const url = await createTestDatabase();
    const store = await open({ url, lockWaitMs: 1_000 });
    const id = await accept(store);
    const other = openPostgres(url);
    try {
      await other.writer.connection().execute(async (connection) => {
        await sql`begin`.execute(connection);
        await sql`lock table outgoing_messages in exclusive mode`.execute(connection);
        const refused = Array.from({ length: 30 }, () => accept(store).catch((error: { kind: string }) => error.kind));
        // It needs no such lock, and shares a transaction with those that do.
        const set = store.settings.set({ "other.one": 1 });
        expect(new Set(await Promise.all(refused))).toEqual(new Set(["locked"]));
        await set;
        await sql`rollback`.execute(connection);
      });
    } finally {
      await other.close();
    }
    expect(await stateOf(store, id)).toBe("queued");
    expect(await stateOf(store, await accept(store))).toBe("queued");
    // One after another they take 30 s.
  }, 180_000);

  test("tells others of accepted messages, not oneself, also after the connection was lost", async () => {
    const url = await createTestDatabase();
    const [one, two] = await Promise.all([open({ url }), open({ url })]);
    let wakes = 0;
    let next = Promise.withResolvers<void>();
    const stop = one.outbox.onAccepted(() => {
      wakes++;
      next.resolve();
      next = Promise.withResolvers<void>();
    });
    // Once when it has begun to listen, since it may have missed something.
    await next.promise;
    await accept(one);
    const heard = next.promise;
    await accept(two);
    await heard;
    expect(wakes).toBe(2);

    const again = next.promise;
    await execute(url, `select pg_terminate_backend(pid) ${others} and query like 'listen%'`);
    await again;
    const heardAgain = next.promise;
    await accept(two);
    await heardAgain;
    expect(wakes).toBe(4);

    stop();
    await accept(two);
    expect(wakes).toBe(4);
  });
});

/** Keeps a lock on the queue until `until`, so that writes wait. */
async function holdTable(url: string, until: Promise<void>, held: () => void): Promise<void> {
  const client = new Bun.SQL(url, { max: 1 });
  try {
    await client.begin(async (transaction) => {
      await transaction`lock table outgoing_messages in exclusive mode`;
      held();
      await until;
    });
  } finally {
    await client.close();
  }
}

test("the write-ahead log does not keep the size that it once had", async () => {
  const file = join(createFolder(), "test.db");
  const store = await open({ url: `sqlite:${file}` });
  // Somebody reads for long: nothing of the log can be used again meanwhile.
  const reader = new Database(file);
  cleanUps.push(() => reader.close());
  reader.run("begin");
  reader.query("select count(*) from outgoing_messages").get();
  const text = "x".repeat(100_000);
  for (let count = 0; count < 500; count++) await accept(store, { text });
  const size = () => statSync(`${file}-wal`).size;
  expect(size()).toBeGreaterThan(40_000_000);
  reader.run("rollback");
  await eventually("the log to be short again", async () => {
    await accept(store);
    return size() <= 32 * 1024 * 1024;
  });
});
