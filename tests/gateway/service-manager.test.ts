import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { notifyServiceManager } from "../../lib/gateway/service-manager.ts";
import { StoreFailure } from "../../lib/messages/index.ts";
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free-port.ts";
import { createManualClock } from "../support/manual-clock.ts";
import { type NotifySocket, openNotifySocket } from "../support/notify-socket.ts";
import { createTestDatabase, hasPostgres } from "../support/postgres.ts";
import { startPostgresProxy } from "../support/postgres-proxy.ts";
import { type RunningProgram, runAldis, startAldis } from "../support/process.ts";
import { temporaryDirectory } from "../support/run-cli.ts";
import { holdTables } from "../support/trouble-scenarios.ts";

/** Half of it is the interval of pings: short, so that some that are missing show soon. */
const WATCHDOG_MS = 1_000;
/** Several pings would have come. */
const SILENCE_MS = 3 * WATCHDOG_MS;

/** A gateway as the service manager starts it, on the socket of one. */
async function start(socket: NotifySocket, args: string[], watchdogPid?: string) {
  const port = await freePort();
  const gateway = startAldis(["serve", "--port", String(port), ...args], {
    env: {
      PATH: process.env.PATH ?? "",
      NOTIFY_SOCKET: socket.name,
      WATCHDOG_USEC: String(WATCHDOG_MS * 1_000),
      ...(watchdogPid === undefined ? {} : { WATCHDOG_PID: watchdogPid }),
    },
  });
  return { gateway, url: `http://127.0.0.1:${port}` };
}

let folder = "";
beforeAll(() => {
  folder = temporaryDirectory();
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("a gateway under a service manager", () => {
  let socket: NotifySocket;
  let gateway: RunningProgram;
  let url = "";
  const data = () => ["--data", join(folder, "sqlite")];

  beforeAll(async () => {
    socket = openNotifySocket(join(folder, "notify"));
    const modems = ["one", "two"].flatMap((name) => ["--modem", join(folder, name)]);
    ({ gateway, url } = await start(socket, [...data(), ...modems]));
  });
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]();
    socket[Symbol.dispose]();
  });

  test("says that it is ready when it answers requests", async () => {
    expect(await socket.next("READY=1")).toBe("READY=1");
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });

  test("says in words how many modems are ready and how much is queued", async () => {
    await socket.next("STATUS=0 of 2 modems ready, 0 queued");
    const add = ["user", "add", "apiuser", "--grant", "http-api", "--password-stdin", ...data()];
    expect(await runAldis(add, { stdin: "secret\n" })).toMatchObject({ exit: 0 });
    const query = "username=apiuser&password=secret&to=00491701234567&text=Test";
    for (let at = 0; at < 3; at++) expect(await (await fetch(`${url}/api.php?${query}`)).text()).toBe("OK");
    await socket.next("STATUS=0 of 2 modems ready, 3 queued");
  });

  test("pings while it turns, not while it is stopped, and again when it goes on", async () => {
    await socket.next("WATCHDOG=1");
    process.kill(gateway.pid, "SIGSTOP");
    await Bun.sleep(100);
    socket.taken();
    await Bun.sleep(SILENCE_MS);
    expect(socket.taken()).toEqual([]);
    process.kill(gateway.pid, "SIGCONT");
    await socket.next("WATCHDOG=1");
  });

  test("says that it stops, and pings no more", async () => {
    expect(await gateway.stop()).toBe(0);
    await socket.next("STOPPING=1");
    expect(socket.taken()).toEqual([]);
  });
});

test("a gateway that cannot start never says that it is ready", async () => {
  using socket = openNotifySocket(`@aldis-test-${crypto.randomUUID()}`);
  await using blocked = (await start(socket, ["--data", join(folder, "ill"), "--host", "192.0.2.1"])).gateway;
  expect(await blocked.exited).toBe(1);
  expect(socket.taken()).toEqual([]);
});

const DATABASES: [name: string, check: () => Promise<void>, pings: boolean][] = [
  ["a database that works", () => Promise.resolve(), true],
  [
    "one that answers with an error, since a restart would not help it",
    () => Promise.reject(new StoreFailure("unavailable", "the server is away")),
    true,
  ],
  ["one that gives no answer", () => new Promise(() => {}), false],
  [
    "one with a transaction that does not end",
    () => Promise.reject(new Error("a transaction has taken longer than 5 s")),
    false,
  ],
];

