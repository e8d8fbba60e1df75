import { backoffMs } from "../../backoff.ts";
import type { StatusPatch } from "../driver/index.ts";
import { ModemError } from "../errors.ts";
import { climb, LADDER_FOOT, type Rung } from "./ladder.ts";
import type {
  Doing,
  Leaving,
  Outcome,
  Seen,
  Supervision,
  SupervisionEffect,
  SupervisionEvent,
  SupervisionStep,
} from "./loop-contract.ts";

/**
 * 1 s to 30 s between attempts to open a port that cannot be used: short for a cable that is plugged in, long for a
 * log.
 */
const BACKOFF = { firstMs: 1_000, longestMs: 30_000 };
/** 1 s between looks for a device that was unplugged: one system call. */
const PRESENCE_MS = 1_000;
/**
 * 5 s to 60 s between checks of a modem that waits for a person: soon at first, since a SIM may only have lost
 * contact.
 */
const RECHECK = { firstMs: 5_000, longestMs: 60_000 };
/** 5 s: a modem that was told to restart is left alone this long, since it may answer until it really restarts. */
const RESET_MS = 5_000;
/** 2 min: longer than modems take to restart; a port that is still away may need its power switched. */
const POWER_AFTER_MS = 120_000;

/** Begins with opening the port. */
export function beginSupervision({ hasPower }: { hasPower: boolean }): SupervisionStep {
  const doing = { type: "open" } as const;
  const state = {
    doing,
    hasPower,
    failures: 0,
    awaySince: undefined,
    checks: 0,
    ladder: LADDER_FOOT,
  };
  return { state, effects: [{ type: "status", patch: { state: "starting" } }] };
}

/** What is to be done next, after these effects, in their order. Pure. */
export function next(state: Supervision, outcome: Outcome): SupervisionStep {
  const { doing } = state;
  if (outcome.type === "failed") return onFailure(state, outcome.error, outcome);
  const event = outcome.type === "event" ? outcome.event : undefined;
  switch (doing.type) {
    case "open":
      return outcome.isStopping ? close(state, "stop") : start({ ...state, checks: 0 }, outcome);
    case "start":
      return onStarted(state, outcome);
    case "watch":
      return event === undefined ? stay(state) : onEvent(state, event, outcome);
    case "finish":
      if (doing.because.why === "restart") return recover(state, doing.because, outcome);
      return start({ ...state, checks: 0 }, outcome);
    case "wait":
      if (event !== undefined && !isRestart(event)) return recover(state, event, outcome);
      // A person has to act, and may have done so.
      return start(state, outcome);
    case "power":
      return doing.before === "close" ? close(state, "recovering") : pause(state, "lost", outcome);
    case "close":
      return onClosed(state, doing.leaving, outcome);
    case "pause":
      return onPaused(state, doing, { ...outcome, event });
    case "end":
      return stay(state);
    default:
      return doing satisfies never;
  }
}

const stay = (state: Supervision): SupervisionStep => ({ state, effects: [] });
const isRestart = ({ why }: SupervisionEvent) => why === "restart" || why === "recheck";
const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

function go(state: Supervision, doing: Doing, ...effects: SupervisionEffect[]): SupervisionStep {
  return { state: { ...state, doing }, effects };
}

function after(effects: SupervisionEffect[], step: SupervisionStep): SupervisionStep {
  return { state: step.state, effects: [...effects, ...step.effects] };
}

const status = (patch: StatusPatch): SupervisionEffect => ({ type: "status", patch });
const close = (state: Supervision, leaving: Leaving) => go(state, { type: "close", leaving });

function start(state: Supervision, seen: Seen): SupervisionStep {
  // What is wrong stays in the status until the modem is ready again.
  return seen.status.state === "out-of-service" ? go(state, { type: "start" }) : startAgain(state);
}

const startAgain = (state: Supervision) => go(state, { type: "start" }, status({ state: "starting" }));

function onStarted(before: Supervision, seen: Seen): SupervisionStep {
  const state = { ...before, failures: 0, awaySince: undefined };
  const { pending } = seen;
  const clear: SupervisionEffect = { type: "clear" };
  // A restart that was asked for before or during the start has just been done.
  if (pending === undefined || isRestart(pending)) return go(state, { type: "watch" }, clear);
  return after([clear], recover(state, pending, seen));
}

function onEvent(state: Supervision, event: SupervisionEvent, seen: Seen): SupervisionStep {
  if (!isRestart(event)) return recover(state, event, seen);
  // What waits for this modem waits on, or goes to another, instead of being refused.
  return go(state, { type: "finish", because: event }, status({ state: "starting" }));
}

/** Climbs the ladder, unless the event itself says what to do. */
function recover(state: Supervision, event: SupervisionEvent, seen: Seen): SupervisionStep {
  const { why, reason, atLeast } = event;
  if (seen.isStopping || why === "stop") return close(state, "stop");
  if (why === "gone") {
    const lost = lose(state, `The modem's port was lost (${reason}): is it still plugged in?`, seen);
    return after([lost.effect, { type: "count", step: "reopen", reason }], close(lost.state, "lost"));
  }
  const told =
    why === "stalled"
      ? lose(state, "The modem does not answer: check its power, its cable and the baud rate.", seen)
      : { state, effect: status({ state: "starting", problem: `The modem is started again: ${reason}.` }) };
  const { step, ladder } = climb(state.ladder, { now: seen.now, hasPower: state.hasPower, atLeast });
  return after([told.effect, { type: "count", step, reason }], take({ ...told.state, ladder }, step, seen));
}

