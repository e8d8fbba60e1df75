import type { DeliveryReport, MessageState, NewMessage, Settlement, TimelineEntry } from "../../lib/messages/index.ts";
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

export const onSim = (at: number, sim = "sim-1") => ({ modem: "modem-1", sim, at });

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
