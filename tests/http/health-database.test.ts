import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import type { HealthReport } from "../../lib/http/index.ts";
import { StoreFailure } from "../../lib/messages/index.ts";
import { createCondition } from "../../lib/store/condition.ts";
import { eventually } from "../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { createTestDatabase, execute, hasPostgres } from "../support/postgres.ts";
import { startPostgresProxy } from "../support/postgres-proxy.ts";
import { lockSqlite } from "../support/sqlite-lock.ts";

async function health(gateway: TestGateway): Promise<{ status: number; database: string | undefined }> {
  const answer = await fetch(`${gateway.url}/health`);
  const { checks } = (await answer.json()) as HealthReport;
  return { status: answer.status, database: checks.database };
}

async function send(gateway: TestGateway): Promise<number> {
  const query = "username=apiuser&password=secret&to=00491701234567&text=Test";
  return (await fetch(`${gateway.url}/api.php?${query}`)).status;
}

/** How long the gateway has had for work of its own. */
const secondsSince = (startedAt: number) => (performance.now() - startedAt) / 1_000;

/** Requests: one statement for each would show. */
const ASKED = 500;
const READY = { status: 200, database: "ok" };
const NOT_READY = { status: 503, database: "failed" };

describe("/health", () => {
  test("writes nothing, however often it is asked, on SQLite", async () => {
    await using gateway = await startTestGateway();
    expect(await health(gateway)).toEqual(READY);
    using database = new Database(join(gateway.data, "aldis.sqlite"));
    // Grows with every commit of another connection.
    const version = () => (database.query("pragma data_version").get() as { data_version: number }).data_version;
    const before = version();
    const startedAt = performance.now();
    for (let asked = 0; asked < ASKED; asked++) expect((await fetch(`${gateway.url}/health`)).status).toBe(200);
    // Leases and events of the modem, fewer than one a second.
    expect(version() - before).toBeLessThan(10 + secondsSince(startedAt));
  });

  test("tells that a database locked by another program takes no message, and that it does again", async () => {
    await using gateway = await startTestGateway();
    await gateway.addUser("apiuser", "http-api");
    expect(await send(gateway)).toBe(200);
    using lock = await lockSqlite(join(gateway.data, "aldis.sqlite"));
    let isRefused = false;
    const refused = send(gateway).finally(() => {
      isRefused = true;
    });
    await eventually("not ready while it waits", async () => (await health(gateway)).status === 503);
    expect(isRefused).toBe(false);
    expect(await refused).toBe(408);
    expect(await health(gateway)).toEqual(NOT_READY);
    expect(gateway.output()).toMatch(/"check":"database","reason":"[^"]+","msg":"a health check failed/);
    lock.release();
    await eventually("OK again", async () => (await send(gateway)) === 200);
    expect(await health(gateway)).toEqual(READY);
  }, 180_000);
});

describe.skipIf(!hasPostgres())("/health on PostgreSQL", () => {
  test("asks it nothing, however often it is asked", async () => {
    await using proxy = await startPostgresProxy(await createTestDatabase());
    await using gateway = await startTestGateway("--database", proxy.url);
    expect(await health(gateway)).toEqual(READY);
    const before = proxy.statements;
    const startedAt = performance.now();
    for (let asked = 0; asked < ASKED; asked++) expect((await fetch(`${gateway.url}/health`)).status).toBe(200);
    // What the gateway asks on its own: more, the longer this takes.
    expect(proxy.statements - before).toBeLessThan(100 + 10 * secondsSince(startedAt));
  });

  test("tells that no message is taken, although small writes work: its disk is full", async () => {
    const url = await createTestDatabase();
    await using gateway = await startTestGateway("--database", url);
    await gateway.addUser("apiuser", "http-api");
    expect(await send(gateway)).toBe(200);
    // As PostgreSQL says it when a table cannot grow.
    await execute(
      url,
      `create function refuse() returns trigger language plpgsql as $$ begin
         raise exception 'could not extend file: No space left on device' using errcode = 'disk_full'; end $$;
       create trigger refuse before insert on outgoing_messages for each row execute function refuse()`,
    );
    expect(await send(gateway)).toBe(408);
    // The gateway's own small writes go on, such as this one.
    await gateway.receive("+491709999999", "hello");
    expect(await health(gateway)).toEqual(NOT_READY);
    expect(gateway.output()).toMatch(/"reason":"PostgreSQL: could not extend file[^"]*","msg":"a health check failed/);
    await execute(url, "drop trigger refuse on outgoing_messages");
    expect(await send(gateway)).toBe(200);
    expect(await health(gateway)).toEqual(READY);
  });

  test("tells that it is away, and that it is back", async () => {
    await using proxy = await startPostgresProxy(await createTestDatabase());
    await using gateway = await startTestGateway("--database", proxy.url);
    await gateway.addUser("apiuser", "http-api");
    proxy.refuse();
    expect(await send(gateway)).toBe(408);
    expect(await health(gateway)).toEqual(NOT_READY);
    proxy.heal();
    await eventually("OK again", async () => (await send(gateway)) === 200);
    await eventually("ready again", async () => (await health(gateway)).status === 200);
  });
});

describe("the condition of a database", () => {
  const full = new StoreFailure("full", "the disk is full");

  test("is what was last seen of each use, believed for 30 s, and then to be tried", () => {
    let at = 0;
    const condition = createCondition(() => at);
    expect(condition.now()).toEqual({ kind: "unknown", hasWritten: false });
    condition.done("read");
    expect(condition.now()).toEqual({ kind: "unknown", hasWritten: false });
    condition.done("write");
    expect(condition.now()).toEqual({ kind: "well" });
    condition.failed("accept", full);
    condition.done("write");
    expect(condition.now()).toEqual({ kind: "ill", reason: full });
    at = 30_000;
    expect(condition.now()).toEqual({ kind: "unknown", hasWritten: true });
  });

  test("is shown by a trial without a write for an hour after the last write, and not after one that failed", () => {
    let at = 0;
    const condition = createCondition(() => at);
    condition.done("write");
    at = 3_599_999;
    condition.done("read");
    expect(condition.now()).toEqual({ kind: "unknown", hasWritten: true });
    condition.done("trial");
    expect(condition.now()).toEqual({ kind: "well" });
    at = 3_600_000 + 30_000;
    expect(condition.now()).toEqual({ kind: "unknown", hasWritten: false });
    condition.failed("write", full);
    condition.done("trial");
    expect(condition.now()).toEqual({ kind: "ill", reason: full });
    at += 30_000;
    expect(condition.now()).toEqual({ kind: "unknown", hasWritten: false });
  });

  test("is not judged by transactions that write nothing", () => {
    let at = 0;
    const condition = createCondition(() => at);
    condition.done("read");
    condition.began();
    condition.ended();
    expect(condition.now()).toEqual({ kind: "unknown", hasWritten: false });
    condition.done("write");
    at = 6_000;
    expect(condition.now()).toEqual({ kind: "well" });
  });

  test("is not worse for a value that was refused, and is when a transaction does not end", () => {
    let at = 0;
    const condition = createCondition(() => at);
    condition.done("read");
    condition.failed("accept", new StoreFailure("invalid", "too long"));
    condition.failed("write", new StoreFailure("conflict", "taken"));
    expect(condition.now()).toEqual({ kind: "well" });
    condition.began();
    at = 4_999;
    expect(condition.now()).toEqual({ kind: "well" });
    at = 5_000;
    expect(condition.now()).toMatchObject({ kind: "ill", reason: { message: expect.stringContaining("5 s") } });
    condition.done("write");
    expect(condition.now()).toEqual({ kind: "well" });
  });
});
