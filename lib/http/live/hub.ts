import type { Clock } from "../../clock.ts";
import { STREAMS, STREAMS_OF_USER } from "../../limits.ts";
import type { Log } from "../../log.ts";
import { cursorText, type StreamCursor, type StreamLog } from "../../messages/index.ts";
import { type Audience, createBytesFor } from "./audience.ts";
import { bytesOf, eventText, firstText, placeText } from "./event-text.ts";
import { createLogFollower } from "./follower.ts";
import type { LiveEvent, LiveObjects } from "./render.ts";
import { repeat } from "./repeat.ts";
import { catchUp } from "./resume.ts";
import { createLiveStream, type LiveStream } from "./stream.ts";

/** Who opens a stream. */
interface Visitor {
  audience: Audience;
  /** Aborted when the client has gone. */
  signal: AbortSignal;
  /** How far the client had come; what cannot be read begins again with a reset. */
  cursor: StreamCursor | "unreadable" | undefined;
  /** Their right may end without a change of users: it is looked at from time to time. */
  mayExpire: boolean;
  /** What they may see by now; `gone`: they are signed out; `unknown`: ask again. Never rejects. */
  look(): Promise<Audience | "gone" | "unknown">;
}

/** All streams of a gateway. */
interface LiveHub {
  /** The body of the answer, or why there is none. @throws StoreFailure */
  open(visitor: Visitor): Promise<ReadableStream<Uint8Array> | "too-many" | "too-many-of-user" | "ending">;
  /** Ends all streams, and opens no more. */
  close(): void;
}

/** 1 s until a change of users ends a stream over which nothing is sent. */
const USERS_MS = 1_000;
/** 15 s: proxies end what says nothing for a minute. */
const COMMENT_MS = 15_000;
/** A minute: so much longer than its right a stream lasts at most. */
const LOOK_AGAIN_MS = 60_000;

interface Subscriber {
  visitor: Visitor;
  audience: Audience;
  stream: LiveStream;
  /** Whether they are still signed in, and what they may see, has yet to be asked. */
  isDoubtful: boolean;
}

