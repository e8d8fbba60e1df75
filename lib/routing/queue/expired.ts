import { type GatewayEvent, maskNumber } from "../../log.ts";

/** A message was not sent before its validity passed. */
export function expiredEvent({ id, recipient }: { id: number; recipient: string }): GatewayEvent {
  const message = `The message to ${maskNumber(recipient)} was not sent: its validity has passed`;
  return { severity: "warning", kind: "message.expired", message, messageId: id };
}

/** So many more at the same time. */
export function othersExpired(count: number): GatewayEvent {
  const message = `${count} more ${count === 1 ? "message was" : "messages were"} not sent: their validity has passed`;
  return { severity: "warning", kind: "message.expired", message, details: { messages: count } };
}
