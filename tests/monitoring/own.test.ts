import { describe, expect, test } from "bun:test";
import { createLog } from "../../lib/log.ts";
import { ALWAYS_OURS, type CheckNotify } from "../../lib/messages/index.ts";
import { type MonitoringAlarms, startOwnWatch, type ToldProblem } from "../../lib/monitoring/index.ts";
import { type OwnState, ownProblems, type SharedState, sharedProblems } from "../../lib/monitoring/own/conditions.ts";
import { no, ok } from "../../lib/result.ts";
import { createManualClock } from "../support/manual-clock.ts";
import { recordEvents } from "../support/recorded-events.ts";

const NOON = 1_700_000_000_000;
const MINUTE = 60_000;
const DAY = 86_400_000;
type State = OwnState & SharedState;
const WELL: State = { modems: [{ name: "m1", isOut: false }], budgets: [], damagedRows: [] };
const OUT: State = { ...WELL, modems: [{ name: "m1", isOut: true, problem: "No SIM is in it" }] };
const problemsOf = (state: State, now: number) => [...ownProblems(state, now), ...sharedProblems(state, now)];
const said = (state: Partial<State>) =>
  problemsOf({ ...WELL, ...state }, NOON).map(({ key, severity, text }) => `${key} ${severity}: ${text}`);

test.each<[string, Partial<State>, string[]]>([
  ["nothing is wrong", {}, []],
  ["no modem at all", { modems: [] }, []],
  ["the only modem is out", OUT, ["modem:m1 critical: No SIM is in it"]],
  [
    "one of two is out",
    {
      modems: [
        { name: "m1", isOut: true },
        { name: "m2", isOut: false },
      ],
    },
    ["modem:m1 warning: it does not answer"],
  ],
  ["a message has just fallen due", { waitsSince: NOON - 14 * MINUTE }, []],
  ["the queue does not move", { waitsSince: NOON - 16 * MINUTE }, ["queue critical: a message has waited for 16 min"]],
  ["a budget has some left", { budgets: [{ modem: "m1", period: "day", parts: 99, limit: 100 }] }, []],
  [
    "a budget is spent",
    { budgets: [{ modem: "m1", period: "day", parts: 100, limit: 100 }] },
    ["budget:m1:day warning: 100 of 100 parts this day; it sends nothing more until the next"],
  ],
  ["little of a small disk is free, and enough", { disk: { freeBytes: 150_000_000, totalBytes: 1_000_000_000 } }, []],
  ["a small share of a large disk is free, and enough", { disk: { freeBytes: 5e9, totalBytes: 1e12 } }, []],
  [
    "the disk is almost full",
    { disk: { freeBytes: 120_000_000, totalBytes: 1e11 } },
    ["disk critical: 120 MB are free: without room no message is accepted"],
  ],
  ["many files are open, and enough may be", { files: { open: 890, limit: 1_000 } }, []],
  [
    "almost all files that may be are open",
    { files: { open: 950, limit: 1_000 } },
    ["files critical: 950 of 1000 are open: beyond that new connections wait"],
  ],
  [
    "the last scheduled backup failed",
    { backupProblem: "the folder /mnt/usb is read-only" },
    ["backup warning: the folder /mnt/usb is read-only"],
  ],
  [
    "rows are damaged",
    { damagedRows: ["the rule 3 is off", "the check 4 is off", "the check 5 is off"] },
    ["rows critical: the rule 3 is off. There are 2 more: aldis doctor names them"],
  ],
  ["the certificate is good for long", { certificateEndsAt: NOON + 15 * DAY }, []],
  ["the certificate ends", { certificateEndsAt: NOON + 13.5 * DAY }, ["certificate warning: it ends in 13 days"]],
  ["the certificate ends soon", { certificateEndsAt: NOON + 1.5 * DAY }, ["certificate critical: it ends in 1 day"]],
  [
    "the certificate has ended",
    { certificateEndsAt: NOON - 1 },
    ["certificate critical: it has ended: clients refuse it"],
  ],
])("%s", (_, state, expected) => {
  expect(said(state)).toEqual(expected);
});

