import { describe, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { followDatabaseClock } from "../../lib/gateway/database-clock.ts";
import { createLog } from "../../lib/log.ts";
import { openStore } from "../../lib/store/index.ts";
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free-port.ts";
import { createManualClock } from "../support/manual-clock.ts";
import { hasOtherClock, withClock } from "../support/other-clock.ts";
import { createTestDatabase, execute, hasPostgres } from "../support/postgres.ts";
import { runAldis, startAldis } from "../support/process.ts";
import { recordEvents } from "../support/recorded-events.ts";
import { temporaryDirectory } from "../support/run-cli.ts";

const MINUTE = 60_000;
const LEASE_MS = 30_000;

describe("the clock of a gateway", () => {
  const log = createLog({ level: "silent", format: "json" });

  function createServerClock(aheadMs: number) {
    const own = createManualClock();
    const state = { aheadMs, monotonic: 5_000, fails: false, answerMs: 0 };
    const events = recordEvents();
    const time = async () => {
      if (state.fails) throw new Error("away");
      const at = own.now() + state.aheadMs + state.answerMs / 2;
      state.monotonic += state.answerMs;
      return at;
    };
    return {
      state,
      own,
      events,
      async start() {
        const { clock } = await openStore({ url: "sqlite::memory:", now: own.now });
        const uptimeMs = () => state.monotonic;
        return followDatabaseClock(
          { time, clock, commits: () => 0 },
          { own, events, log, machine: { monotonicMs: uptimeMs, uptimeMs, boot: "one" } },
        );
      },
    };
  }

  test("is the server's, and goes on by a clock that nobody sets while the server cannot be asked", async () => {
    const { state, own, start } = createServerClock(-10 * MINUTE);
    state.answerMs = 400;
    const { clock, stop } = await start();
    expect(clock.now()).toBe(own.now() - 10 * MINUTE + 400);
    state.fails = true;
    const before = clock.now();
    // The machine's clock is set an hour forward: time passes as before.
    await own.advance(60 * MINUTE);
    state.monotonic += 7_000;
    expect(clock.now()).toBe(before + 7_000);
    await stop();
  });

  test("an answer that took long changes nothing", async () => {
    const { state, own, start } = createServerClock(0);
    const { clock, stop } = await start();
    const before = clock.now();
    state.answerMs = 1_500;
    state.aheadMs = 3_000;
    await own.advance(10_000);
    expect(clock.now()).toBe(before + 1_500);
    await stop();
  });

  test.each([
    [4_900, []],
    [-4_900, []],
    [5_100, ["This machine's clock is 5 s behind the database server's"]],
    [-10 * MINUTE, ["This machine's clock is 10 min ahead of the database server's"]],
    [86_400_000, ["This machine's clock is 24 h behind the database server's"]],
  ])("a server that is ahead by %p ms is told: %p", async (aheadMs, told) => {
    const { events, state, own, start } = createServerClock(aheadMs);
    const { stop } = await start();
    const compared = () => events.all.filter(({ kind }) => kind !== "clock.step");
    expect(compared().map(({ message }) => message.split(":")[0] ?? "")).toEqual(told);
    state.aheadMs = 0;
    for (let look = 1; look <= 2; look++) {
      state.monotonic += 10_000;
      await own.advance(10_000);
    }
    await eventually("the server's clock to be followed", () => compared().length === 2 * told.length);
    expect(
      compared()
        .slice(told.length)
        .map(({ kind }) => kind),
    ).toEqual(told.map(() => "clock.right"));
    // The server's clock was set: what waits goes with it.
    const steps = Math.abs(aheadMs) > 5_000 ? 1 : 0;
    expect(events.ofKind("clock.step")).toHaveLength(steps);
    await stop();
  });
});

describe.skipIf(!hasOtherClock() || !hasPostgres())("a gateway whose machine's clock is ten minutes ahead", () => {
  test("says so, holds its leases and dates its messages by the database's clock, and is taken over when it dies", async () => {
    const url = await createTestDatabase();
    await using stack = new AsyncDisposableStack();
    const folder = temporaryDirectory();
    stack.defer(() => rmSync(folder, { recursive: true }));
    const options = (name: string) => ["--data", join(folder, name), "--database", url];
    const added = await runAldis(
      ["user", "add", "apiuser", "--grant", "http-api", "--password-stdin", ...options("right")],
      { stdin: "secret\n" },
    );
    expect(added).toMatchObject({ exit: 0 });

    const link = join(folder, "modem");
    const control = await freePort();
    await stack.use(startAldis(["simulator", "--pty", link, "--control", String(control)])).printed(/\n/);
    const ahead = stack.use(
      startAldis(["serve", ...options("ahead"), "--port", "0", "--modem", link], {
        env: withClock("+10m"),
      }),
    );
    const base = (await ahead.printed(/http:\/\/127\.0\.0\.1:\d+/))[0];
    await ahead.printed(/This machine's clock is \d+ min ahead/);
    await ahead.printed(/the modem is ready/);
    // A report that comes before it dies would settle the message.
    const silent = { method: "PATCH", body: JSON.stringify({ reports: "none" }) };
    expect((await fetch(`http://127.0.0.1:${control}/state`, silent)).ok).toBe(true);
    const fault = { method: "POST", body: JSON.stringify({ name: "result-lost" }) };
    expect((await fetch(`http://127.0.0.1:${control}/faults`, fault)).status).toBe(201);
    const query = "username=apiuser&password=secret&to=00491701234567&text=Test";
    expect((await fetch(`${base}/api.php?${query}`)).status).toBe(200);
    await eventually("the modem has it", async () => {
      const [part] = await execute(url, "select state from outgoing_parts");
      return part?.state === "sending";
    });

    const [seen] = await execute(
      url,
      `select cast(lease_until - extract(epoch from now()) * 1000 as float8) as left_ms,
         (select cast(extract(epoch from now()) * 1000 - created_at as float8) from outgoing_messages) as age_ms
       from nodes`,
    );
    expect(Number(seen?.left_ms)).toBeWithin(0, LEASE_MS + 1);
    expect(Number(seen?.age_ms)).toBeWithin(-100, MINUTE);

    await ahead.kill();
    const right = stack.use(startAldis(["serve", ...options("right"), "--port", "0"]));
    await right.printed(/gateway started/);
    await right.printed(/took back messages of a gateway that has ended/);
    expect(await execute(url, "select state from outgoing_messages")).toEqual([{ state: "unknown" }]);
    expect(right.output()).not.toContain("clock differs");
  }, 180_000);
});
