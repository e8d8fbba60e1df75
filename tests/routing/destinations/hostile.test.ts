import { afterEach, expect, test } from "bun:test";
import { createLog } from "../../../lib/log.ts";
import type { Job } from "../../../lib/messages/index.ts";
import { createHttpClient, createHttpRequests, createJobRunner } from "../../../lib/routing/index.ts";
import { openStore } from "../../../lib/store/index.ts";
import { aJob } from "../../support/jobs.ts";
import { createManualClock } from "../../support/manual-clock.ts";
import { type Receiver, startRawReceiver, startReceiver } from "../../support/receivers.ts";
import { recordEvents } from "../../support/recorded-events.ts";

const HOUR = 3_600_000;
const DAYS = 3 * 24 * HOUR;
let stack = new AsyncDisposableStack();
afterEach(async () => {
  await stack.disposeAsync();
  stack = new AsyncDisposableStack();
});

function usedHeap(): number {
  Bun.gc(true);
  return process.memoryUsage().heapUsed;
}

/** Each receiver, and what becomes of its jobs. */
async function receivers(clock: { now(): number }) {
  const begun = clock.now();
  const held = { count: 0 };
  const down = await startReceiver(() => undefined);
  await down[Symbol.asyncDispose]();
  const elsewhere = await startReceiver(() => expect.unreachable("a redirect was followed"));
  const asked = new Map<string, number>();
  const all: Record<string, Receiver> = {
    slow: await startRawReceiver((socket) => {
      socket.once("data", () => held.count++);
      socket.on("close", () => held.count--);
    }),
    endless: await startRawReceiver((socket) => {
      const more = () => void (socket.destroyed || socket.write("x".repeat(10_000), () => setImmediate(more)));
      socket.once("data", () => socket.write("HTTP/1.1 500 Broken\r\n\r\n", more));
    }),
    resetting: await startRawReceiver((socket) => void socket.once("data", () => socket.resetAndDestroy())),
    redirecting: await startReceiver((_request, response) =>
      response.writeHead(307, { location: elsewhere.url }).end(),
    ),
    failing: await startReceiver((_request, response) => response.writeHead(500).end("sorry")),
    gone: await startReceiver((_request, response) => response.writeHead(410).end()),
    busy: await startReceiver(({ url }, response) => {
      const times = (asked.get(url) ?? 0) + 1;
      asked.set(url, times);
      if (times > 2) response.end();
      else response.writeHead(429, { "retry-after": String(2 * 3_600) }).end();
    }),
    back: await startReceiver((_request, response) =>
      response.writeHead(clock.now() - begun > 24 * HOUR ? 200 : 503).end(),
    ),
    good: await startReceiver((_request, response) => response.end()),
  };
  for (const receiver of [elsewhere, ...Object.values(all)]) stack.use(receiver);
  const ends: Record<string, Job["state"]> = {
    down: "dead",
    slow: "dead",
    endless: "dead",
    resetting: "dead",
    redirecting: "dead",
    failing: "dead",
    gone: "dead",
    busy: "delivered",
    back: "delivered",
  };
  const urls = Object.fromEntries(Object.entries({ ...all, down }).map(([name, { url }]) => [name, url]));
  return { urls, ends, held };
}

test("over three days every job ends delivered or dead, no receiver holds up another, and nothing piles up", async () => {
  const clock = createManualClock();
  const store = await openStore({ url: "sqlite::memory:", now: clock.now });
  stack.defer(() => store.close());
  const { urls, ends, held } = await receivers(clock);
  const client = createHttpClient({ clock, isNamed: () => true });
  const requests = createHttpRequests({ client, clock });
  const inHand = { slow: 0, others: 0 };
  const runner = createJobRunner({
    store: store.jobs,
    handlers: [
      {
        kind: "http",
        async perform(job, options) {
          const which = job.destination === "http:slow" ? "slow" : "others";
          inHand[which]++;
          try {
            return await requests.perform(job, options);
          } finally {
            inHand[which]--;
          }
        },
      },
    ],
    clock,
    log: createLog({ level: "silent", format: "json" }),
    events: recordEvents(),
    node: "one",
    alone: false,
    stopGraceMs: 5_000,
    random: () => 0.5,
  });
  // Time goes on once every request has its answer, or is held by the receiver that never gives one.
  clock.waitFor(async () => {
    for (let quiet = 0; quiet < 2; ) {
      await store.idle();
      quiet = inHand.others === 0 && held.count === inHand.slow ? quiet + 1 : 0;
      await new Promise((turn) => setImmediate(turn));
    }
  });
  const jobFor = (name: string, number: number) =>
    aJob({
      eventId: `${name}.${number}`,
      destination: `http:${name}`,
      payload: { method: "POST", url: `${urls[name]}/${number}`, body: "hello" },
    });
  await runner.start();
  const hostile = Object.keys(ends).flatMap((name) => [1, 2, 3].map((number) => jobFor(name, number)));
  const ids = await store.jobs.add(hostile, clock.now());
  runner.wake();
  const sizes: number[] = [];
  const heaps: number[] = [];
  for (let hour = 0; hour < 78; hour++) {
    const [id = 0] = await store.jobs.add([jobFor("good", hour)], clock.now());
    runner.wake();
    const added = clock.now();
    await clock.advance(HOUR);
    const good = (await store.jobs.find(id))?.job;
    expect(good).toMatchObject({ state: "delivered", attempts: 1 });
    expect((good?.finishedAt ?? 0) - added).toBeLessThan(1_000);
    sizes.push(clock.sleeping);
    if (hour % 25 === 0) heaps.push(usedHeap());
  }
  for (const [at, id] of ids.entries()) {
    const found = await store.jobs.find(id);
    const name = hostile[at]?.destination.slice("http:".length) ?? "";
    expect({ name, state: found?.job.state }).toEqual({ name, state: ends[name] ?? "waiting" });
    expect(found?.attempts.length).toBeLessThanOrEqual(32);
    expect(Math.max(...(found?.attempts ?? []).map(({ answer = "" }) => answer.length))).toBeLessThanOrEqual(1_024);
  }
  const attemptsOf = async (name: string) =>
    (await store.jobs.find(ids[hostile.findIndex(({ destination }) => destination === `http:${name}`)] ?? 0))?.attempts;
  expect((await attemptsOf("busy"))?.map(({ at }, index, all) => at - (all[index - 1]?.at ?? at))).toEqual([
    0,
    2 * HOUR,
    2 * HOUR,
  ]);
  expect((await attemptsOf("slow"))?.every(({ milliseconds }) => milliseconds === 30_000)).toBe(true);
  expect((await attemptsOf("redirecting"))?.[0]?.error).toContain("redirects are not followed");
  expect(Math.max(...sizes)).toBeLessThan(20);
  // Of some 10,000 looks and 200 requests in between, each of which would leave a kilobyte or an answer.
  expect((heaps.at(-1) ?? 0) - (heaps[1] ?? 0)).toBeLessThan(4_000_000);
  expect(sizes.at(-1)).toBe(sizes[72]);
  expect([inHand, held.count]).toEqual([{ slow: 0, others: 0 }, 0]);
  await clock.runUntil(runner.stop(), 10_000);
  expect(clock.now()).toBeGreaterThan(DAYS);
}, 180_000);
