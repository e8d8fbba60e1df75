import { backoffMs } from "../../../backoff.ts";
import type { Settlement } from "../../../messages/index.ts";
import type { BotApiFailure } from "../bot-api.ts";

/** Telegram has so long to accept a message, from its first try on; each further part of a long one as long again. */
export const ACCEPTANCE_LIMIT_MS = 20_000;

/** Why Telegram does not take a message, or not in time. */
export type Obstacle =
  /** Not set up, not linked, blocked: known before anything is asked. */
  | { kind: "not-possible"; reason: string }
  | { kind: "failure"; failure: BotApiFailure }
  /** `asked`: the request is still open, so it may yet be accepted. */
  | { kind: "time-limit"; asked: boolean; reason?: string };

interface TelegramSituation {
  obstacle: Obstacle;
  now: number;
  /** When the time limit ends. */
  limitAt: number;
  /** Tries of this part so far that failed, this one included. */
  failures: number;
  message: { channel: "sms" | "telegram" | "auto"; dueAt: number; attempts: number };
  /** What to do when nobody knows whether it went: only with `resend` may it go again by another way. */
  mayResend: boolean;
  /** Gives 0 ≤ x < 1. */
  random: () => number;
}

type TelegramDecision =
  /** Once more, if the time limit leaves time for it. */
  | { kind: "again"; afterMs: number }
  /** `part` has certainly not gone, or perhaps. */
  | { kind: "settle"; part: "reopened" | "unknown"; settlement: Settlement };

/** What becomes of a message that Telegram has not taken: tried again, by SMS, later, failed or unknown. Pure. */
export function decideTelegram(given: TelegramSituation): TelegramDecision {
  const { obstacle, now, limitAt } = given;
  // It was due: a clock that was set back since must not keep it waiting.
  const situation = { ...given, message: { ...given.message, dueAt: Math.min(given.message.dueAt, now) } };
  switch (obstacle.kind) {
    case "not-possible":
      return leave(situation, obstacle.reason);
    case "time-limit": {
      const reason = `Telegram has not accepted it within ${ACCEPTANCE_LIMIT_MS / 1_000} s`;
      const error = obstacle.reason === undefined ? reason : `${reason}: ${obstacle.reason}`;
      return leave(situation, error, obstacle.asked);
    }
    case "failure":
      break;
    default:
      return obstacle satisfies never;
  }
  const { failure } = obstacle;
  switch (failure.kind) {
    case "forbidden":
    case "refused":
    case "unauthorized":
    case "conflict":
      return leave(situation, `Telegram: ${failure.message}`);
    case "too-many": {
      const afterMs = failure.retryAfterMs ?? 1_000;
      if (now + afterMs < limitAt) return { kind: "again", afterMs };
      // Nobody else would take it: it waits as long as Telegram asks for, as far as it is valid.
      return situation.message.channel === "telegram"
        ? settle({ ...waiting(situation, failure.message), dueAt: now + afterMs })
        : leave(situation, `Telegram: ${failure.message}`);
    }
    case "server":
    case "unreachable":
      return { kind: "again", afterMs: pauseMs(situation) };
    case "no-answer":
      return situation.message.channel === "auto" && situation.mayResend
        ? leave(situation, `Telegram: ${failure.message}`, true)
        : { kind: "settle", part: "unknown", settlement: { state: "unknown", at: now, error: failure.message } };
    default:
      return failure.kind satisfies never;
  }
}

/** 1 s, 2 s, 4 s, then 5 s each, and up to a half more. */
function pauseMs({ failures, random }: TelegramSituation): number {
  return backoffMs(failures, { firstMs: 1_000, longestMs: 5_000, jitter: { share: 0.5, random } });
}

/** By SMS, or failed where only Telegram was asked for. */
function leave({ message, now }: TelegramSituation, error: string, mayHaveGone = false): TelegramDecision {
  const settlement: Settlement =
    message.channel === "telegram"
      ? { state: "failed", at: now, error, reason: "telegram" }
      : { state: "queued", at: now, dueAt: message.dueAt, error, via: "sms", mayBeDuplicate: mayHaveGone };
  return settle(settlement, mayHaveGone ? "unknown" : "reopened");
}

function settle(settlement: Settlement, part: "reopened" | "unknown" = "reopened"): TelegramDecision {
  return { kind: "settle", part, settlement };
}

function waiting({ message, now }: TelegramSituation, error: string) {
  return { state: "queued", at: now, dueAt: message.dueAt, error, countAttempt: false } as const;
}
