import type {
  CancelledMessage,
  EventRecorder,
  MessageProblem,
  OutboxStore,
  ResentMessage,
} from "../../messages/index.ts";
import { no, type Result } from "../../result.ts";
import type { NumberRefusal, NumberRules } from "../submission/number-rules.ts";

/**
 * Cancels a message that is still queued; that is an event. One that is on its way right now, or settled, stays as it is.
 *
 * @throws what the store throws
 */
export async function cancelMessage(
  id: number,
  { store, events, now }: { store: Pick<OutboxStore, "cancel">; events: EventRecorder; now: number },
): Promise<Result<CancelledMessage, MessageProblem>> {
  const result = await store.cancel(id, now);
  if (!result.ok) return result;
  events.record({ kind: "message.cancelled", messageId: id, number: result.value.recipient });
  return result;
}

/** Why a message is not sent again: also by what an operator has set since it was accepted. */
export type ResendProblem = MessageProblem | { kind: "number-refused"; why: NumberRefusal };

/**
 * Sends a message again that came to nothing, as a new one, or itself when its outcome is unknown; that is an event. Another
 * process's gateway takes it up from the queue.
 *
 * @throws what the store throws
 */
export async function resendMessage(
  id: number,
  deps: { store: Pick<OutboxStore, "find" | "resend">; rules: NumberRules; events: EventRecorder; now: number },
): Promise<Result<ResentMessage, ResendProblem>> {
  const { store, rules, events, now } = deps;
  const found = await store.find(id);
  const why = found === undefined ? "allowed" : rules.check(found.message.recipient, found.message.kind);
  if (why !== "allowed") return no({ kind: "number-refused", why });
  const result = await store.resend(id, now);
  if (!result.ok) return result;
  const { recipient, copy } = result.value;
  const details = copy === undefined ? {} : { details: { copy } };
  events.record({ kind: "message.resent", messageId: id, number: recipient, ...details });
  return result;
}
