import { expect, test } from "bun:test";
import { ModemError } from "../../../lib/modem/index.ts";
import { beginSupervision, next } from "../../../lib/modem/supervision/loop.ts";
import type {
  Doing,
  Outcome,
  Result,
  Seen,
  Supervision,
  SupervisionEffect,
  SupervisionEvent,
} from "../../../lib/modem/supervision/loop-contract.ts";

const NOW = 1_000_000;
const SEEN: Seen = {
  now: NOW,
  isStopping: false,
  status: { state: "starting" },
  pending: undefined,
  isPresent: undefined,
};
const restart: SupervisionEvent = { why: "restart", reason: "asked for" };
const recheck: SupervisionEvent = { why: "recheck", reason: "it echoes" };
const search: SupervisionEvent = { why: "restart", reason: "no network for 10 minutes", atLeast: "reset" };
const EVENTS = {
  restart,
  recheck,
  search,
  gone: { why: "gone", reason: "the other side hung up" },
  stalled: { why: "stalled", reason: "no answer" },
  stop: { why: "stop", reason: "stopped" },
} satisfies Record<string, SupervisionEvent>;

const DOINGS = {
  open: { type: "open" },
  start: { type: "start" },
  watch: { type: "watch" },
  "finish to restart": { type: "finish", because: restart },
  "finish to recheck": { type: "finish", because: recheck },
  wait: { type: "wait", ms: 5_000 },
  "power, then close": { type: "power", before: "close" },
  "power, then pause": { type: "power", before: "pause" },
  "close: lost": { type: "close", leaving: "lost" },
  "close: recovering": { type: "close", leaving: "recovering" },
  "close: stop": { type: "close", leaving: "stop" },
  pause: { type: "pause", ms: 3_000, until: NOW + 1, isAbsent: false },
  "pause, absent": { type: "pause", ms: 1_000, until: NOW + 1_500, isAbsent: true },
  "pause, over": { type: "pause", ms: 3_000, until: NOW, isAbsent: false },
  end: { type: "end" },
} satisfies Record<string, Doing>;
type DoingName = keyof typeof DOINGS;

const done: Result = { type: "done" };
const timeIsOver: Result = { type: "event", event: undefined };
const failed = (error: unknown): Result => ({ type: "failed", error });
const told = (name: keyof typeof EVENTS): Result => ({ type: "event", event: EVENTS[name] });
const timeout = failed(new ModemError("timeout", "asked 5 times"));
const gone = failed(new ModemError("gone", "the port is closed"));
const locked = failed(new ModemError("out-of-service", "The SIM asks for its PIN."));
const broken = failed(new Error("the database is away"));

const BEFORE = "status gone: ";
const STALLED = `${BEFORE}The modem does not answer: check its power, its cable and the baud rate.`;
const LOST = `${BEFORE}The modem's port was lost (the other side hung up): is it still plugged in?`;
const RESTARTED = "status starting: The modem is started again: asked for.";
const CLOSED = `${BEFORE}The modem's port was lost (the port is closed): is it still plugged in?`;
const DRIVER_FAILED = [
  `${BEFORE}The modem's driver failed: the database is away`,
  "error: the modem's driver failed",
  "close lost",
];
const UNSTARTED = "status out-of-service: The modem cannot be started: the database is away";
const ENDED = ["status stopped", "end"];

