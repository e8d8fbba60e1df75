import { expect, test } from "bun:test";
import { createLifecycle } from "../../lib/gateway/lifecycle.ts";
import { watchOwnState } from "../../lib/gateway/own-watch.ts";
import { createLog } from "../../lib/log.ts";
import { openStore } from "../../lib/store/index.ts";
import { eventually } from "../support/eventually.ts";
import { createManualClock } from "../support/manual-clock.ts";
import { recordEvents } from "../support/recorded-events.ts";

const MINUTE_MS = 60_000;

test("of the gateway's own trouble, and of its end, each address gets a mail of its own", async () => {
  const clock = createManualClock();
  const store = await openStore({ url: "sqlite::memory:", now: clock.now });
  clock.waitFor(() => store.idle());
  const status = { name: "m1", state: "no-sim", problem: "No SIM is in it" };
  const settings: Record<string, unknown> = { gatewayAlarmsEmail: ["it@example.org", "boss@example.org"] };
  const lifecycle = createLifecycle(1_000);
  let wakes = 0;
  watchOwnState({
    directory: "/a/folder/that/is/not/there",
    node: "one",
    store,
    events: recordEvents(),
    clock,
    log: createLog({ level: "silent", format: "json" }),
    lifecycle,
    live: { get: (key: string) => settings[key] },
    park: { list: () => [{ modem: { status } }] },
    outbox: { spentOf: async () => [] },
    backups: async () => ({ histories: { scheduled: {}, "by-hand": {} } }),
    wakeJobs: () => {
      wakes += 1;
    },
  } as never);
  const end = await lifecycle.start();
  const mails = async () => {
    const { jobs } = await store.jobs.page({ kinds: ["email"] }, { limit: 10 });
    return jobs.toReversed().map(({ payload }) => `${payload.to}: ${payload.subject}`);
  };
  /** The state of the disk is asked of the system, which does not go by this clock. */
  const mailed = (count: number) =>
    eventually(`${count} mails`, async () => {
      await clock.advance(MINUTE_MS);
      return (await mails()).length >= count;
    });
  await mailed(2);
  const out = [
    "it@example.org: Aldis: Modem m1 is out of service",
    "boss@example.org: Aldis: Modem m1 is out of service",
  ];
  expect(await mails()).toEqual(out);
  status.state = "ready";
  await mailed(4);
  expect(await mails()).toEqual([
    ...out,
    "it@example.org: Aldis: Over: Modem m1 is out of service",
    "boss@example.org: Aldis: Over: Modem m1 is out of service",
  ]);
  expect(wakes).toBe(2);
  await end();
  await store.close();
});
