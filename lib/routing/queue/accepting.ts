import type { NewMessage, OutboxStore } from "../../messages/index.ts";
import type { Dispatcher } from "./dispatcher.ts";

/** Puts messages into the queue, each in the lane that the rules say, and begins to send them. */
export function createAccepting(options: {
  store: Pick<OutboxStore, "accept" | "acceptOnce">;
  laneOf: (message: NewMessage) => string;
  dispatcher: Pick<Dispatcher, "arrived">;
}): Pick<OutboxStore, "accept" | "acceptOnce"> {
  const { store, laneOf, dispatcher } = options;
  const inLanes = (messages: readonly NewMessage[]) =>
    messages.map((message) => ({ ...message, lane: laneOf(message) }));
  return {
    async accept(messages, now, limit) {
      const laid = inLanes(messages);
      const ids = await store.accept(laid, now, limit);
      if (ids.length > 0) dispatcher.arrived(laid);
      return ids;
    },
    async acceptOnce(messages, now, given) {
      const laid = inLanes(messages);
      const outcome = await store.acceptOnce(laid, now, given);
      if (outcome.kind === "done" && outcome.value.length > 0) dispatcher.arrived(laid);
      return outcome;
    },
  };
}
