import type { DomainEvent } from "./kinds.ts";

/** Takes what happens. */
export interface EventRecorder {
  /** Never throws, never waits. */
  record(event: DomainEvent): void;
}

type EventListener = (event: DomainEvent) => void;

/** Records every event once and passes it to all subscribers. */
export interface Events extends EventRecorder {
  /** Calls `listener` synchronously for every event from now on, in order. Returns the function that unsubscribes. */
  subscribe(listener: EventListener): () => void;
}

/** @param options.failed  called when a listener throws; the other listeners still get the event */
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
