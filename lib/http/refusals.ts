import { type Allowance, createAllowance } from "../allowance.ts";
import { networkOfClient } from "../auth/index.ts";
import type { EventLog } from "../log.ts";

/** Why a request was refused before anything else could say so. */
export type RefusalReason =
  | "parameter-missing"
  | "request-too-large"
  | "no-room"
  | "method-not-allowed"
  | "credentials-missing"
  | "wrong-credentials"
  | "throttled"
  | "no-permission"
  | "network-not-allowed"
  | "user-network-not-allowed"
  | "too-many-requests"
  | "cross-site"
  | "not-json"
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

/**
 * Events kept at once, and after that a second: of one client's network, and of all. Anybody may cause them, so that they
 * must not fill a disk; and whoever causes many must not hide those of the others.
 */
const OF_ONE = { burst: 100, perSecond: 10 };
const OF_ALL = { burst: 200, perSecond: 20 };
const MOST_NETWORKS = 1_000;
const LONGEST_SHOWN = 100;

/**
 * Makes the recorder of one door.
 *
 * @param options.kind  of the events, e.g. `api.php.refused`
 * @param options.now  milliseconds since 1970
 */
export function createRefusalRecorder(options: { events: EventLog; kind: string; now: () => number }): RefusalRecorder {
  const { now } = options;
  const ofAll = createAllowance(OF_ALL, now);
  const ofNetworks = new Map<string, Allowance>();
  let unrecorded = 0;

  function ofNetwork(address: string): Allowance {
    const network = networkOfClient(address);
    const known = ofNetworks.get(network);
    if (known !== undefined) return known;
    const allowance = createAllowance(OF_ONE, now);
    ofNetworks.set(network, allowance);
    const oldest = ofNetworks.size > MOST_NETWORKS ? ofNetworks.keys().next().value : undefined;
    if (oldest !== undefined) ofNetworks.delete(oldest);
    return allowance;
  }

  return {
    record({ reason, message, address, userName, recipient, retryAfterSeconds }) {
      if (!ofNetwork(address).take() || !ofAll.take()) {
        unrecorded++;
        return false;
      }
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
