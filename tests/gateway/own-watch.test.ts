import { expect, test } from "bun:test";
import { join } from "node:path";
import { createLifecycle } from "../../lib/gateway/lifecycle.ts";
import { watchOwnState } from "../../lib/gateway/own-watch.ts";
import { createLog } from "../../lib/log.ts";
import { openStore } from "../../lib/store/index.ts";
import { eventually } from "../support/eventually.ts";
import { createManualClock } from "../support/manual-clock.ts";
import { recordEvents } from "../support/recorded-events.ts";
import { temporaryDirectory } from "../support/run-cli.ts";
import { sqlOn } from "../support/sql.ts";

const MINUTE_MS = 60_000;

const NO_BACKUPS = { histories: { scheduled: {}, "by-hand": {} } };

/** Gateways on one database, each with its own turn to tell of what they share. */
async function startRig() {
  const clock = createManualClock();
  const url = `sqlite:${join(temporaryDirectory(), "aldis.db")}`;
  const store = await openStore({ url, now: clock.now });
  clock.waitFor(() => store.idle());
  const status = { name: "m1", state: "ready", problem: "No SIM is in it" };
  const rig = { clock, status, backups: NO_BACKUPS as object, wakes: 0, wanted: new Set<string>(), holder: "one" };
  const ends: (() => Promise<void>)[] = [];
  async function start(node: string) {
    const lifecycle = createLifecycle(1_000);
    const settings: Record<string, unknown> = { gatewayAlarmsEmail: ["it@example.org", "boss@example.org"] };
    const want = (isWanted: boolean) => void (isWanted ? rig.wanted.add(node) : rig.wanted.delete(node));
    const turn = { want, confirm: async () => rig.holder === node, release: async () => want(false) };
    watchOwnState({
      directory: "/a/folder/that/is/not/there",
      node,
      nodes: { turn: () => turn },
      store,
      events: recordEvents(),
      clock,
      log: createLog({ level: "silent", format: "json" }),
      lifecycle,
      live: { get: (key: string) => settings[key] },
      park: { list: () => [{ modem: { status } }] },
      outbox: { spentOf: async () => [] },
      backups: async () => rig.backups,
      wakeJobs: () => {
        rig.wakes += 1;
      },
    } as never);
    ends.push(await lifecycle.start());
  }
  const mails = async () => {
    const { jobs } = await store.jobs.page({ kinds: ["email"] }, { limit: 100 });
    return jobs.toReversed().map(({ payload }) => `${payload.to}: ${payload.subject}`);
  };
  return {
    rig,
    url,
    start,
    mails,
    /** The state of the disk is asked of the system, which does not go by this clock. */
    mailed: (count: number) =>
      eventually(`${count} mails`, async () => {
        await clock.advance(MINUTE_MS);
        return (await mails()).length >= count;
      }),
    async [Symbol.asyncDispose]() {
      for (const end of ends) await end();
      await store.close();
    },
  };
}

const both = (subject: string) => [`it@example.org: Aldis: ${subject}`, `boss@example.org: Aldis: ${subject}`];

test("of the gateway's own trouble, and of its end, each address gets a mail of its own", async () => {
  await using started = await startRig();
  const { rig, mails, mailed } = started;
  rig.status.state = "no-sim";
  await started.start("one");
  await mailed(2);
  expect(await mails()).toEqual(both("Modem m1 is out of service"));
  rig.status.state = "ready";
  await mailed(4);
  expect((await mails()).slice(2)).toEqual(both("Over: Modem m1 is out of service"));
  expect(rig.wakes).toBe(2);
});

test("of what gateways share one of them tells, and the next one goes on where that one has ended", async () => {
  await using started = await startRig();
  const { rig, mails, mailed } = started;
  rig.status.state = "no-sim";
  const last = { at: 1, kind: "scheduled", problem: "the disk is full" };
  rig.backups = { dueAt: 1, histories: { scheduled: { last }, "by-hand": {} } };
  await started.start("one");
  await started.start("two");
  // Each tells of its modem.
  await mailed(6);
  const [failed, out] = [both("The scheduled backup failed"), both("Modem m1 is out of service")];
  expect((await mails()).toSorted()).toEqual([...failed, ...out, ...out].toSorted());
  expect([...rig.wanted].toSorted()).toEqual(["one", "two"]);
  rig.holder = "two";
  for (let minute = 0; minute < 5; minute += 1) await rig.clock.advance(MINUTE_MS);
  expect(await mails()).toHaveLength(6);
  rig.backups = NO_BACKUPS;
  await mailed(8);
  expect((await mails()).slice(6)).toEqual(both("Over: The scheduled backup failed"));
});

test("of a damaged row somebody is told, also of the one in which the gateway keeps what it has told", async () => {
  await using started = await startRig();
  const { url, mails, mailed } = started;
  await sqlOn(url, "insert into settings (key, value) values ('monitoring.told.shared', '[') returning key");
  await started.start("one");
  await mailed(2);
  expect((await mails()).slice(0, 2)).toEqual(both("The database is damaged"));
  // What was told is written anew, by which the row is whole.
  await mailed(4);
  expect((await mails()).slice(2)).toEqual(both("Over: The database is damaged"));
});

test.each(["{}", "17", "[null]"])(
  "of a memory that is another value (%s) nobody is kept from being told",
  async (memory) => {
    await using started = await startRig();
    const { url, mails, mailed } = started;
    await sqlOn(
      url,
      `insert into settings (key, value) values ('monitoring.told.shared', '${memory}'), ('anything', '[') returning key`,
    );
    await started.start("one");
    await mailed(2);
    expect((await mails()).slice(0, 2)).toEqual(both("The database is damaged"));
  },
);
