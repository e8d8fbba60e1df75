import { backoffMs } from "../../backoff.ts";
import type { FailureClass } from "../channels/transport.ts";

/** How a transport has been doing: the state of its circuit breaker. A new object for each change. */
export interface TransportHealth {
  /** Failures in a row that may be the transport's. */
  readonly troubles: number;
  /** Until then it gets nothing, unless it comes back ready before. */
  readonly restUntil: number;
}

export const HEALTHY: TransportHealth = { troubles: 0, restUntil: 0 };

/**
 * 5 failures in a row: from here on a transport is on trial: it pauses, then gets one message; only success ends it.
 */
const TRIAL_AFTER = 5;
/** 30 s to 15 min: a fault may be over soon, but each trial costs a message an attempt. */
const REST = { firstMs: 30_000, longestMs: 15 * 60_000 };
/** 5 s after a failure that a moment may cure. */
const PAUSE_MS = 5_000;

/** On trial: one message, nothing kept ready behind it. */
export function isOnTrial(health: TransportHealth): boolean {
  return health.troubles >= TRIAL_AFTER;
}

/**
 * What a failure says about the transport. A refusal that may be the number's fault makes a transport rest only while other
 * transports can do its work; a transport that is gone or out of service always rests. Pure.
 */
export function afterFailure(
  health: TransportHealth,
  failure: FailureClass,
  { now, otherTransports }: { now: number; otherTransports: boolean },
): TransportHealth {
  const troubles = health.troubles + 1;
  const rest = backoffMs(troubles - TRIAL_AFTER + 1, REST);
  switch (failure) {
    case "permanent":
    case "already-sent":
    case "not-supported":
      return health;
    case "wait":
      return { ...health, restUntil: now + PAUSE_MS };
    case "retry":
    case "retry-thrice":
    case "clean-storage":
      return { troubles, restUntil: troubles >= TRIAL_AFTER && otherTransports ? now + rest : 0 };
    case "restart":
    case "permanent-after-restart":
    case "no-answer":
    case "unknown-outcome":
      return { troubles, restUntil: now + (troubles >= TRIAL_AFTER ? rest : PAUSE_MS) };
    case "out-of-service":
    case "transport-lost":
      return { troubles, restUntil: now + rest };
    default:
      return failure satisfies never;
  }
}

/** The transport has come back ready: it may try at once, but its record stays. */
export function afterReturn(health: TransportHealth): TransportHealth {
  return health.restUntil === 0 ? health : { ...health, restUntil: 0 };
}

/** How long the transport rests still; 0 when it does not. A clock that was set back ends the rest. */
export function restMs({ restUntil }: TransportHealth, now: number): number {
  const left = restUntil - now;
  return left > 0 && left <= REST.longestMs ? left : 0;
}

export function isResting(health: TransportHealth, now: number): boolean {
  return restMs(health, now) > 0;
}