/** What is being done, what came of it and what is to be seen besides; then the effects and what is done next. */
const TABLE: [DoingName, string, Result, Partial<Seen>, string[]][] = [
  ["open", "the port is open", done, {}, ["status starting", "start"]],
  ["open", "the port is open, and a person had to act", done, outOfService(), ["start"]],
  ["open", "the port is open, too late", done, { isStopping: true }, ["close stop"]],
  [
    "open",
    "it fails without a word on what to do",
    broken,
    {},
    [
      `${BEFORE}The modem's port cannot be used: the database is away: is it plugged in, and may this user open it?`,
      "debug: the modem's port cannot be used",
      "close lost",
    ],
  ],
  [
    "open",
    "it fails and says what to do",
    failed(new Error("no access: join dialout")),
    {},
    [
      `${BEFORE}The modem's port cannot be used: no access: join dialout`,
      "debug: the modem's port cannot be used",
      "close lost",
    ],
  ],
  ["open", "a person has to act", locked, {}, ["status out-of-service: The SIM asks for its PIN.", "close lost"]],
  ["start", "it is ready", done, {}, ["clear", "watch"]],
  ["start", "it is ready, and a restart is pending", done, { pending: restart }, ["clear", "watch"]],
  ["start", "it is ready, and a recheck is pending", done, { pending: recheck }, ["clear", "watch"]],
  [
    "start",
    "it is ready, and lost already",
    done,
    { pending: EVENTS.gone },
    ["clear", LOST, "count reopen", "close lost"],
  ],
  ["start", "it is ready, too late", done, { pending: EVENTS.stop }, ["clear", "close stop"]],
  ["start", "no answer", timeout, {}, [STALLED, "count start-again", "status starting", "start"]],
  [
    "start",
    "no answer, and the end is pending",
    timeout,
    { pending: EVENTS.gone },
    [STALLED, "count start-again", "status starting", "start"],
  ],
  ["start", "the port is lost", gone, {}, ["clear", CLOSED, "count reopen", "close lost"]],
  [
    "start",
    "the port is lost, and a restart is pending",
    gone,
    { pending: restart },
    ["clear", CLOSED, "count reopen", "close lost"],
  ],
  [
    "start",
    "the channel stalled meanwhile",
    gone,
    { pending: EVENTS.stalled },
    ["clear", STALLED, "count start-again", "status starting", "start"],
  ],
  ["start", "a person has to act", locked, {}, ["status out-of-service: The SIM asks for its PIN.", "wait 5000"]],
  ["start", "the database is away", broken, {}, ["warn: the modem cannot be started", UNSTARTED, "wait 5000"]],
  [
    "start",
    "the database is away still",
    broken,
    { status: { state: "out-of-service", problem: "The modem cannot be started: the database is away" } },
    [UNSTARTED, "wait 5000"],
  ],
  ["start", "it ends since the modem is stopped", gone, { isStopping: true }, ["close stop"]],
  ["watch", "a restart is asked for", told("restart"), {}, ["status starting", "finish"]],
  ["watch", "something has changed", told("recheck"), {}, ["status starting", "finish"]],
  ["watch", "no network", told("search"), {}, ["status starting", "finish"]],
  ["watch", "the port is lost", told("gone"), {}, [LOST, "count reopen", "close lost"]],
  ["watch", "no answer", told("stalled"), {}, [STALLED, "count start-again", "status starting", "start"]],
  ["watch", "the modem is stopped", told("stop"), {}, ["close stop"]],
  ["watch", "the port is lost while the modem is stopped", told("gone"), { isStopping: true }, ["close stop"]],
  ["watch", "nothing", timeIsOver, {}, ["watch"]],
  ["watch", "it fails", broken, {}, DRIVER_FAILED],
  ["finish to restart", "the wire is free", done, {}, [RESTARTED, "count start-again", "status starting", "start"]],
  ["finish to restart", "the wire is free, too late", done, { isStopping: true }, ["close stop"]],
  ["finish to recheck", "the wire is free", done, {}, ["status starting", "start"]],
  ["finish to recheck", "it fails", gone, {}, ["clear", CLOSED, "count reopen", "close lost"]],
  ["wait", "the time is over", timeIsOver, outOfService(), ["start"]],
  ["wait", "a restart is asked for", told("restart"), outOfService(), ["start"]],
  ["wait", "something has changed", told("recheck"), outOfService(), ["start"]],
  ["wait", "the port is lost", told("gone"), outOfService(), [LOST, "count reopen", "close lost"]],
  ["wait", "no answer", told("stalled"), outOfService(), [STALLED, "count start-again", "status starting", "start"]],
  ["wait", "the modem is stopped", told("stop"), outOfService(), ["close stop"]],
  ["wait", "it fails", broken, outOfService(), DRIVER_FAILED],
  ["power, then close", "it was switched", done, {}, ["close recovering"]],
  ["power, then pause", "it was switched", done, {}, ["clear", "pause 4000"]],
  ["power, then pause", "it was switched, too late", done, { isStopping: true }, ENDED],
  ["close: lost", "it is closed", done, {}, ["clear", "pause 8000"]],
  ["close: lost", "it is closed, and nothing is there", done, { isPresent: false }, ["clear", "pause 1000"]],
  ["close: lost", "it is closed, and something is there", done, { isPresent: true }, ["clear", "pause 8000"]],
  ["close: lost", "it is closed, and the modem is stopped", done, { isStopping: true }, ENDED],
  ["close: recovering", "it is closed", done, {}, ["clear", "pause 5000"]],
  ["close: recovering", "it is closed, and the modem is stopped", done, { isStopping: true }, ENDED],
  ["close: stop", "it is closed", done, {}, ENDED],
  ["close: recovering", "it fails", broken, {}, DRIVER_FAILED],
  ["pause", "the time is not over yet", timeIsOver, {}, ["pause 1"]],
  ["pause", "a restart is asked for", told("restart"), {}, ["open"]],
  ["pause", "the modem is stopped", told("stop"), { isStopping: true }, ENDED],
  ["pause", "it is taken away meanwhile", timeIsOver, { isPresent: false }, ["pause 1"]],
  ["pause, absent", "it is still away", timeIsOver, { isPresent: false }, ["pause 1000"]],
  ["pause, absent", "it is there again", timeIsOver, { isPresent: true }, ["open"]],
  ["pause, absent", "nobody can tell any more", timeIsOver, {}, ["pause 1500"]],
  ["pause, over", "the time is over", timeIsOver, {}, ["open"]],
  ["pause, over", "the time is over, and nothing is there", timeIsOver, { isPresent: false }, ["open"]],
  ["pause, over", "the time is over, and the modem is stopped", timeIsOver, { isStopping: true }, ENDED],
  ["end", "nothing follows", done, {}, ["end"]],
];

