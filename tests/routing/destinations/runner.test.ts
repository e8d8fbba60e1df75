import { afterEach, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { createLog } from "../../../lib/log.ts";
import { type NewJob, StoreFailure } from "../../../lib/messages/index.ts";
import type { JobHandler, JobResult } from "../../../lib/routing/destinations/handler.ts";
import { createJobRunner } from "../../../lib/routing/destinations/runner.ts";
import { openStore, type Store } from "../../../lib/store/index.ts";
import { aJob } from "../../support/jobs.ts";
import { createManualClock } from "../../support/manual-clock.ts";
import { recordEvents } from "../../support/recorded-events.ts";
import { temporaryDirectory } from "../../support/run-cli.ts";

const failed: JobResult = { ok: false, error: "the receiver answered 500", status: 500 };
const A = "http:http://a.example";
let opened: Store[] = [];
let folder = "";
afterEach(async () => {
  for (const store of opened) await store.close();
  opened = [];
  if (folder !== "") rmSync(folder, { recursive: true });
  folder = "";
});

/** A runner on a database in memory, whose handler answers as `perform` does. */
async function started(
  perform: JobHandler["perform"],
  options: { through?: (store: Store) => Store["jobs"]; url?: string; alone?: boolean } = {},
) {
  const clock = createManualClock();
  const { url = "sqlite::memory:", alone = false } = options;
  const store = await openStore({ url, now: clock.now });
  clock.waitFor(store.idle);
  const events = recordEvents();
  const runner = createJobRunner({
    store: options.through?.(store) ?? store.jobs,
    handlers: [{ kind: "http", perform }],
    clock,
    log: createLog({ level: "silent", format: "json" }),
    events,
    node: "one",
    alone,
    stopGraceMs: 5_000,
    random: () => 0.5,
  });
  opened.push(store);
  const add = async (...jobs: NewJob[]) => {
    const ids = await store.jobs.add(jobs, clock.now());
    runner.wake();
    await clock.advance(0);
    return ids;
  };
  const jobOf = async (id: number | undefined) => (await store.jobs.find(id ?? 0))?.job;
  await runner.start();
  return { clock, store, events, runner, add, jobOf };
}

test("a job is delivered as soon as it was added, and its event ID reaches the handler", async () => {
  const seen: string[] = [];
  const { add, jobOf } = await started(async ({ eventId }) => {
    seen.push(eventId);
    return { ok: true, status: 200 };
  });
  const [id] = await add(aJob({ eventId: "in-7.3.0" }));
  expect(seen).toEqual(["in-7.3.0"]);
  expect(await jobOf(id)).toMatchObject({ state: "delivered", attempts: 1 });
});

test("it is tried again after 5 s, 30 s, 2 min, 10 min, 30 min, 1 h and every 3 h, and given up after three days", async () => {
  const at: number[] = [];
  const { clock, add, jobOf, events, runner } = await started(async () => {
    at.push(clock.now());
    return failed;
  });
  const begun = clock.now();
  const [id] = await add(aJob());
  await clock.advance(4 * 24 * 3_600_000);
  const minutes = at.slice(1).map((time, index) => (time - (at[index] ?? 0)) / 60_000);
  expect(minutes.slice(0, 8)).toEqual([5 / 60, 0.5, 2, 10, 30, 60, 180, 180]);
  expect(minutes.slice(6).every((gap) => gap === 180)).toBe(true);
  expect((at.at(-1) ?? 0) - begun).toBeLessThanOrEqual(3 * 24 * 3_600_000);
  expect((at.at(-1) ?? 0) - begun).toBeGreaterThan(69 * 3_600_000);
  expect(await jobOf(id)).toMatchObject({ state: "dead", attempts: at.length });
  expect(events.ofKind("job.dead")).toMatchObject([{ details: { job: id, attempts: at.length } }]);
  await runner.stop();
});

test("receivers that never answer hold up nobody else", async () => {
  const done: string[] = [];
  const { clock, add } = await started(async ({ destination }, { signal }) => {
    if (!destination.includes("slow")) {
      done.push(destination);
      return { ok: true };
    }
    await clock.sleep(30_000, signal);
    return failed;
  });
  const begun = clock.now();
  const slow = Array.from({ length: 40 }, (_, at) => aJob({ destination: `http:slow-${at % 4}` }));
  const others = Array.from({ length: 200 }, (_, at) => aJob({ destination: `http:good-${at % 20}` }));
  await add(...slow, ...others);
  expect(done).toHaveLength(200);
  expect(clock.now()).toBe(begun);
});

test("no more than 16 run at once, and two of a destination", async () => {
  let running = 0;
  let most = 0;
  const { clock, add } = await started(async (_job, { signal }) => {
    most = Math.max(most, ++running);
    await clock.sleep(1_000, signal);
    running--;
    return { ok: true };
  });
  await add(...Array.from({ length: 60 }, (_, at) => aJob({ destination: `http:${at % 12}` })));
  expect(running).toBe(16);
  await clock.advance(60_000);
  expect(most).toBe(16);
});

test("an attempt that takes longer than a minute is cut off and fails", async () => {
  let reason: unknown;
  const { clock, add, jobOf } = await started(
    (_job, { signal }) =>
      new Promise((resolve) => {
        signal.addEventListener("abort", () => {
          reason = signal.reason;
          resolve(failed);
        });
      }),
  );
  const [id] = await add(aJob());
  await clock.advance(61_000);
  expect(reason).toBeDefined();
  expect(await jobOf(id)).toMatchObject({ state: "waiting", attempts: 1, lastError: "not done within 60 s" });
});

test("a handler that throws fails the attempt, and the others go on", async () => {
  const { add, jobOf } = await started(async ({ destination }) => {
    if (destination === A) throw new Error("a mistake");
    return { ok: true };
  });
  const [bad, good] = await add(aJob({ destination: A }), aJob({ destination: "http:good" }));
  expect(await jobOf(bad)).toMatchObject({ state: "waiting", lastError: "the gateway failed to do it: see its log" });
  expect(await jobOf(good)).toMatchObject({ state: "delivered" });
});

test("jobs of a kind that nobody can do wait", async () => {
  const { clock, add, jobOf } = await started(async () => ({ ok: true }));
  const [id] = await add(aJob({ kind: "mqtt", destination: "mqtt" }));
  await clock.advance(3_600_000);
  expect(await jobOf(id)).toMatchObject({ state: "waiting", attempts: 0 });
});

test("stopping lets what is in hand end within the grace, and gives back the rest without an attempt", async () => {
  const quick = Promise.withResolvers<JobResult>();
  const { clock, runner, add, jobOf } = await started(({ destination }, { signal }) =>
    destination === A
      ? quick.promise
      : new Promise((resolve) => signal.addEventListener("abort", () => resolve(failed))),
  );
  const [first, second, third] = await add(
    aJob({ destination: A }),
    aJob({ destination: "http:slow" }),
    aJob({ destination: A, isOrdered: true }),
  );
  const stopping = runner.stop();
  await clock.advance(1_000);
  quick.resolve({ ok: true });
  await clock.runUntil(stopping, 10_000);
  expect(await jobOf(first)).toMatchObject({ state: "delivered" });
  expect(await jobOf(second)).toMatchObject({ state: "waiting", attempts: 0 });
  expect((await jobOf(third))?.state).not.toBe("running");
});

test("a handler that does not end when it is told to does not hold up the stop, and its job is free at the next start", async () => {
  const { clock, runner, store, add, jobOf } = await started(() => new Promise(() => undefined));
  const [id] = await add(aJob());
  const begun = clock.now();
  await clock.runUntil(runner.stop(), 60_000);
  expect(clock.now() - begun).toBeLessThanOrEqual(7_000);
  expect(await jobOf(id)).toMatchObject({ state: "waiting", attempts: 0 });
  expect(await store.jobs.recover({ now: clock.now(), alone: true })).toBe(0);
});

test("what a command has added, a lone gateway finds within two seconds", async () => {
  folder = temporaryDirectory();
  const url = `sqlite:${join(folder, "jobs.sqlite")}`;
  const { clock, store, jobOf } = await started(async () => ({ ok: true }), { url, alone: true });
  const command = await openStore({ url, now: clock.now });
  opened.push(command);
  clock.waitFor(command.idle);
  const [id] = await command.jobs.add([aJob()], clock.now());
  await clock.advance(2_000);
  await store.idle();
  await clock.advance(0);
  expect(await jobOf(id)).toMatchObject({ state: "delivered" });
});

test("what became of a job is written once the database takes it again", async () => {
  let refusals = 3;
  let performed = 0;
  const { clock, add, jobOf } = await started(
    async () => {
      performed++;
      return { ok: true };
    },
    {
      through: ({ jobs }) => ({
        ...jobs,
        settle: (claim, settlement) =>
          refusals-- > 0
            ? Promise.reject(new StoreFailure("full", "the disk is full"))
            : jobs.settle(claim, settlement),
      }),
    },
  );
  const [id] = await add(aJob());
  await clock.advance(20_000);
  expect(performed).toBe(1);
  expect(await jobOf(id)).toMatchObject({ state: "delivered", attempts: 1 });
});
