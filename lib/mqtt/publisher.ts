import type { EventQueue } from "./event-queue.ts";
import type { MessageFollower } from "./follower.ts";

/** Which of the gateways on a database tells of what all of them share. */
export interface PublisherRight {
  /**
   * Takes or renews it, and keeps how far this publisher has come. The answer's place is where the last publisher had come to.
   * Rejects with a StoreFailure.
   */
  hold(place: string | undefined): Promise<{ isHeld: boolean; place?: string }>;
  /** Gives it back. @param place  `undefined`: whoever takes it begins with what happens then. Rejects with a StoreFailure */
  release(place: string | undefined): Promise<void>;
}

/** This gateway as the one that publishes what happens to messages, while it has the right to. */
interface Publisher {
  readonly isPublisher: boolean;
  /** Takes, renews or gives back the right. `isWanted`: there is a broker. Rejects with a StoreFailure. */
  look(isWanted: boolean): Promise<void>;
  /** Keeps the place that it has come to. Rejects with a StoreFailure. */
  stop(): Promise<void>;
}

/** @param options.changed  it has become the publisher, or is it no more */
export function createPublisher(options: {
  right: PublisherRight;
  follower: MessageFollower;
  queue: EventQueue;
  changed: () => Promise<void>;
}): Publisher {
  const { right, follower, queue, changed } = options;
  let isPublisher = false;
  /** Where it began. */
  let began: string | undefined;

  const place = () => (queue.size === 0 ? follower.place : queue.place) ?? began;

  async function begin(from: string | undefined): Promise<void> {
    isPublisher = true;
    began = from;
    follower.start(from);
    await changed();
  }

  async function end(): Promise<void> {
    isPublisher = false;
    await follower.stop();
    queue.clear();
    began = undefined;
    await changed();
  }

  return {
    get isPublisher() {
      return isPublisher;
    },
    async look(isWanted) {
      if (!isWanted) {
        if (!isPublisher) return;
        await end();
        return right.release(undefined);
      }
      const held = await right.hold(isPublisher ? place() : undefined);
      if (held.isHeld && !isPublisher) await begin(held.place);
      else if (!held.isHeld && isPublisher) await end();
    },
    async stop() {
      if (!isPublisher) return;
      const last = place();
      await follower.stop();
      await right.release(last);
    },
  };
}