for (const [doing, what, result, seen, expected] of TABLE) {
  test(`${doing}: ${what} ─▶ ${expected.at(-1)}`, () => {
    expect(shown(stateOf({ doing: DOINGS[doing] }), { ...SEEN, ...result, ...seen })).toEqual(expected);
  });
}

test("every kind of doing has its rows", () => {
  expect(Object.keys(DOINGS).filter((name) => !TABLE.some(([doing]) => doing === name))).toEqual([]);
});

test("supervision begins with opening the port", () => {
  const { state, effects } = beginSupervision({ hasPower: false });
  expect([...effects.map(shownEffect), shownDoing(state.doing)]).toEqual(["status starting", "open"]);
});

test("a modem that is ready has forgotten its failures, and how long it was away", () => {
  const { state } = next(stateOf({ doing: { type: "start" }, awaySince: 1 }), { ...SEEN, ...done });
  expect(state).toMatchObject({ failures: 0, awaySince: undefined });
});

test("the port is tried after 1, 2, 4 … and at most 30 s", () => {
  let state = stateOf({ failures: 0 });
  const pauses = Array.from({ length: 7 }, () => {
    ({ state } = next({ ...state, doing: DOINGS["close: lost"] }, { ...SEEN, ...done }));
    return state.doing.type === "pause" ? state.doing.ms : undefined;
  });
  expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
});

test("a person is waited for 5, 10, 20 … and at most 60 s, and 5 s again after the port was opened or something changed", () => {
  let state = stateOf({});
  const waits = Array.from({ length: 6 }, () => {
    ({ state } = next({ ...state, doing: { type: "start" } }, { ...SEEN, ...locked }));
    const { doing } = state;
    ({ state } = next(state, { ...SEEN, ...timeIsOver }));
    return doing.type === "wait" ? doing.ms : undefined;
  });
  expect(waits).toEqual([5_000, 10_000, 20_000, 40_000, 60_000, 60_000]);
  for (const doing of [DOINGS.open, DOINGS["finish to recheck"]]) {
    expect(next({ ...state, doing }, { ...SEEN, ...done }).state.checks).toBe(0);
  }
});

test("a modem that does not answer climbs the ladder to its port, or to its power", () => {
  const climbed = (hasPower: boolean) => {
    let state = stateOf({ hasPower });
    return Array.from({ length: 5 }, () => {
      const step = next({ ...state, doing: { type: "watch" } }, { ...SEEN, ...told("stalled") });
      ({ state } = step);
      return [...step.effects.map(shownEffect).slice(1), shownDoing(state.doing)];
    });
  };
  const startAgain = ["count start-again", "status starting", "start"];
  const reset = ["count reset", "reset", "close recovering"];
  const reopen = ["count reopen", "close lost"];
  expect(climbed(false)).toEqual([startAgain, reset, reopen, startAgain, reset]);
  expect(climbed(true)).toEqual([startAgain, reset, reopen, ["count power", "power"], startAgain]);
});

test("a port that stays away for two minutes has its power switched, once in two minutes", () => {
  const closing = (awaySince: number | undefined, hasPower = true) => {
    const state = stateOf({ doing: DOINGS["close: lost"], awaySince, hasPower });
    return [...shown(state, { ...SEEN, ...done }), next(state, { ...SEEN, ...done }).state.awaySince];
  };
  expect(closing(undefined)).toEqual(["clear", "pause 8000", undefined]);
  expect(closing(NOW - 119_999)).toEqual(["clear", "pause 8000", NOW - 119_999]);
  expect(closing(NOW - 120_000)).toEqual(["count power", "power", NOW]);
  expect(closing(NOW - 120_000, false)).toEqual(["clear", "pause 8000", NOW - 120_000]);
});

function stateOf(state: Partial<Supervision>): Supervision {
  return { ...beginSupervision({ hasPower: false }).state, failures: 3, ...state };
}

function outOfService(): Partial<Seen> {
  return { status: { state: "out-of-service", problem: "The SIM asks for its PIN." } };
}

function shown(state: Supervision, outcome: Outcome): string[] {
  const before = JSON.stringify(state);
  const step = next(state, outcome);
  // It is pure: what was given stays as it was.
  expect(JSON.stringify(state)).toBe(before);
  return [...step.effects.map(shownEffect), shownDoing(step.state.doing)];
}

function shownDoing(doing: Doing): string {
  if (doing.type === "wait" || doing.type === "pause") return `${doing.type} ${doing.ms}`;
  return doing.type === "close" ? `close ${doing.leaving}` : doing.type;
}

function shownEffect(effect: SupervisionEffect): string {
  switch (effect.type) {
    case "status": {
      const { state, problem } = effect.patch;
      return `status ${state}${problem === undefined ? "" : `: ${problem}`}`;
    }
    case "count":
      return `count ${effect.step}`;
    case "log":
      return `${effect.level}: ${effect.text}`;
    case "reset":
    case "clear":
      return effect.type;
    default:
      return effect satisfies never;
  }
}
