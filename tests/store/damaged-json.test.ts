import { expect, test } from "bun:test";
import { eachDatabase } from "../support/database.ts";
import { aJob, claimAll } from "../support/jobs.ts";
import { sqlOn } from "../support/sql.ts";
import { NOON } from "./outgoing.ts";

const A = "http:http://a.example";
const B = "http:http://b.example";

eachDatabase("JSON that was damaged", (databases) => {
  test("a job whose payload is no JSON any more is claimed as unreadable, and keeps nobody from the others", async () => {
    const url = await databases.create();
    const { jobs } = await databases.open({ url });
    const ids = await jobs.add(
      [B, A, A, A].map((destination) => aJob({ destination })),
      NOON,
    );
    // Cut off, of another type, and nothing.
    for (const [at, payload] of ['{"method":"GE', "17", ""].entries())
      await sqlOn(url, `update jobs set payload = '${payload}' where id = ${ids[at]} returning id`);
    const first = await claimAll(jobs, { now: NOON, mostOfOne: 3 });
    expect(first.map(({ job }) => job.unreadable ?? false)).toEqual([true, true, true, false]);
    expect((await jobs.page({}, { limit: 10 })).jobs.map(({ unreadable }) => unreadable)).toEqual([
      undefined,
      true,
      true,
      true,
    ]);
    expect(await jobs.find(ids[0] ?? 0)).toMatchObject({ job: { unreadable: true, payload: {} } });
  });
});
