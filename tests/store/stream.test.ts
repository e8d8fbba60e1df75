import { expect, test } from "bun:test";
import { sql } from "kysely";
import { cursorText, parseCursor, type StreamCursor, type StreamEntry } from "../../lib/messages/index.ts";
import type { Store } from "../../lib/store/index.ts";
import { claimDue } from "../../lib/store/jobs/claim.ts";
import { openPostgres } from "../../lib/store/postgres.ts";
import { eachDatabase, type TestDatabases } from "../support/database.ts";
import { CLAIMING } from "../support/jobs.ts";
import { sqlOn } from "../support/sql.ts";
import { startGateway } from "./gateway.ts";
import { accept, BERND, MINUTE, message, NOON } from "./outgoing.ts";

const HOUR = 60 * MINUTE;

/** A gateway's store with a clock that a test sets. */
async function openWatched(databases: TestDatabases, url?: string, at = NOON) {
  const clock = { now: at };
  const of = url ?? (await databases.create());
  const store = await databases.open({ url: of, gateway: true, now: () => clock.now });
  return { store, clock, url: of };
}

/** Everything behind `after`, oldest first. */
async function readAll({ stream }: Store, after: StreamCursor): Promise<StreamEntry[]> {
  const upTo = await stream.heads();
  const seen = new Map(after);
  const entries: StreamEntry[] = [];
  for (;;) {
    const step = await stream.read(seen, upTo, 3);
    if (step.length === 0) return entries;
    entries.push(...step);
    for (const { writer, seq } of step) seen.set(writer, seq);
  }
}

const inShort = (entries: readonly StreamEntry[]) =>
  entries.map(({ change }) => `${change.type} ${change.id}${"state" in change ? ` ${change.state}` : ""}`);

eachDatabase("the log of changes", (databases) => {
  test("has what happened since somebody watches, in order", async () => {
    const { store } = await openWatched(databases);
    await store.stream.watch();
    const before = await store.stream.heads();
    const gateway = await startGateway(store);
    const id = await gateway.sentMessage({ reference: 7 });
    store.events.keep({ kind: "message.sent", severity: "info", message: "sent" });
    await store.events.flush();
    await store.archive.removeOutgoing(id);
    expect(inShort(await readAll(store, before))).toEqual([
      `message ${id} queued`,
      `message ${id} sending`,
      `message ${id} sent`,
      "event 1",
      `message ${id} deleted`,
    ]);
  });

  test("says which modem had a message, and why it failed", async () => {
    const { store } = await openWatched(databases);
    await store.stream.watch();
    const before = await store.stream.heads();
    const gateway = await startGateway(store);
    await accept(store);
    const claim = await gateway.claimWithParts();
    await store.outbox.settle(claim, { state: "failed", at: NOON, error: "refused" });
    const [queued, sending, failed] = (await readAll(store, before)).map(({ change }) => change);
    expect(queued).toMatchObject({ modem: null, error: null });
    expect(sending).toMatchObject({ modem: "modem-1", error: null });
    expect(failed).toMatchObject({ modem: "modem-1", error: "refused" });
  });

  test("has nothing of a write that failed, and all of those that shared its transaction", async () => {
    const { store } = await openWatched(databases);
    await store.stream.watch();
    const before = await store.stream.heads();
    const good = store.outbox.accept([message()], NOON);
    const bad = store.outbox.recordReport({ modem: "m", sim: "s" } as never).catch(() => "failed");
    const after = store.outbox.accept([message({ recipient: BERND })], NOON);
    const ids = [...(await good), ...(await after)];
    expect(await bad).toBe("failed");
    expect(inShort(await readAll(store, before))).toEqual(ids.map((id) => `message ${id} queued`));
  });

  test("goes on over a restart, and with what commands did meanwhile", async () => {
    const { store, url } = await openWatched(databases);
    await store.stream.watch();
    const id = await accept(store);
    const cursor = parseCursor(cursorText(await store.stream.heads()));
    await accept(store, { recipient: BERND });
    await store.close();
    const command = await databases.open({ url, now: () => NOON + 1 });
    await command.outbox.cancel(id, NOON);
    const { store: next } = await openWatched(databases, url, NOON + 2);
    await accept(next);
    const place = await next.stream.resume(cursor ?? new Map());
    expect(place).toBeDefined();
    const entries = await readAll(next, place ?? new Map());
    expect(inShort(entries)).toEqual([
      `message ${id + 1} queued`,
      `message ${id} cancelled`,
      `message ${id + 2} queued`,
    ]);
    expect(new Set(entries.map(({ writer }) => writer)).size).toBe(3);
  });

  test("forgets after 70 minutes, and a stream that has come less far must begin again", async () => {
    const { store, clock } = await openWatched(databases);
    await store.stream.watch();
    const began = await store.stream.heads();
    await accept(store);
    const first = await store.stream.heads();
    await accept(store);
    await store.stream.tidy();
    expect(await store.stream.resume(began)).toEqual(began);
    // PostgreSQL dates entries by its own clock.
    clock.now = (databases.dialect === "sqlite" ? NOON : Date.now()) + 75 * MINUTE;
    await store.stream.watch();
    await store.stream.tidy();
    expect(await store.stream.resume(began)).toBeUndefined();
    // The newest entry stays, so that it is known that nothing came between.
    expect(await store.stream.resume(first)).toEqual(first);
    expect(await readAll(store, first)).toHaveLength(1);
  });

  test("takes no cursor of another database, nor one that is ahead", async () => {
    const { store } = await openWatched(databases);
    await store.stream.watch();
    await accept(store);
    const heads = await store.stream.heads();
    expect(await store.stream.resume(heads)).toEqual(heads);
    expect(await store.stream.resume(new Map([...heads].map(([writer, seq]) => [writer, seq + 1])))).toBeUndefined();
    expect(await store.stream.resume(new Map([...heads, [4711, 1]]))).toBeUndefined();
  });

  test("reads several writers in the order of their commits", async () => {
    const { store, url } = await openWatched(databases);
    await store.stream.watch();
    const before = await store.stream.heads();
    const command = await databases.open({ url, now: () => NOON });
    const ids: number[] = [];
    for (let round = 0; round < 12; round++) ids.push(await accept(round % 3 === 0 ? command : store));
    const changed = (await readAll(store, before)).map(({ change }) => change.id);
    // SQLite's times are those of this test's clock, which stands still: only the order within a writer is certain.
    expect(databases.dialect === "sqlite" ? changed.toSorted((a, b) => a - b) : changed).toEqual(ids);
  });
});

