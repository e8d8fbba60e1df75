import { expect, test } from "bun:test";
import { eventCommands } from "../../lib/cli/event.ts";
import { jobCommands } from "../../lib/cli/job.ts";
import type { NewJob } from "../../lib/messages/index.ts";
import { openStore } from "../../lib/store/index.ts";
import { commandsOnData } from "../support/commands-on-data.ts";
import { aJob, CLAIMING } from "../support/jobs.ts";

const data = commandsOnData([...jobCommands, ...eventCommands]);
const aldis = (...args: string[]) => data.run(["job", ...args]);

/** Makes the database, and dead letters in it. */
async function withDead(...jobs: Partial<NewJob>[]): Promise<string[]> {
  await data.migrate();
  const store = await openStore({ url: data.database() });
  try {
    const ids: string[] = [];
    for (const job of jobs) {
      const [id] = await store.jobs.add([aJob(job)], Date.now());
      const [claim] = await store.jobs.claimDue({ ...CLAIMING, now: Date.now() });
      if (claim === undefined) throw new Error("nothing was claimed");
      const attempt = {
        at: Date.now(),
        milliseconds: 41,
        status: 500,
        error: "the receiver answered 500",
        answer: "no\x1b[2J",
      };
      await store.jobs.settle(claim, { state: "dead", attempt });
      ids.push(String(id));
    }
    return ids;
  } finally {
    await store.close();
  }
}

test("a list and a job show what became of it, and never what it says", async () => {
  const [id = ""] = await withDead({
    payload: { method: "POST", url: "http://a.example/?token=hidden", body: "text" },
  });
  const list = await aldis("list");
  expect(list).toMatchObject({ status: 0, err: "" });
  expect(list.out).toMatch(
    /^ID +TIME +STATE +DESTINATION +ATTEMPTS +LAST ERROR\n1 +\S+Z +dead +http:http:\/\/a\.example +1 +the receiver answered 500\n$/,
  );
  const shown = await aldis("show", id);
  expect(shown.out).toMatch(/^State +dead$/m);
  expect(shown.out).toMatch(/^\S+Z +41 ms +500 +the receiver answered 500 +no/m);
  expect(shown.out).not.toContain("\x1b");
  const json = [await aldis("list", "--json"), await aldis("show", id, "--json")];
  for (const { out } of [list, shown, ...json]) expect(out).not.toContain("hidden");
  expect(JSON.parse(json[1]?.out ?? "")).toMatchObject({ state: "dead", history: [{ status: 500 }] });
});

test("the list is filtered by state, kind and destination", async () => {
  await withDead({ destination: "http:a" }, { destination: "webhook:erp", kind: "webhook" });
  const ids = async (...args: string[]) =>
    JSON.parse((await aldis("list", "--json", ...args)).out).map(
      ({ destination }: { destination: string }) => destination,
    );
  expect(await ids()).toEqual(["webhook:erp", "http:a"]);
  expect(await ids("--kind", "http")).toEqual(["http:a"]);
  expect(await ids("--destination", "webhook:erp", "--state", "dead")).toEqual(["webhook:erp"]);
  expect((await aldis("list", "--state", "waiting")).out).toBe("no jobs\n");
  expect(await aldis("list", "--kind", "fax")).toMatchObject({ status: 2 });
});

test("one, or all dead letters of a destination, are sent again or deleted, with an event", async () => {
  const [first = "", second = ""] = await withDead({}, {}, {}, { destination: "http:other" });
  expect(await aldis("retry", first)).toMatchObject({ status: 0, out: "" });
  expect((await aldis("show", first)).out).toMatch(/^State +waiting$/m);
  expect(await aldis("delete", second)).toMatchObject({ status: 0, out: "" });
  expect((await aldis("retry", "--dead-of", "http:http://a.example")).out).toBe(
    "1 dead letter of http:http://a.example sent again\n",
  );
  expect((await aldis("delete", "--dead-of", "http:other")).out).toBe("1 dead letter of http:other deleted\n");
  expect(JSON.parse((await aldis("list", "--json")).out)).toHaveLength(2);
  const { out } = await data.run(["event", "list", "--kind", "job.deleted"]);
  expect(out).toContain("1 dead letter of http:other was deleted");
  expect(out).toContain(`Job ${second} for http:http://a.example was deleted`);
});

test("what is not there, or not asked well, is refused", async () => {
  await withDead();
  expect(await aldis("retry", "7")).toMatchObject({ status: 1, err: expect.stringContaining("no job has this ID") });
  expect(await aldis("show", "7")).toMatchObject({ status: 1 });
  expect(await aldis("delete", "seven")).toMatchObject({ status: 2 });
  for (const args of [[], ["7", "--dead-of", "http:a"]]) {
    expect(await aldis("retry", ...args)).toMatchObject({ status: 2, err: expect.stringContaining("--dead-of") });
  }
});
