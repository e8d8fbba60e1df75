import type { DomainEvent, EventRecorder } from "./events.ts";

export type EventListener = (event: DomainEvent) => void;

/** Where every event is recorded once, and from where all that want to know of it get it. */
export interface Events extends EventRecorder {
  /** Calls it for every event from now on, in order, at once. Gives the way to end that. */
  subscribe(listener: EventListener): () => void;
}

/** @param options.failed  a listener threw; the others get the event all the same */
export function createEvents(options: { failed: (error: unknown, event: DomainEvent) => void }): Events {
  let listeners: readonly { listener: EventListener }[] = [];
  return {
    record(event) {
      for (const { listener } of listeners) {
        try {
          listener(event);
        } catch (error) {
          options.failed(error, event);
        }
      }
    },
    subscribe(listener) {
      const entry = { listener };
      listeners = [...listeners, entry];
      return () => {
        listeners = listeners.filter((each) => each !== entry);
      };
    },
  };
}