eachDatabase("without anybody who watches, the log of changes", (databases) => {
  const isSqlite = databases.dialect === "sqlite";

  test("is written on PostgreSQL alone", async () => {
    const { store, url } = await openWatched(databases);
    const command = await databases.open({ url, now: () => NOON });
    await accept(store);
    await accept(command);
    expect(await sqlOn(url, "select type from stream_entries")).toHaveLength(isSqlite ? 0 : 2);
  });

  const onPostgres = isSqlite ? () => undefined : test;
  onPostgres("a command that writes to it does not wait for a gateway that claims jobs", async () => {
    const { url } = await openWatched(databases);
    const command = await databases.open({ url, now: () => NOON, lockWaitMs: 1_000 });
    const gateway = openPostgres(url, { lockWaitMs: 5_000 });
    try {
      await gateway.writer.connection().execute(async (connection) => {
        await sql`begin`.execute(connection);
        await claimDue(connection, { ...CLAIMING, now: NOON });
        // It would also wait for what the command has locked: a deadlock.
        await accept(command);
        await sql`rollback`.execute(connection);
      });
    } finally {
      await gateway.close();
    }
    expect(await sqlOn(url, "select type from stream_entries")).toHaveLength(1);
  });

  const onSqlite = isSqlite ? test : () => undefined;
  onSqlite("costs no statement on SQLite, whatever happens to a message", async () => {
    const { store, url } = await openWatched(databases);
    for (const table of ["stream_entries", "stream_writers", "stream_watch"]) await sqlOn(url, `drop table ${table}`);
    const id = await (await startGateway(store)).sentMessage({ reference: 7 });
    expect(await store.archive.removeOutgoing(id)).toBe("removed");
    expect(await store.stream.watch().catch(() => "no such table")).toBe("no such table");
  });

  test("ends on SQLite two hours after the last that did, and is empty then", async () => {
    const { store, clock, url } = await openWatched(databases);
    await store.stream.watch();
    await accept(store);
    const cursor = await store.stream.heads();
    clock.now += 2 * HOUR - 1;
    await accept(store);
    expect(await sqlOn(url, "select type from stream_entries")).toHaveLength(2);
    clock.now += 1;
    await accept(store);
    expect(await sqlOn(url, "select type from stream_entries")).toHaveLength(isSqlite ? 2 : 3);
    await store.stream.tidy();
    if (isSqlite) expect(await sqlOn(url, "select type from stream_entries")).toEqual([]);
    await store.stream.watch();
    if (isSqlite) expect(await store.stream.resume(cursor)).toBeUndefined();
    const before = await store.stream.heads();
    await accept(store);
    expect(await readAll(store, before)).toHaveLength(1);
  });

  test("goes on as long as somebody renews it", async () => {
    const { store, clock } = await openWatched(databases);
    await store.stream.watch();
    const cursor = await store.stream.heads();
    for (let half = 0; half < 10; half++) {
      clock.now += HOUR / 2;
      await store.stream.watch();
    }
    await accept(store);
    expect(await store.stream.resume(cursor)).toEqual(cursor);
    expect(await readAll(store, cursor)).toHaveLength(1);
  });

  test("is not begun by a restart, and goes on with one", async () => {
    const { store, url } = await openWatched(databases);
    await store.close();
    const { store: unwatched } = await openWatched(databases, url);
    await accept(unwatched);
    expect(await sqlOn(url, "select type from stream_entries")).toHaveLength(isSqlite ? 0 : 1);
    await unwatched.stream.watch();
    const cursor = await unwatched.stream.heads();
    await unwatched.close();
    const { store: watched } = await openWatched(databases, url);
    await accept(watched);
    expect(await readAll(watched, (await watched.stream.resume(cursor)) ?? new Map())).toHaveLength(1);
  });
});
