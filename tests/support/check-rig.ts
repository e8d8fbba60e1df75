import { createLog } from "../../lib/log.ts";
import type { CheckResult, StoredCheck } from "../../lib/messages/index.ts";
import {
  createCheckDesk,
  createCheckRunner,
  createTeller,
  type MonitoringAlarm,
  type MonitoringAlarms,
} from "../../lib/monitoring/index.ts";
import { no, ok, type Result } from "../../lib/result.ts";
import { openStore, type Store } from "../../lib/store/index.ts";
import { createManualClock } from "./manual-clock.ts";
import { recordEvents } from "./recorded-events.ts";

/** A check of a minute. */
export const SHOP = {
  name: "shop",
  probe: { http: { url: "https://shop.example.org/" } },
  everySeconds: 60,
  notify: { group: "admins" },
};

/** What is told, in order. */
interface RecordedAlarms extends MonitoringAlarms {
  told: string[];
  /** Why nothing can be raised. */
  refuses?: string | undefined;
  fails?: boolean;
  /** The alarms that were resolved by their IDs. */
  resolved: number[];
  /** Happens while one is being raised. */
  during?: (() => Promise<unknown>) | undefined;
  /** Since when the alarm that was raised last is over. */
  over?: number | undefined;
}
function recordAlarms(): RecordedAlarms {
  const alarms: RecordedAlarms = {
    told: [],
    resolved: [],
    async raise({ key, text, severity }: MonitoringAlarm): Promise<Result<number | undefined>> {
      if (alarms.fails) throw new Error("the database is down");
      if (alarms.refuses !== undefined) return no(alarms.refuses);
      alarms.told.push(`raise ${key} ${severity}: ${text}`);
      alarms.over = undefined;
      const id = alarms.told.length;
      const { during } = alarms;
      alarms.during = undefined;
      await during?.();
      return ok(id);
    },
    async resolve({ key, text, alarm }) {
      if (alarm !== undefined) alarms.resolved.push(alarm);
      alarms.told.push(`resolve ${key}: ${text}`);
    },
    overSince: async (id) => (id === alarms.told.length ? alarms.over : undefined),
  };
  return alarms;
}

const opened: Store[] = [];

/** Closes the databases of all rigs. */
export async function closeRigs(): Promise<void> {
  await Promise.all(opened.splice(0).map((store) => store.close()));
}

/** A runner on a database of its own; each check finds what `find` says. `step` sets the clock, and all that follows it. */
export async function startCheckRig(
  find: (check: StoredCheck, signal: AbortSignal) => boolean | Promise<boolean | undefined>,
) {
  const steady = createManualClock();
  let steppedMs = 0;
  const clock = { ...steady, now: () => steady.now() + steppedMs };
  const store = await openStore({ url: "sqlite::memory:", now: clock.now });
  opened.push(store);
  clock.waitFor(store.idle);
  const alarms = recordAlarms();
  const events = recordEvents();
  const log = createLog({ level: "silent", format: "json" });
  const runs: { name: string; at: number }[] = [];
  const late: { name: string; ms: number }[] = [];
  const make = (node: string, alone = true) =>
    createCheckRunner({
      store: store.checks,
      async run({ check }, signal): Promise<CheckResult | undefined> {
        const at = clock.now();
        runs.push({ name: check.check.name, at });
        const found = await find(check, signal);
        return found === undefined ? undefined : { at, ok: found, milliseconds: 3, text: found ? "fine" : "broken" };
      },
      teller: createTeller({ alarms, events }),
      clock,
      log,
      node,
      alone,
      started: ({ check }, ms) => void late.push({ name: check.check.name, ms }),
    });
  const runner = make("one");
  const desk = createCheckDesk({
    store: store.checks,
    open: async () => no("no secrets here"),
    alarms,
    events,
    clock,
    wake: runner.wake,
    latest: runner.latest,
  });
  await runner.start();
  async function add(json: object): Promise<number> {
    const added = await desk.add(json, {});
    if (!added.ok) throw new Error(JSON.stringify(added.problem));
    return added.value.id;
  }
  /** Rejects with a StoreFailure. */
  async function step(byMs: number): Promise<void> {
    steppedMs += byMs;
    await store.clock.move({ byMs, mark: { at: clock.now() }, by: "one", begin: () => undefined });
    runner.clockStepped();
  }
  return { step, clock, store, alarms, events, runs, late, runner, desk, add, make };
}
