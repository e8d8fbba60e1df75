import type { Log } from "../log.ts";
import { WAITING_MESSAGES } from "./limits.ts";
import type { Link } from "./mqtt-package.ts";

/** What is published once, and not kept by the broker. */
export interface Publication {
  topic: string;
  payload: string;
  /** How far the log of changes has been published when this one is; absent where more of the same place follow. */
  place?: string;
}

/** Publications in their order, until the broker has acknowledged them. */
export interface EventQueue {
  push(publication: Publication): void;
  /** Publishes what waits, and what comes, until the link ends or `stop` is called. Never rejects. */
  pump(link: Link): Promise<void>;
  /** Leaves what waits where it is. */
  stop(): void;
  /** Drops what waits, uncounted. */
  clear(): void;
  readonly size: number;
  /** Dropped since the start of the gateway. */
  readonly dropped: number;
  /** Of the last publication that was acknowledged, or dropped. */
  readonly place: string | undefined;
}

/** 50 at once: a broker that takes 50 ms for each gets 1,000 a second. */
const AT_ONCE = 50;

/** @param options.toldDropped  called with how many were dropped since the last link, when there is one again */
export function createEventQueue(options: { log: Log; toldDropped: (messages: number) => void }): EventQueue {
  const { log } = options;
  const waiting: Publication[] = [];
  let dropped = 0;
  let untold = 0;
  let place: string | undefined;
  let wake: (() => void) | undefined;
  let pumping: Link | undefined;

  function drop(): void {
    const oldest = waiting.shift();
    place = oldest?.place ?? place;
    dropped++;
    untold++;
  }

  /** `false`: the link has ended. */
  async function publish(link: Link, batch: readonly Publication[]): Promise<boolean> {
    const results = await Promise.allSettled(
      batch.map(({ topic, payload }) => link.publish(topic, payload, { qos: 1, retain: false })),
    );
    if (pumping !== link) return false;
    const failed = results.find((result) => result.status === "rejected");
    // What the broker refuses it would refuse again; what ends with the link is published by the next one.
    if (failed !== undefined && (await hasEnded(link))) return false;
    if (failed !== undefined)
      log.warn({ err: failed.reason }, "the MQTT broker does not take what the gateway publishes");
    return true;
  }

  return {
    push(publication) {
      waiting.push(publication);
      if (waiting.length > WAITING_MESSAGES) drop();
      wake?.();
    },
    async pump(link) {
      pumping = link;
      if (untold > 0) options.toldDropped(untold);
      untold = 0;
      while (pumping === link) {
        if (waiting.length === 0) {
          const more = Promise.withResolvers<void>();
          wake = more.resolve;
          await Promise.race([more.promise, link.closed]);
          wake = undefined;
          if (await hasEnded(link)) return;
          continue;
        }
        const batch = waiting.slice(0, AT_ONCE);
        if (!(await publish(link, batch))) return;
        // Some of them may have been dropped meanwhile.
        for (const done of batch) {
          if (waiting[0] !== done) continue;
          waiting.shift();
          place = done.place ?? place;
        }
      }
    },
    stop() {
      pumping = undefined;
      wake?.();
    },
    clear() {
      waiting.length = 0;
      place = undefined;
    },
    get size() {
      return waiting.length;
    },
    get dropped() {
      return dropped;
    },
    get place() {
      return place;
    },
  };
}

/** Whether a link has ended by now. */
const hasEnded = (link: Link): Promise<boolean> =>
  Promise.race([link.closed.then(() => true), Promise.resolve().then(() => Promise.resolve(false))]);
