import { describe, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { openStore } from "../../lib/store/index.ts";
import { eventually } from "../support/eventually.ts";
import { startTestGateway } from "../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../support/postgres.ts";
import { startPostgresProxy } from "../support/postgres-proxy.ts";
import { startAldis } from "../support/process.ts";
import { temporaryDirectory } from "../support/run-cli.ts";

/** docs/database.md: a connection without an answer for 17 s is dead. */
const DEAD_MS = 17_000;
/** Of `--stop-timeout`. */
const STOP_MS = 20_000;
const QUERY = "username=apiuser&password=secret&to=00491701234567";

describe.concurrent.skipIf(!hasPostgres())("connections to PostgreSQL that die without a sign", () => {
  test("are replaced after the time limit of a statement, and everything accepted is sent", async () => {
    await using proxy = await startPostgresProxy(await createTestDatabase());
    await using gateway = await startTestGateway("--database", proxy.url);
    await gateway.addUser("apiuser", "http-api");
    const send = async (text: string) => (await fetch(`${gateway.url}/api.php?${QUERY}&text=${text}`)).status === 200;
    expect(await send("before")).toBe(true);

    proxy.dropSilently();
    const since = performance.now();
    const accepted = eventually("OK on new connections", () => send("after")).then(() => performance.now() - since);
    // Several requests wait at once, each with a connection to read by: all are dead.
    await Promise.all([...Array.from({ length: 8 }, (_, at) => send(`meanwhile ${at}`)), accepted]);
    // None is waited for in turn, which would take nine times as long as one.
    expect(await accepted).toBeLessThan(3 * DEAD_MS);
    await eventually("what was accepted after is delivered too", async () =>
      (await gateway.delivered(2)).some(({ text }) => text === "after"),
    );
  }, 180_000);

  test("do not keep the gateway from hearing of other gateways' messages, once it has noticed", async () => {
    const url = await createTestDatabase();
    await using proxy = await startPostgresProxy(url);
    const store = await openStore({ url: proxy.url, lockWaitMs: 50 });
    await using _closed = { [Symbol.asyncDispose]: () => store.close() };
    let wakes = 0;
    store.outbox.onAccepted(() => wakes++);
    await eventually("it listens", () => wakes === 1);
    proxy.dropSilently();
    // It asks whether its connection lives every 30 s. It is woken when it listens again: something may have been missed.
    await eventually("it listens again", () => wakes === 2, 120_000);
  }, 180_000);

  test("nor does a server that is silent altogether keep it from ending", async () => {
    await using proxy = await startPostgresProxy(await createTestDatabase());
    const data = temporaryDirectory();
    await using _removed = { [Symbol.asyncDispose]: async () => rmSync(data, { recursive: true }) };
    await using gateway = startAldis(["serve", "--port", "0", "--data", data, "--database", proxy.url]);
    await gateway.printed(/gateway started/);
    await gateway.printed(/the modem is ready/);
    proxy.dropSilently({ alsoNew: true });
    const since = performance.now();
    expect(await gateway.stop()).toBe(0);
    // What was asked of it before is given up, then closing is: twice the limit is what one after the other would take.
    expect(performance.now() - since).toBeLessThan(2 * STOP_MS);
  }, 180_000);
});