/** Makes the owner of all streams. While there are none it does nothing. */
export function createLiveHub(deps: {
  log: StreamLog;
  objects: LiveObjects;
  /** Grows with every change of users. @throws StoreFailure */
  usersGeneration: () => Promise<number>;
  clock: Clock;
  logger: Log;
  random?: () => number;
}): LiveHub {
  const { log, objects, clock, logger, random = Math.random } = deps;
  const rights = createRightsWatch(deps.usersGeneration, lookAtCallers);
  const follower = createLogFollower({ ...deps, beforePublishing: rights.update, publish });
  const places = createPlaces();
  const all = new Set<Subscriber>();
  /** Those that get what happens; the others still read what has happened. */
  const live = new Set<Subscriber>();
  let started: Promise<void> | undefined;
  let ends: (() => void)[] = [];
  let isClosed = false;

  /** @throws StoreFailure */
  async function start(): Promise<void> {
    await follower.start();
    ends = [
      repeat(clock, USERS_MS, () => void rights.update().catch(cannotTell)),
      repeat(clock, LOOK_AGAIN_MS, () => void lookAtCallers("expiring")),
      repeat(clock, COMMENT_MS, comment),
      follower.stop,
    ];
  }

  /** Whoever opens a stream waits for the start, so none is under way once the last has left. */
  function stopIfEmpty(): void {
    if (!places.isEmpty) return;
    for (const end of ends.splice(0)) end();
    started = undefined;
  }

  function publish(events: readonly LiveEvent[]): void {
    const bytesFor = createBytesFor(events);
    for (const { audience, stream } of live) {
      const bytes = bytesFor(audience);
      if (bytes !== undefined) stream.send(bytes);
    }
  }

  function comment(): void {
    const bytes = bytesOf(placeText(cursorText(follower.seen ?? new Map())));
    for (const { stream } of live) stream.send(bytes);
  }

  /** Never rejects. */
  async function lookAtCallers(which: "all" | "doubtful" | "expiring"): Promise<void> {
    const meant = [...all].filter(
      ({ isDoubtful, visitor }) => which === "all" || (which === "doubtful" ? isDoubtful : visitor.mayExpire),
    );
    await Promise.all(meant.map(lookAt));
  }

  const cannotTell = (error: unknown) =>
    logger.warn({ err: error }, "streams cannot tell who is still signed in; trying again");

  /** Never rejects. */
  async function resume(subscriber: Subscriber, from: StreamCursor): Promise<void> {
    const { stream } = subscriber;
    const send = async (events: readonly LiveEvent[]) => {
      await rights.update();
      const bytes = createBytesFor(events)(subscriber.audience);
      if (bytes !== undefined) stream.send(bytes);
    };
    try {
      await catchUp(from, { log, objects, follower, stream, send, join: () => live.add(subscriber) });
    } catch (error) {
      logger.warn({ err: error }, "a stream cannot read what has happened; its client tries again");
    }
    if (!live.has(subscriber)) stream.end();
  }

  /** @param leave  to be called when the stream has ended */
  async function begin(visitor: Visitor, leave: () => void): Promise<ReadableStream<Uint8Array> | undefined> {
    started ??= start();
    await started;
    const { audience, cursor, signal } = visitor;
    const place = cursor === undefined || cursor === "unreadable" ? undefined : await log.resume(cursor);
    if (isClosed || signal.aborted) return undefined;
    const closed = () => {
      all.delete(subscriber);
      live.delete(subscriber);
      leave();
    };
    const stream = createLiveStream({ signal, closed });
    // Users may have changed since the visitor was identified.
    const subscriber: Subscriber = { visitor, audience, stream, isDoubtful: true };
    all.add(subscriber);
    const id = cursorText(place ?? follower.seen ?? new Map());
    const isReset = cursor !== undefined && place === undefined;
    stream.send(bytesOf(firstText(id, { isReset, random })));
    if (place === undefined) live.add(subscriber);
    else void resume(subscriber, place);
    return stream.body;
  }

  return {
    async open(visitor) {
      if (isClosed) return "ending";
      const place = places.take(visitor.audience.userId);
      if (typeof place === "string") return place;
      const leave = () => {
        place.giveBack();
        stopIfEmpty();
      };
      try {
        const body = await begin(visitor, leave);
        if (body === undefined) leave();
        return body ?? "ending";
      } catch (error) {
        leave();
        throw error;
      }
    },
    close() {
      isClosed = true;
      for (const { stream } of all) stream.end();
    },
  };
}

/** Asks who the reader is by now. Never rejects. */
async function lookAt(subscriber: Subscriber): Promise<void> {
  const now = await subscriber.visitor.look();
  subscriber.isDoubtful = now === "unknown";
  if (now === "unknown") return;
  if (now === "gone") {
    subscriber.stream.send(bytesOf(eventText({ type: "signed-out", data: {} })));
    subscriber.stream.end();
  } else subscriber.audience = now;
}

/** Counts streams. */
function createPlaces() {
  const taken = new Map<number, number>();
  let all = 0;
  return {
    get isEmpty() {
      return all === 0;
    },
    take(userId: number): { giveBack(): void } | "too-many" | "too-many-of-user" {
      const ofUser = taken.get(userId) ?? 0;
      if (all >= STREAMS) return "too-many";
      if (ofUser >= STREAMS_OF_USER) return "too-many-of-user";
      all++;
      taken.set(userId, ofUser + 1);
      return {
        giveBack() {
          all--;
          const left = (taken.get(userId) ?? 1) - 1;
          if (left === 0) taken.delete(userId);
          else taken.set(userId, left);
        },
      };
    },
  };
}

/** Finds changes of users, and has the callers looked at whom they may concern. */
function createRightsWatch(
  usersGeneration: () => Promise<number>,
  lookAtCallers: (which: "all" | "doubtful") => Promise<void>,
) {
  let known: number | undefined;
  let last: Promise<void> = Promise.resolve();

  /** @throws StoreFailure */
  async function look(): Promise<void> {
    const generation = await usersGeneration();
    const which = known === generation ? "doubtful" : "all";
    await lookAtCallers(which);
    known = generation;
  }

  return {
    /**
     * Resolves when every caller has the rights that users have by now: what is read before is only sent to whom may see
     * it. One at a time, so that nobody goes ahead of a look that is under way. @throws StoreFailure
     */
    update(): Promise<void> {
      last = last.then(look, look);
      return last;
    },
  };
}