test.each(DATABASES)("%s: whether pings go out", async (_, check, pings) => {
  using socket = openNotifySocket(`@aldis-test-${crypto.randomUUID()}`);
  const clock = createManualClock();
  const endings: (() => void)[] = [];
  notifyServiceManager({
    environment: { NOTIFY_SOCKET: socket.name, WATCHDOG_USEC: "30000000", WATCHDOG_PID: String(process.pid) },
    clock,
    log: { warn: () => undefined },
    lifecycle: { onEnding: (step) => void endings.push(step) },
    modems: () => [],
    counts: () => Promise.reject(new Error("asked for nothing")),
    check,
  });
  await clock.advance(60_000);
  const sent = socket.taken();
  expect(sent.slice(0, 1)).toEqual(["READY=1"]);
  expect(sent).toContain("STATUS=0 modems ready, the database cannot be used");
  expect(sent.filter((text) => text === "WATCHDOG=1")).toHaveLength(pings ? 5 : 0);
  for (const end of endings) end();
  expect(socket.taken().at(-1)).toStartWith("STOPPING=1\n");
  await clock.advance(60_000);
  expect(socket.taken()).toEqual([]);
});

describe.skipIf(!hasPostgres())("a gateway on PostgreSQL", () => {
  async function startOnPostgres(socket: NotifySocket, database: string) {
    const args = ["--data", join(folder, crypto.randomUUID()), "--database", database, "--modem", join(folder, "none")];
    const { gateway, url } = await start(socket, args);
    await socket.next("WATCHDOG=1");
    return { gateway, url };
  }

  test("whose server gives no answer pings no more once a transaction takes longer than 5 s, and again when it does", async () => {
    using socket = openNotifySocket(`@aldis-test-${crypto.randomUUID()}`);
    await using proxy = await startPostgresProxy(await createTestDatabase());
    const { gateway } = await startOnPostgres(socket, proxy.url);
    await using _ = gateway;
    proxy.dropSilently({ alsoNew: true });
    await eventually("no ping for several intervals", async () => {
      socket.taken();
      await Bun.sleep(SILENCE_MS);
      return socket.taken().every((text) => text !== "WATCHDOG=1");
    });
    proxy.heal();
    await socket.next("WATCHDOG=1");
    expect(await gateway.stop()).toBe(0);
  }, 180_000);

  test("whose tables another connection holds pings on, since the server says so: a restart would not free them", async () => {
    using socket = openNotifySocket(`@aldis-test-${crypto.randomUUID()}`);
    const database = await createTestDatabase();
    const { gateway, url } = await startOnPostgres(socket, database);
    await using _ = gateway;
    await using _held = await holdTables(database);
    await eventually("not healthy", async () => (await fetch(`${url}/health`)).status === 503);
    await gateway.printed(/lock timeout|55P03/);
    socket.taken();
    await socket.next("WATCHDOG=1");
    await socket.next("WATCHDOG=1");
    expect((await fetch(`${url}/health`)).status).toBe(503);
  }, 180_000);
});

test("a socket that nobody listens at is said once in the log, and does not keep the gateway from running", async () => {
  const clock = createManualClock();
  const warnings: unknown[] = [];
  notifyServiceManager({
    environment: { NOTIFY_SOCKET: join(folder, "nobody"), WATCHDOG_USEC: "30000000" },
    clock,
    log: { warn: (told: unknown) => void warnings.push(told) },
    lifecycle: { onEnding: () => undefined },
    modems: () => [],
    counts: () => Promise.reject(new Error("asked for nothing")),
    check: () => Promise.resolve(),
  });
  await clock.advance(60_000);
  expect(warnings).toEqual([{ socket: join(folder, "nobody"), problem: "errno 2" }]);
});

test("a gateway that is not the process to be watched does not ping", async () => {
  using socket = openNotifySocket(join(folder, "other"));
  const { gateway } = await start(socket, ["--data", join(folder, "other-data"), "--modem", "simulated"], "1");
  await using _ = gateway;
  await socket.next(/^STATUS=(0 of )?1 modem ready, 0 queued$/);
  expect(await gateway.stop()).toBe(0);
  expect(socket.taken().join("\n")).not.toContain("WATCHDOG");
});
