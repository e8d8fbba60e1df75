import type { EventLog } from "../log.ts";

/** Why a request was refused before anything else could say so. */
export type RefusalReason =
  | "parameter-missing"
  | "request-too-large"
  | "method-not-allowed"
  | "credentials-missing"
  | "wrong-credentials"
  | "throttled"
  | "no-permission"
  | "network-not-allowed"
  | "user-network-not-allowed"
  | "too-many-requests"
  | "malformed-hex"
  | "unknown-mode"
  | "malformed-body"
  | "invalid-payload"
  | "time-limit"
  | "client-gone"
  | "failed";

export interface Refusal {
  reason: RefusalReason;
  message: string;
  address: string;
  userName?: string;
  /** As the client gave it. */
  recipient?: string;
  /** When trying again makes sense. */
  retryAfterSeconds?: number;
}

/** Writes refusals to the event log. */
export interface RefusalRecorder {
  /** `false`: too many at once; it is counted, and the next event says how many were. */
  record(refusal: Refusal): boolean;
}

/** Events kept at once, and after that a second. Anybody may cause them, so that they must not fill a disk. */
const BURST = 200;
const PER_SECOND = 20;
const LONGEST_SHOWN = 100;

/**
 * Makes the recorder of one door.
 *
 * @param options.kind  of the events, e.g. `api.php.refused`
 * @param options.now  milliseconds since 1970
 */
export function createRefusalRecorder(options: { events: EventLog; kind: string; now: () => number }): RefusalRecorder {
  let left = BURST;
  let refilledAt = options.now();
  let unrecorded = 0;

  return {
    record({ reason, message, address, userName, recipient, retryAfterSeconds }) {
      const now = options.now();
      left = Math.min(BURST, left + (Math.max(0, now - refilledAt) / 1000) * PER_SECOND);
      refilledAt = now;
      if (left < 1) {
        unrecorded++;
        return false;
      }
      left--;
      options.events.record({
        severity: "warning",
        kind: options.kind,
        message,
        address,
        ...(userName === undefined ? {} : { userName: shown(userName) }),
        details: {
          reason,
          ...(recipient === undefined ? {} : { recipient: shown(recipient) }),
          ...(unrecorded === 0 ? {} : { unrecordedBefore: unrecorded }),
          ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
        },
      });
      unrecorded = 0;
      return true;
    },
  };
}

/** What a client sent, short and on one line. */
export function shown(text: string): string {
  return text
    .slice(0, LONGEST_SHOWN)
    .replace(/\p{Cc}/gu, " ")
    .toWellFormed();
}