describe("what is wrong is told by alarm and by mail", () => {
  function startRig(first: State) {
    const clock = createManualClock(NOON);
    const events = recordEvents();
    const said: string[] = [];
    const rig = {
      clock,
      events,
      said,
      state: first,
      refuses: undefined as string | undefined,
      to: { notify: { group: "admins" } as CheckNotify | undefined, emails: ["it@example.org"] as readonly string[] },
      kept: [] as readonly ToldProblem[],
      /** The alarm that tells of it, and when somebody has resolved it. */
      alarm: undefined as number | undefined,
      overSince: undefined as number | undefined,
    };
    const alarms: MonitoringAlarms = {
      async raise({ key, text }) {
        if (rig.refuses !== undefined) return no(rig.refuses);
        said.push(`raise ${key}: ${text}`);
        return ok(rig.alarm);
      },
      async resolve({ key, text }) {
        said.push(`resolve ${key}: ${text}`);
      },
      overSince: async (id) => (id === rig.alarm ? rig.overSince : undefined),
    };
    const start = () =>
      startOwnWatch({
        look: async (now) => problemsOf(rig.state, now),
        receivers: () => rig.to,
        alarms,
        mail: async ({ to, subject }) => void said.push(`mail ${to.join()}: ${subject}`),
        store: {
          read: async () => rig.kept,
          async write(told) {
            rig.kept = told;
          },
        },
        events,
        clock,
        log: createLog({ level: "silent", format: "json" }),
        turn: ALWAYS_OURS,
        prefix: "gateway:one",
      });
    return { ...rig, rig, start };
  }

  test("again 15 minutes after somebody has resolved its alarm, as long as it lasts", async () => {
    const { rig, clock, said, start } = startRig(OUT);
    rig.alarm = 7;
    const watch = start();
    await clock.advance(10 * MINUTE);
    const raised = "raise gateway:one:modem:m1: Modem m1 is out of service: No SIM is in it";
    const mailed = "mail it@example.org: Modem m1 is out of service";
    expect(said.splice(0)).toEqual([raised, mailed]);
    rig.overSince = clock.now();
    await clock.advance(14 * MINUTE);
    expect(said).toEqual([]);
    // After a restart, too; and what cannot be raised is tried again.
    await watch.stop();
    const second = start();
    rig.refuses = "no policy is called night";
    await clock.advance(2 * MINUTE);
    expect(said).toEqual([]);
    rig.refuses = undefined;
    await clock.advance(MINUTE);
    expect(said.splice(0)).toEqual([raised]);
    await second.stop();
  });

  test("once, after it has lasted; its end too, also after a restart", async () => {
    const { rig, clock, said, start } = startRig(OUT);
    const before = start();
    await clock.advance(5 * MINUTE);
    expect(said).toEqual([]);
    await clock.advance(10 * MINUTE);
    expect(said).toEqual([
      "raise gateway:one:modem:m1: Modem m1 is out of service: No SIM is in it",
      "mail it@example.org: Modem m1 is out of service",
    ]);
    await before.stop();
    rig.state = WELL;
    const after = start();
    await clock.advance(5 * MINUTE);
    expect(said.slice(2)).toEqual([
      "resolve gateway:one:modem:m1: Over: Modem m1 is out of service",
      "mail it@example.org: Over: Modem m1 is out of service",
    ]);
    expect(rig.kept).toEqual([]);
    await after.stop();
  });

  test("what is over before it has lasted is told to nobody", async () => {
    const { rig, clock, said, start } = startRig(OUT);
    const watch = start();
    await clock.advance(4 * MINUTE);
    rig.state = WELL;
    await clock.advance(2 * MINUTE);
    rig.state = OUT;
    await clock.advance(4 * MINUTE);
    expect(said).toEqual([]);
    await watch.stop();
  });

  test("where the alarm is refused, the mail goes all the same, and people learn why", async () => {
    const { rig, clock, said, events, start } = startRig({ ...WELL, waitsSince: NOON - 20 * MINUTE });
    rig.refuses = "no group has this name";
    const watch = start();
    await clock.advance(5 * MINUTE);
    expect(said).toEqual(["mail it@example.org: The queue does not move"]);
    expect(events.ofKind("gateway.untold")).toHaveLength(1);
    // The mail goes once; the alarm is tried until somebody can be told.
    rig.refuses = undefined;
    await clock.advance(5 * MINUTE);
    expect(said.slice(1)).toEqual([expect.stringMatching(/^raise gateway:one:queue: The queue does not move: /)]);
    rig.state = WELL;
    await clock.advance(2 * MINUTE);
    expect(said.slice(2)).toEqual([
      "resolve gateway:one:queue: Over: The queue does not move",
      "mail it@example.org: Over: The queue does not move",
    ]);
    await watch.stop();
  });

  test("with nobody to tell, nothing is kept; whom the settings name later learns it", async () => {
    const { rig, clock, said, start } = startRig({ ...WELL, waitsSince: NOON - 20 * MINUTE });
    rig.to = { notify: undefined, emails: [] };
    const watch = start();
    await clock.advance(5 * MINUTE);
    expect([said, rig.kept]).toEqual([[], []]);
    rig.to = { notify: { policy: "night" }, emails: [] };
    await clock.advance(2 * MINUTE);
    expect(said).toHaveLength(1);
    expect(rig.kept).toMatchObject([{ key: "queue", notify: { policy: "night" } }]);
    await watch.stop();
  });
});
