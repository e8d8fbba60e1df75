import { expect, test } from "bun:test";
import type { JobClaim, JobSettlement } from "../../lib/messages/index.ts";
import { eachDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { aJob, CLAIMING, claimAll } from "../support/jobs.ts";
import { NOON } from "./outgoing.ts";

const A = "http:http://a.example";
const B = "http:http://b.example";
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const attempt = { at: NOON, milliseconds: 5 };
const failed = { ...attempt, status: 500, error: "the receiver answered 500", answer: "sorry" };
const places = (claims: readonly JobClaim[]) => claims.map(({ job }) => job.destination);
const idsOf = (claims: readonly JobClaim[]) => claims.map(({ job }) => job.id);

eachDatabase("jobs", (databases) => {
  async function opened() {
    const store = await databases.open();
    const { jobs } = store;
    const end = async (claim: JobClaim | undefined, settlement: JobSettlement) => {
      if (claim === undefined) throw new Error("nothing was claimed");
      return jobs.settle(claim, settlement);
    };
    return { store, jobs, end };
  }

  test("an event ID is stored once, whoever adds it again", async () => {
    const { jobs } = await opened();
    const [first] = await jobs.add([aJob({ eventId: "in-1.1.0" })], NOON);
    expect(await jobs.add([aJob({ eventId: "in-1.1.0" }), aJob({ eventId: "in-1.1.1" })], NOON)).toHaveLength(1);
    expect((await jobs.page({}, { limit: 10 })).jobs.map(({ eventId }) => eventId)).toEqual(["in-1.1.1", "in-1.1.0"]);
    expect(await jobs.find(first ?? 0)).toMatchObject({
      job: { state: "waiting", attempts: 0, createdAt: NOON, dueAt: NOON, giveUpAt: NOON + 3 * DAY },
      attempts: [],
    });
  });

  test("more jobs than fit into a statement are added together, in order", async () => {
    const { jobs } = await opened();
    const ids = await jobs.add(
      Array.from({ length: 250 }, () => aJob()),
      NOON,
    );
    expect(ids).toHaveLength(250);
    expect(ids).toEqual(ids.toSorted((one, other) => one - other));
  });

  test("a claim gives one job of each destination, the longest due first, and two of one run at once", async () => {
    const { jobs, end } = await opened();
    await jobs.add([aJob({ destination: A }), aJob({ destination: A }), aJob({ destination: A })], NOON);
    await jobs.add([aJob({ destination: B })], NOON - 1);
    expect(places(await jobs.claimDue({ ...CLAIMING, now: NOON }))).toEqual([B, A]);
    const [second, ...more] = await claimAll(jobs, { now: NOON });
    expect(second?.job.destination).toBe(A);
    expect(more).toEqual([]);
    await end(second, { state: "delivered", attempt });
    expect(places(await claimAll(jobs, { now: NOON }))).toEqual([A]);
  });

  test("no more are claimed than asked for, and only of kinds that somebody can do", async () => {
    const { jobs } = await opened();
    await jobs.add(
      [aJob({ destination: A }), aJob({ destination: B }), aJob({ kind: "mqtt", destination: "mqtt" })],
      NOON,
    );
    expect(await jobs.claimDue({ ...CLAIMING, now: NOON, most: 1 })).toHaveLength(1);
    expect(places(await claimAll(jobs, { now: NOON }))).toEqual([B]);
    expect(places(await claimAll(jobs, { now: NOON, kinds: ["mqtt"] }))).toEqual(["mqtt"]);
  });

  test("where it is ordered, one runs at a time, and a job that waits for its next attempt holds up those behind it", async () => {
    const { jobs, end } = await opened();
    const ids = await jobs.add(
      [1, 2, 3].map(() => aJob({ destination: A, isOrdered: true })),
      NOON,
    );
    const [first, ...none] = await claimAll(jobs, { now: NOON });
    expect([first?.job.id, none]).toEqual([ids[0], []]);
    await end(first, { state: "waiting", attempt: failed, dueAt: NOON + MINUTE });
    expect(await claimAll(jobs, { now: NOON })).toEqual([]);
    expect(await jobs.nextDue(NOON)).toBe(NOON + MINUTE);
    const [again] = await claimAll(jobs, { now: NOON + MINUTE });
    expect(again?.job.id).toBe(ids[0]);
    await end(again, { state: "dead", attempt: failed });
    expect(idsOf(await claimAll(jobs, { now: NOON + MINUTE }))).toEqual([ids[1] ?? 0]);
  });

  test("what became of each attempt is kept, and the job has the last error", async () => {
    const { jobs, end } = await opened();
    const [id = 0] = await jobs.add([aJob()], NOON);
    const [claim] = await claimAll(jobs, { now: NOON });
    expect(claim?.job).toMatchObject({ id, state: "running", payload: { url: "http://a.example/" } });
    expect(await end(claim, { state: "waiting", attempt: failed, dueAt: NOON + 5_000 })).toBe("written");
    expect(await jobs.find(id)).toMatchObject({
      job: { state: "waiting", attempts: 1, dueAt: NOON + 5_000, lastError: failed.error },
      attempts: [failed],
    });
    const [again] = await claimAll(jobs, { now: NOON + 5_000 });
    await end(again, { state: "delivered", attempt });
    const found = await jobs.find(id);
    expect(found?.job).toMatchObject({ state: "delivered", attempts: 2, finishedAt: NOON + 5 });
    expect(found?.job.lastError).toBeUndefined();
    expect(found?.attempts).toEqual([failed, attempt]);
  });

  test("what was given back is due at once, and was no attempt", async () => {
    const { jobs, end } = await opened();
    const [id = 0] = await jobs.add([aJob()], NOON);
    const [claim] = await claimAll(jobs, { now: NOON });
    await end(claim, { state: "given-back" });
    expect(await jobs.find(id)).toMatchObject({ job: { state: "waiting", attempts: 0, dueAt: NOON }, attempts: [] });
    expect(idsOf(await claimAll(jobs, { now: NOON }))).toEqual([id]);
  });

  test("a lease that is over frees its job, and what its holder then writes changes nothing", async () => {
    const { jobs, end } = await opened();
    const [id = 0] = await jobs.add([aJob()], NOON);
    const [lost] = await claimAll(jobs, { now: NOON });
    expect(await jobs.recover({ now: NOON + CLAIMING.leaseMs - 1 })).toBe(0);
    expect(await jobs.recover({ now: NOON + CLAIMING.leaseMs })).toBe(1);
    const [taken] = await claimAll(jobs, { now: NOON, node: "two" });
    expect(taken?.job.id).toBe(id);
    expect(await end(lost, { state: "dead", attempt: failed })).toBe("claim-lost");
    expect(await end(lost, { state: "given-back" })).toBe("claim-lost");
    expect((await jobs.find(id))?.attempts).toEqual([]);
    expect(await end(taken, { state: "delivered", attempt })).toBe("written");
    expect(await end(taken, { state: "delivered", attempt })).toBe("claim-lost");
  });

  test("a start frees what the gateway of this name held, and alone what any held", async () => {
    const { jobs } = await opened();
    await jobs.add([aJob({ destination: A }), aJob({ destination: B })], NOON);
    await jobs.claimDue({ ...CLAIMING, now: NOON, most: 1, node: "one" });
    await jobs.claimDue({ ...CLAIMING, now: NOON, most: 1, node: "two" });
    expect(await jobs.recover({ now: NOON, node: "one" })).toBe(1);
    expect(places(await claimAll(jobs, { now: NOON, node: "one" }))).toEqual([A]);
    expect(await jobs.recover({ now: NOON, alone: true })).toBe(2);
  });

  test("a dead letter is sent again with three days before it; one that runs or was delivered is not", async () => {
    const { jobs, end } = await opened();
    const [id = 0] = await jobs.add([aJob()], NOON);
    const [claim] = await claimAll(jobs, { now: NOON });
    expect(await jobs.retry(id, NOON)).toEqual({ ok: false, problem: "running" });
    expect(await jobs.remove(id)).toEqual({ ok: false, problem: "running" });
    await end(claim, { state: "dead", attempt: failed });
    const later = NOON + 4 * DAY;
    expect(await jobs.retry(id, later)).toMatchObject({
      ok: true,
      value: { state: "waiting", attempts: 0, dueAt: later, giveUpAt: later + 3 * DAY, lastError: failed.error },
    });
    const [again] = await claimAll(jobs, { now: later });
    expect(again?.job.finishedAt).toBeUndefined();
    await end(again, { state: "delivered", attempt });
    expect((await jobs.find(id))?.attempts).toHaveLength(2);
    expect(await jobs.retry(id, later)).toEqual({ ok: false, problem: "delivered" });
    expect(await jobs.remove(id)).toMatchObject({ ok: true });
    expect(await jobs.find(id)).toBeUndefined();
    expect(await jobs.retry(id, later)).toEqual({ ok: false, problem: "not-found" });
    expect(await jobs.remove(id)).toEqual({ ok: false, problem: "not-found" });
  });

  test("dead letters of one destination are sent again or deleted in steps, and nothing else is", async () => {
    const { jobs, end } = await opened();
    await jobs.add(
      [A, A, A, B].map((destination) => aJob({ destination })),
      NOON,
    );
    for (let round = 0; round < 2; round++) {
      for (const claim of await claimAll(jobs, { now: NOON })) await end(claim, { state: "dead", attempt: failed });
    }
    expect(await jobs.countByState(["http"])).toEqual({ waiting: 0, running: 0, delivered: 0, dead: 4 });
    expect(await jobs.retryDead({ destination: A }, { now: NOON, limit: 2 })).toBe(2);
    expect(await jobs.removeDead({ destination: A }, { limit: 9 })).toBe(1);
    expect(await jobs.retryDead({ destination: A }, { now: NOON, limit: 2 })).toBe(0);
    expect(await jobs.countByState(["http"])).toEqual({ waiting: 2, running: 0, delivered: 0, dead: 1 });
  });

  test("a page is of one state, kind and destination, newest first, and says where the next one begins", async () => {
    const { jobs, end } = await opened();
    const ids = await jobs.add(
      [aJob(), aJob({ kind: "webhook", destination: "webhook:erp" }), aJob(), aJob({ destination: B })],
      NOON,
    );
    const [claim] = await jobs.claimDue({ ...CLAIMING, now: NOON, kinds: ["webhook"] });
    await end(claim, { state: "dead", attempt: failed });
    const list = async (filter: Parameters<typeof jobs.page>[0]) =>
      (await jobs.page(filter, { limit: 10 })).jobs.map(({ id }) => ids.indexOf(id));
    expect(await list({})).toEqual([3, 2, 1, 0]);
    expect(await list({ kinds: ["http"] })).toEqual([3, 2, 0]);
    expect(await list({ state: "dead" })).toEqual([1]);
    expect(await list({ destination: A, state: "waiting" })).toEqual([2, 0]);
    expect(await list({ destination: A, state: "dead" })).toEqual([]);
    const first = await jobs.page({}, { limit: 3 });
    expect(first.next).toBe(ids[1]);
    const rest = await jobs.page({}, { limit: 3, before: first.next ?? 0 });
    expect(rest.jobs.map(({ id }) => id)).toEqual([ids[0] ?? 0]);
    expect(rest.next).toBeUndefined();
    expect(await jobs.countByState(["webhook"])).toMatchObject({ waiting: 0, dead: 1 });
    expect(await jobs.countByState([])).toMatchObject({ waiting: 0, dead: 0 });
  });

  test("what ended before a time is deleted with its attempts, and nothing that waits", async () => {
    const { store, jobs, end } = await opened();
    const [id = 0] = await jobs.add([aJob(), aJob({ destination: B })], NOON);
    const [claim] = await jobs.claimDue({ ...CLAIMING, now: NOON, most: 1 });
    await end(claim, { state: "delivered", attempt });
    const forget = async (kind: "jobs" | "dead-jobs", before: number) =>
      (await store.retention.remove({ what: "rows", kind, before, now: NOON }, { after: 0, limit: 10 })).rows;
    expect(await forget("dead-jobs", NOON + DAY)).toBe(0);
    expect(await forget("jobs", NOON)).toBe(0);
    expect(await forget("jobs", NOON + DAY)).toBe(1);
    expect(await jobs.find(id)).toBeUndefined();
    expect((await jobs.page({}, { limit: 10 })).jobs).toHaveLength(1);
  });

  test("a clock that was set moves what waits and what runs with it", async () => {
    const store = await databases.open();
    const [id = 0] = await store.jobs.add([aJob()], NOON);
    await store.clock.move({ byMs: DAY, mark: { at: NOON + DAY }, by: "one", begin: () => undefined });
    expect((await store.jobs.find(id))?.job).toMatchObject({
      createdAt: NOON,
      dueAt: NOON + DAY,
      giveUpAt: NOON + 4 * DAY,
    });
  });

  test("texts from receivers are kept, whatever is in them", async () => {
    const { jobs, end } = await opened();
    const [id = 0] = await jobs.add([aJob({ payload: { text: "a\0b \u{1f600} \ud800" } })], NOON);
    const [claim] = await claimAll(jobs, { now: NOON });
    await end(claim, { state: "dead", attempt: { ...failed, answer: "x\0y" } });
    const found = await jobs.find(id);
    expect(found?.job.payload).toEqual({ text: "a\0b \u{1f600} \ud800" });
    expect(found?.attempts[0]?.answer).toBe("x\ufffdy");
  });

  // A database of SQLite has one gateway.
  const onPostgres = databases.dialect === "sqlite" ? () => undefined : test;
  onPostgres(
    "gateways that claim at the same moment exceed no limit and break no order, and hear of each other's jobs",
    async () => {
      const url = await databases.create();
      const stores = [await databases.open({ url }), await databases.open({ url }), await databases.open({ url })];
      const [first] = stores;
      let heard = 0;
      stores[1]?.jobs.onAdded(() => heard++);
      await eventually("the other gateway listens", async () => heard > 0);
      heard = 0;
      const destinations = [A, B, "webhook:erp"];
      await first?.jobs.add(
        Array.from({ length: 90 }, (_, at) => {
          const destination = destinations[at % 3] ?? "";
          return destination.startsWith("http")
            ? aJob({ destination })
            : aJob({ destination, kind: "webhook", isOrdered: true });
        }),
        NOON,
      );
      await eventually("the other gateway hears of them", async () => heard > 0);
      const running = new Map<string, number>();
      const order: number[] = [];
      let most = 0;
      const work = stores.map(async ({ jobs }, at) => {
        for (let idle = 0; idle < 5; ) {
          const claims = await jobs.claimDue({ ...CLAIMING, now: NOON, most: 4, node: `node-${at}` });
          idle = claims.length === 0 ? idle + 1 : 0;
          for (const { job } of claims) {
            const now = (running.get(job.destination) ?? 0) + 1;
            running.set(job.destination, now);
            if (job.isOrdered) {
              order.push(job.id);
              expect(now).toBe(1);
            }
            most = Math.max(most, now);
          }
          for (const claim of claims) {
            running.set(claim.job.destination, (running.get(claim.job.destination) ?? 0) - 1);
            expect(await jobs.settle(claim, { state: "delivered", attempt })).toBe("written");
          }
        }
      });
      await Promise.all(work);
      expect(await first?.jobs.countByState(["http", "webhook"])).toMatchObject({ delivered: 90 });
      expect(most).toBeLessThanOrEqual(2);
      expect(order).toEqual(order.toSorted((one, other) => one - other));
      expect(order).toHaveLength(30);
    },
  );
});
