import { backoffMs } from "../../backoff.ts";
import type { Settlement } from "../../messages/index.ts";
import { no, ok, type Result } from "../../result.ts";
import type { RingResult } from "../../send-outcomes.ts";
import type { Failure } from "../channels/transport.ts";

/** Everything that a decision may depend on. Times are milliseconds since 1970. */
export interface Situation {
  failure: Failure;
  now: number;
  message: { attempts: number; dueAt: number };
  /** Earlier failures of this message with the same class, in this life of the gateway. */
  sameClassBefore: number;
  transport: string;
  /** Another transport is fit to send this message. */
  otherTransports: boolean;
  maxAttempts: number;
  /** Gives 0 ≤ x < 1. */
  random: () => number;
}

/** What happens after a transport refused or lost a part (or a ring). */
export type Decision =
  /** The network has the part: as if it had answered with a reference. */
  | { kind: "taken" }
  | { kind: "settle"; part: "reopened" | "unknown"; settlement: Settlement; restartTransport: boolean };

/** 3 tries of a message that the network refuses with 38 (out of order), which is also seen for bad numbers. */
const MOST_REFUSALS = 3;
/** 5 s for the transport to restart before the message is tried again. */
const AFTER_RESTART_MS = 5_000;
/** 5 s: as long as the transport itself pauses after such an error. */
const AFTER_WAIT_MS = 5_000;
/** 5 s to 10 min, and up to half of it more: 15 min at most. */
const RETRY_BACKOFF = { firstMs: 5_000, longestMs: 600_000 };

/** Decides by the class of the error what becomes of the part, the message and the transport. Pure. */
export function decideAfterFailure(given: Situation): Decision {
  const { failure, now, otherTransports } = given;
  // It was due: a clock that was set back since must not keep it waiting.
  const situation = { ...given, message: { ...given.message, dueAt: Math.min(given.message.dueAt, now) } };
  switch (failure.class) {
    case "already-sent":
      return { kind: "taken" };
    case "unknown-outcome":
      return {
        kind: "settle",
        part: "unknown",
        settlement: { state: "unknown", at: now, error: failure.message },
        restartTransport: false,
      };
    case "permanent":
      return settle(failed(situation));
    case "permanent-after-restart":
      return situation.sameClassBefore > 0
        ? settle(failed(situation))
        : settle(again(situation, { dueAt: now + AFTER_RESTART_MS, counts: true }), { restartTransport: true });
    case "retry":
      return settle(again(situation, { dueAt: later(situation), counts: true }));
    case "retry-thrice":
      return situation.sameClassBefore + 1 >= MOST_REFUSALS
        ? settle(failed(situation))
        : settle(again(situation, { dueAt: later(situation), counts: true }));
    case "restart":
      return settle(elsewhere(situation), { restartTransport: true });
    case "clean-storage":
    case "no-answer":
      return settle(elsewhere(situation));
    case "not-supported":
      return settle(otherTransports ? elsewhere(situation) : failed(situation));
    case "wait":
      return settle(
        again(situation, { dueAt: otherTransports ? situation.message.dueAt : now + AFTER_WAIT_MS, counts: false }),
      );
    case "out-of-service":
    case "transport-lost":
      return settle(again(situation, { dueAt: situation.message.dueAt, counts: false }));
    default:
      return failure.class satisfies never;
  }
}

/** What a call that took place means for a message of kind ring: how it went, or a failure to decide about. */
export function judgeRing(result: RingResult): Result<string, Failure> {
  switch (result) {
    case "ringing-seen":
      return ok("ringing seen");
    case "answered":
      return ok("answered");
    case "no-answer":
      return ok("no answer");
    case "busy":
      return no({ class: "retry-thrice", message: "busy" });
    case "not-allowed":
      return no({ class: "permanent", message: "the network does not allow the call" });
    default:
      return result satisfies never;
  }
}

function settle(settlement: Settlement, { restartTransport = false } = {}): Decision {
  return { kind: "settle", part: "reopened", settlement, restartTransport };
}

function failed({ failure, now }: Situation): Settlement {
  return { state: "failed", at: now, error: failure.message, reason: "refused" };
}

/** On another transport at once if one is fit, otherwise later. */
function elsewhere(situation: Situation): Settlement {
  const dueAt = situation.otherTransports ? situation.message.dueAt : later(situation);
  return again(situation, { dueAt, counts: true });
}

function again(situation: Situation, { dueAt, counts }: { dueAt: number; counts: boolean }): Settlement {
  const { failure, now, message, maxAttempts, transport } = situation;
  if (counts && message.attempts + 1 >= maxAttempts) {
    const error = `${failure.message} (attempt ${message.attempts + 1}, the last)`;
    return { state: "failed", at: now, error, reason: "attempts" };
  }
  return { state: "queued", at: now, dueAt, error: failure.message, excludeModem: transport, countAttempt: counts };
}

function later({ now, message, random }: Situation): number {
  return now + backoffMs(message.attempts + 1, { ...RETRY_BACKOFF, jitter: { share: 0.5, random } });
}