function take(state: Supervision, step: Rung, seen: Seen): SupervisionStep {
  switch (step) {
    case "start-again":
      return startAgain({ ...state, checks: 0 });
    case "reset":
      return after([{ type: "reset" }], close(state, "recovering"));
    case "reopen":
      return close(state, "lost");
    case "power":
      return go({ ...state, awaySince: seen.now }, { type: "power", before: "close" });
    default:
      return step satisfies never;
  }
}

function lose(state: Supervision, problem: string, { now }: Seen): { state: Supervision; effect: SupervisionEffect } {
  const effect = status({
    state: "gone",
    problem,
    notice: undefined,
    signalDbm: undefined,
    registration: "unknown",
    operator: undefined,
  });
  return { state: { ...state, awaySince: state.awaySince ?? now }, effect };
}

function onFailure(state: Supervision, error: unknown, seen: Seen): SupervisionStep {
  const reason = reasonOf(error);
  switch (state.doing.type) {
    case "open": {
      // Its port is not even tried: a person has to act, and no power switch helps.
      if (error instanceof ModemError && error.kind === "out-of-service")
        return after([status({ state: "out-of-service", problem: reason })], close(state, "lost"));
      // Most reasons say what to do behind a colon.
      const hint = reason.includes(":") ? "" : ": is it plugged in, and may this user open it?";
      const lost = lose(state, `The modem's port cannot be used: ${reason}${hint}`, seen);
      const log = { type: "log", level: "debug", error, text: "the modem's port cannot be used" } as const;
      return after([lost.effect, log], close(lost.state, "lost"));
    }
    case "start":
    case "finish":
      return onFailedStart(state, error, seen);
    default: {
      const lost = lose(state, `The modem's driver failed: ${reason}`, seen);
      const log = { type: "log", level: "error", error, text: "the modem's driver failed" } as const;
      return after([lost.effect, log], close(lost.state, "lost"));
    }
  }
}

function onFailedStart(state: Supervision, error: unknown, seen: Seen): SupervisionStep {
  if (seen.isStopping) return close(state, "stop");
  if (!(error instanceof ModemError)) {
    // Neither the modem nor its port is to blame, but what the gateway needs to start it: the database, or the driver itself.
    const problem = `The modem cannot be started: ${reasonOf(error)}`;
    const log = { type: "log", level: "warn", error, text: "the modem cannot be started" } as const;
    return after(problem === seen.status.problem ? [] : [log], waitForPerson(state, problem));
  }
  if (error.kind === "timeout") return recover(state, { why: "stalled", reason: error.message }, seen);
  if (error.kind !== "gone" && error.kind !== "aborted") return waitForPerson(state, error.message);
  const { pending } = seen;
  const event: SupervisionEvent =
    pending === undefined || isRestart(pending) ? { why: "gone", reason: error.message } : pending;
  return after([{ type: "clear" }], recover(state, event, seen));
}

function waitForPerson(state: Supervision, problem: string): SupervisionStep {
  const checks = state.checks + 1;
  const doing = { type: "wait", ms: backoffMs(checks, RECHECK) } as const;
  return go({ ...state, checks }, doing, status({ state: "out-of-service", problem }));
}

function onClosed(before: Supervision, leaving: Leaving, seen: Seen): SupervisionStep {
  if (leaving === "stop") return end(before);
  const state = { ...before, failures: before.failures + 1 };
  const isAwayLong = state.awaySince !== undefined && seen.now - state.awaySince >= POWER_AFTER_MS;
  if (leaving !== "lost" || !state.hasPower || !isAwayLong) return pause(state, leaving, seen);
  return go(
    { ...state, awaySince: seen.now },
    { type: "power", before: "pause" },
    { type: "count", step: "power", reason: "its port does not come back" },
  );
}

function pause(state: Supervision, leaving: Leaving, seen: Seen): SupervisionStep {
  if (seen.isStopping) return end(state);
  const until = seen.now + (leaving === "recovering" ? RESET_MS : backoffMs(state.failures, BACKOFF));
  return after([{ type: "clear" }], pauseUntil(state, until, seen));
}

function pauseUntil(state: Supervision, until: number, { now, isPresent }: Seen): SupervisionStep {
  const isAbsent = isPresent === false;
  const ms = isAbsent ? Math.min(PRESENCE_MS, until - now) : until - now;
  return go(state, { type: "pause", ms, until, isAbsent });
}

/** Ends early when the modem is stopped or told to start again, and when its device is there again. */
function onPaused(
  state: Supervision,
  { until, isAbsent }: { until: number; isAbsent: boolean },
  seen: Seen & { event: SupervisionEvent | undefined },
): SupervisionStep {
  const isBack = isAbsent && seen.isPresent === true;
  if (seen.event === undefined && !isBack && seen.now < until) return pauseUntil(state, until, seen);
  return seen.isStopping ? end(state) : go(state, { type: "open" });
}

function end(state: Supervision): SupervisionStep {
  const patch: StatusPatch = { state: "stopped", problem: undefined, signalDbm: undefined, registration: "unknown" };
  return go(state, { type: "end" }, status(patch));
}
