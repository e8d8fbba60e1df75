import { expect } from "bun:test";
import { defined } from "../../lib/defined.ts";
import {
  type Channel,
  type Claim,
  type DeliveryReport,
  type Lease,
  type MessageState,
  type NewMessage,
  type Settlement,
  simLane,
  type TimelineEntry,
} from "../../lib/messages/index.ts";
import type { Store } from "../../lib/store/index.ts";

/** When the tests happen: a round time that is easily seen in a failure. */
export const NOON = 1_700_000_000_000;
export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;
export const ANNA = "+491701234567";
export const BERND = "+491719876543";

export function message(given: Partial<NewMessage> = {}): NewMessage {
  return {
    recipient: ANNA,
    text: "disk full on db-3",
    kind: "text",
    flash: false,
    channel: "sms",
    priority: 1,
    source: "api.php",
    sendAt: NOON,
    expiresAt: NOON + DAY,
    ...given,
  };
}

export async function accept(store: Store, given: Partial<NewMessage> = {}): Promise<number> {
  const [id] = await store.outbox.accept([message(given)], NOON);
  if (id === undefined) throw new Error("no ID for an accepted message");
  return id;
}

/** A gateway on a store: its lease and its claims. */
export interface Gateway {
  store: Store;
  lease: Lease;
  claim(options?: {
    now?: number;
    modem?: string;
    pool?: string;
    others?: string[];
    /** The card in the modem; `sim-1` by default. */
    sim?: string;
    via?: Channel;
  }): Promise<Claim | undefined>;
  /** Claims, and fails when there is nothing to claim. */
  mustClaim(options?: Parameters<Gateway["claim"]>[0]): Promise<Claim>;
}

export async function startGateway(store: Store, node = "node-1", now = NOON): Promise<Gateway> {
  const lease = await store.outbox.beginLease(node, { now, leaseMs: MINUTE });
  const claim: Gateway["claim"] = ({ now = NOON, modem = "modem-1", pool, others = [], sim = "sim-1", via } = {}) => {
    const lanes = ["", simLane(sim), ...(pool === undefined ? [] : [`pool:${pool}`])];
    return store.outbox.claimDue({
      now,
      lease,
      leaseMs: MINUTE,
      modem,
      sim,
      lanes: lanes.map((lane) => ({ lane, others })),
      ...defined({ via }),
    });
  };
  return {
    store,
    lease,
    claim,
    async mustClaim(options) {
      const claimed = await claim(options);
      if (!claimed) throw new Error("nothing to claim");
      return claimed;
    },
  };
}

/** Claims the next message and gives it so many parts. */
export async function claimWithParts(gateway: Gateway, parts = 1): Promise<Claim> {
  const claim = await gateway.mustClaim();
  const pdus = Array.from({ length: parts }, (_, at) => ({ pdu: `00A${at}`, length: 10 + at }));
  expect(await gateway.store.outbox.saveParts(claim, pdus, 77)).toBe("written");
  return claim;
}

export const onSim = (at: number, sim = "sim-1") => ({ modem: "modem-1", sim, at });

/** Sends parts up to `parts`, with references from `reference`. */
export async function sendParts(
  gateway: Gateway,
  claim: Claim,
  options: { reference: number; at: number; parts?: number; sim?: string },
): Promise<void> {
  const { outbox } = gateway.store;
  for (let position = 1; position <= (options.parts ?? 1); position++) {
    expect(await outbox.partSending(claim, position, onSim(options.at, options.sim))).toBe("written");
    const result = { reference: options.reference + position - 1, at: options.at + 1 };
    expect(await outbox.partSent(claim, position, result)).toBe("written");
  }
}

/** A message to `recipient` that has gone out in `parts` parts. */
export async function sentMessage(
  gateway: Gateway,
  options: { recipient?: string; reference: number; at?: number; parts?: number; sim?: string },
): Promise<number> {
  const at = options.at ?? NOON;
  const id = await accept(gateway.store, options.recipient === undefined ? {} : { recipient: options.recipient });
  const claim = await claimWithParts(gateway, options.parts ?? 1);
  await sendParts(gateway, claim, { ...options, at });
  expect(await gateway.store.outbox.settle(claim, { state: "sent", at })).toBe("written");
  return id;
}

/** A message whose only part went to the modem without an answer. */
export async function unknownMessage(gateway: Gateway, given: Partial<NewMessage> = {}, parts = 1): Promise<number> {
  const id = await accept(gateway.store, given);
  await leaveUnknown(gateway, await claimWithParts(gateway, parts));
  return id;
}

export async function leaveUnknown(gateway: Gateway, claim: Claim): Promise<void> {
  const { outbox } = gateway.store;
  await outbox.partSending(claim, 1, onSim(NOON));
  await outbox.partUnknown(claim, 1, NOON + 1);
  expect(await outbox.settle(claim, { state: "unknown", at: NOON + 1, error: "no answer" })).toBe("written");
}

export function report(given: Partial<DeliveryReport> = {}): DeliveryReport {
  return {
    modem: "modem-1",
    sim: "sim-1",
    reference: 17,
    recipient: ANNA,
    outcome: "completed",
    statusCode: 0,
    dischargedAt: NOON + 5_000,
    receivedAt: NOON + 6_000,
    ...given,
  };
}

export async function mustFind(store: Store, id: number) {
  const found = await store.outbox.find(id);
  if (!found) throw new Error(`message ${id} is gone`);
  return found;
}

export async function stateOf(store: Store, id: number): Promise<MessageState> {
  return (await mustFind(store, id)).message.state;
}

export async function partStates(store: Store, id: number): Promise<string[]> {
  return (await mustFind(store, id)).parts.map((part) => part.state);
}

/** `state`, or `state/position` of a part. */
export const inShort = (lines: readonly TimelineEntry[]) =>
  lines.map((line) => (line.position === undefined ? line.state : `${line.state}/${line.position}`));

/** One of each kind, at {@link NOON}. */
export const SETTLEMENTS: Record<Settlement["state"], Settlement> = {
  sent: { state: "sent", at: NOON },
  queued: { state: "queued", at: NOON, dueAt: NOON, error: "busy", countAttempt: true },
  failed: { state: "failed", at: NOON, error: "refused" },
  expired: { state: "expired", at: NOON },
  unknown: { state: "unknown", at: NOON, error: "no answer" },
};
