import type { Log } from "../log.ts";
import { RETAINED_FOUND } from "./limits.ts";
import type { BroughtMessage, Link } from "./mqtt-package.ts";

/** Payloads by topic. */
type Retained = ReadonlyMap<string, string>;

/** Keeps what the broker retains of a gateway equal to what is wanted: also what an earlier life of the gateway left there. */
export interface RetainedMessages {
  /** A connection has begun, which brings what is retained below `filters`. Rejects when it ends. */
  begin(link: Link, filters: readonly string[]): Promise<void>;
  /** `true`: it is one of these, and dealt with. */
  bring(message: BroughtMessage): boolean;
  /** Publishes what is different, and empty what is not wanted any more. Never rejects. */
  follow(): Promise<void>;
  /** These are another gateway's from now on. */
  leaveAlone(isOthers: (topic: string) => boolean): void;
  /** Removes all of it from the broker. Rejects when the connection ends. */
  clear(link: Link): Promise<void>;
  end(): void;
}

const RETAIN = { qos: 1, retain: true } as const;

/**
 * @param options.wanted  asked at each look
 * @param options.mayBeOwn  whether a retained message that is found may have been left by this gateway
 */
export function createRetained(options: {
  wanted: () => Retained;
  mayBeOwn: (topic: string) => boolean;
  log: Log;
}): RetainedMessages {
  const { wanted, mayBeOwn, log } = options;
  /** As the broker has it; `undefined`: something is there. */
  const there = new Map<string, string | undefined>();
  let link: Link | undefined;
  let following: Promise<void> | undefined;
  let followsAgain = false;

  async function publish(to: Link, topic: string, payload: string): Promise<void> {
    await to.publish(topic, payload, RETAIN);
    if (payload === "") there.delete(topic);
    else there.set(topic, payload);
  }

  async function followOnce(): Promise<void> {
    const to = link;
    if (to === undefined) return;
    const now = wanted();
    const changes = [...now].filter(([topic, payload]) => there.get(topic) !== payload);
    const gone = [...there.keys()].filter((topic) => !now.has(topic));
    try {
      // What is gone first: an entity that moves to another topic has one place at a time.
      for (const topic of gone) await publish(to, topic, "");
      for (const [topic, payload] of changes) await publish(to, topic, payload);
    } catch (error) {
      if (to === link) log.warn({ err: error }, "the MQTT broker does not take what the gateway retains there");
    }
  }

  function follow(): Promise<void> {
    followsAgain = following !== undefined;
    following ??= (async () => {
      do {
        followsAgain = false;
        await followOnce();
      } while (followsAgain);
      following = undefined;
    })();
    return following;
  }

  return {
    async begin(to, filters) {
      if (link !== to) there.clear();
      link = to;
      if (filters.length > 0) await to.subscribe(filters);
    },
    bring({ topic, payload, isRetained }) {
      if (!mayBeOwn(topic)) return false;
      const isNews = isRetained && payload.length > 0 && !there.has(topic) && there.size < RETAINED_FOUND;
      if (isNews && !wanted().has(topic)) {
        there.set(topic, undefined);
        void follow();
      }
      return true;
    },
    follow,
    leaveAlone(isOthers) {
      for (const topic of there.keys()) if (isOthers(topic)) there.delete(topic);
    },
    async clear(from) {
      for (const topic of [...there.keys()]) await publish(from, topic, "");
    },
    end() {
      link = undefined;
      there.clear();
    },
  };
}
