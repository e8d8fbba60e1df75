import { networkOfClient } from "../../auth/index.ts";
import { REFUSALS_OF_ALL, REFUSALS_OF_ONE } from "../../limits.ts";
import type { AnyRefusalReason, EventKind, EventRecorder } from "../../messages/index.ts";
import { createTokenBucket, createTokenBuckets } from "../../rate-limit.ts";
import { maskNumbers, visible } from "../../visible.ts";

export interface AccessRefusal {
  reason: AnyRefusalReason;
  message: string;
  address: string;
  userName?: string;
  /** As the client gave it. */
  recipient?: string;
  /** Of a mail, as its envelope says. */
  sender?: string;
  /** When trying again makes sense. */
  retryAfterSeconds?: number;
}

/** Of the events of an interface. */
export type RefusalKind = Extract<EventKind, `${string}.refused`>;

/** Writes refusals to the event log. */
interface RefusalRecorder {
  /** `false`: too many at once; it is counted, and an event a minute later says how many there were and why. */
  record(refusal: AccessRefusal): boolean;
}

/** 1,000 networks are counted separately, to bound the memory; an attack from more is reported as that many or more. */
const MOST_NETWORKS = 1_000;
/** 100 characters of what a client sent: longer than any user name, short enough for a line. */
const LONGEST_SHOWN = 100;
/** 60 s: refusals that were not recorded are summed up at most once a minute. */
const TOLD_AFTER_MS = 60_000;

/** Refusals that were only counted. */
interface Unrecorded {
  since: number;
  reasons: Map<AnyRefusalReason, number>;
  /** Up to a thousand; more are only more. */
  networks: Set<string>;
}

/**
 * Makes the recorder of one interface.
 *
 * @param options.kind  of the events, e.g. `api.php.refused`
 * @param options.now  milliseconds since 1970
 */
export function createRefusalRecorder(options: {
  events: EventRecorder;
  kind: RefusalKind;
  now: () => number;
}): RefusalRecorder {
  const { now } = options;
  const ofAll = createTokenBucket(REFUSALS_OF_ALL, now);
  const ofNetwork = createTokenBuckets(REFUSALS_OF_ONE, { now, keys: MOST_NETWORKS });
  let unrecorded: Unrecorded | undefined;

  function count(reason: AnyRefusalReason, network: string): void {
    if (unrecorded === undefined) {
      unrecorded = { since: now(), reasons: new Map(), networks: new Set() };
      setTimeout(tell, TOLD_AFTER_MS, unrecorded).unref();
    }
    const { reasons, networks } = unrecorded;
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    if (networks.size < MOST_NETWORKS) networks.add(network);
  }

  /** Many guesses from many addresses are one event a minute. */
  function tell(told: Unrecorded): void {
    if (unrecorded !== told) return;
    unrecorded = undefined;
    const all = [...told.reasons.values()].reduce((sum, one) => sum + one, 0);
    const clients = told.networks.size < MOST_NETWORKS ? String(told.networks.size) : `${MOST_NETWORKS} or more`;
    options.events.record({
      kind: options.kind,
      explanation: `${all} more requests were refused within a minute, from ${clients} addresses or networks`,
      details: { reason: "many", requests: all, networks: told.networks.size, ...Object.fromEntries(told.reasons) },
    });
  }

  return {
    record({ reason, message, address, userName, recipient, sender, retryAfterSeconds }) {
      if (unrecorded !== undefined && Math.abs(now() - unrecorded.since) >= TOLD_AFTER_MS) tell(unrecorded);
      if (!ofNetwork(networkOfClient(address)).take() || !ofAll.take()) {
        count(reason, networkOfClient(address));
        return false;
      }
      options.events.record({
        kind: options.kind,
        explanation: message,
        address,
        userName: userName && shown(userName),
        details: {
          reason,
          recipient: recipient && shown(recipient),
          // A stranger's, who is nobody's recipient: as the log has numbers.
          sender: sender && maskNumbers(shown(sender)),
          retryAfterSeconds,
        },
      });
      return true;
    },
  };
}

/** What a client sent, short and on one line. */
export function shown(text: string): string {
  return visible(text.slice(0, LONGEST_SHOWN));
}
