import { expect, test } from "bun:test";
import { eachDatabase } from "../support/database.ts";
import { aJob, claimAll } from "../support/jobs.ts";
import { NOON } from "./outgoing.ts";

const MINUTE = 60_000;
const attempt = { at: NOON, milliseconds: 5, status: 500, error: "the receiver answered 500" };
const JOBS = 100;

eachDatabase("jobs that are looked at while they are done", (databases) => {
  test("are seen as before or as after an attempt, never half", async () => {
    const { jobs } = await databases.open();
    await jobs.add(
      Array.from({ length: JOBS }, (_, number) => aJob({ destination: `http:http://${number}.example` })),
      NOON,
    );
    const claims = await claimAll(jobs, { now: NOON });
    expect(claims).toHaveLength(JOBS);
    const seen: { state: string; attempts: number }[] = [];
    let isOver = false;
    // SQLite answers without a turn of the event loop, and then nobody else would have one.
    const look = async () => {
      for (; !isOver; await Bun.sleep(0)) {
        for (const { state, attemptsInAll = 0 } of (await jobs.page({}, { limit: JOBS })).jobs)
          seen.push({ state, attempts: attemptsInAll });
      }
    };
    const lookAt = async (id: number) => {
      for (; !isOver; await Bun.sleep(0)) {
        const found = await jobs.find(id);
        if (found !== undefined) seen.push({ state: found.job.state, attempts: found.attempts.length });
      }
    };
    const looking = [look(), ...claims.slice(0, 8).map(({ job }) => lookAt(job.id))];
    for (const claim of claims) await jobs.settle(claim, { state: "waiting", attempt, dueAt: NOON + MINUTE });
    isOver = true;
    await Promise.all(looking);
    expect(seen).not.toBeEmpty();
    const half = seen.filter(({ state, attempts }) => (state === "running") !== (attempts === 0));
    expect(half).toEqual([]);
  });
});
