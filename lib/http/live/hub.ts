import type { Clock } from "../../clock.ts";
import { STREAMS, STREAMS_OF_USER } from "../../limits.ts";
import type { Log } from "../../log.ts";
import { cursorText, type StreamCursor, type StreamLog } from "../../messages/index.ts";
import { type Audience, createBytesFor } from "./audience.ts";
import { bytesOf, eventText, firstText, placeText } from "./event-text.ts";
import { createLogFollower } from "./follower.ts";
import type { LiveEvent, LiveObjects, LiveType } from "./render.ts";
import { repeat } from "./repeat.ts";
import { catchUp } from "./resume.ts";
import { createLiveRights, type Reader } from "./rights.ts";
import { createLiveStream } from "./stream.ts";

/** Who opens a stream. */
interface Visitor extends Pick<Reader, "audience" | "mayExpire" | "look"> {
  /** Aborted when the client has gone. */
  signal: AbortSignal;
  /** How far the client had come; what cannot be read begins again with a reset. */
  cursor: StreamCursor | "unreadable" | undefined;
}

/** All streams of a gateway. */
interface LiveHub {
  /** The body of the answer, or why there is none. @throws StoreFailure */
  open(visitor: Visitor): Promise<ReadableStream<Uint8Array> | "too-many" | "too-many-of-user" | "ending">;
  /** Sends this user what is in no log: whoever comes again does not get it. Never rejects. */
  report(userId: number, type: LiveType, data: unknown): Promise<void>;
  /** Ends all streams, and opens no more. */
  close(): void;
}

/** 1 s until a change of users ends a stream over which nothing is sent. */
const USERS_MS = 1_000;
/** 1 s: as soon as the file of the database is looked at. */
const PROBLEM_MS = 1_000;
/** 15 s: proxies end what says nothing for a minute. */
const COMMENT_MS = 15_000;
/** A minute: so much longer than its right a stream lasts at most. */
const LOOK_AGAIN_MS = 60_000;

/** Makes the owner of all streams. While there are none it does nothing. */
export function createLiveHub(deps: {
  log: StreamLog;
  objects: LiveObjects;
  /** Grows with every change of users. @throws StoreFailure */
  usersGeneration: () => Promise<number>;
  /** Why the gateway does not work: readers look again when it changes. */
  problem: () => string | undefined;
  clock: Clock;
  logger: Log;
  random?: () => number;
}): LiveHub {
  const { log, objects, clock, logger, problem, random = Math.random } = deps;
  const places = createPlaces();
  const all = new Set<Reader>();
  const rights = createLiveRights(all, deps);
  const follower = createLogFollower({ ...deps, beforePublishing: rights.update, publish });
  /** Those that get what happens; the others still read what has happened. */
  const live = new Set<Reader>();
  const tellOfProblem = createProblemTelling(live, problem);
  let started: Promise<void> | undefined;
  let ends: (() => void)[] = [];
  let isClosed = false;

  /** @throws StoreFailure */
  async function start(): Promise<void> {
    await follower.start();
    ends = [
      repeat(clock, USERS_MS, () => void rights.tryUpdate()),
      repeat(clock, LOOK_AGAIN_MS, () => void rights.lookAtExpiring()),
      repeat(clock, COMMENT_MS, comment),
      repeat(clock, PROBLEM_MS, tellOfProblem),
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
    sendTo(live, createBytesFor(events));
  }

  function comment(): void {
    const bytes = bytesOf(placeText(cursorText(follower.seen ?? new Map())));
    sendTo(live, () => bytes);
  }

  /** Never rejects. */
  async function resume(reader: Reader, from: StreamCursor): Promise<void> {
    const { stream } = reader;
    const send = async (events: readonly LiveEvent[]) => {
      await rights.update();
      sendTo([reader], createBytesFor(events));
    };
    try {
      await catchUp(from, { log, objects, follower, stream, send, join: () => live.add(reader) });
    } catch (error) {
      logger.warn({ err: error }, "a stream cannot read what has happened; its client tries again");
    }
    if (!live.has(reader)) stream.end();
  }

  /** @param leave  to be called when the stream has ended */
  async function begin(visitor: Visitor, leave: () => void): Promise<ReadableStream<Uint8Array> | undefined> {
    started ??= start();
    await started;
    const { audience, cursor, signal } = visitor;
    const place = cursor === undefined || cursor === "unreadable" ? undefined : await log.resume(cursor);
    if (isClosed || signal.aborted) return undefined;
    const closed = () => {
      all.delete(reader);
      live.delete(reader);
      leave();
    };
    const stream = createLiveStream({ signal, closed });
    // Users may have changed since the visitor was identified.
    const { mayExpire, look } = visitor;
    const reader: Reader = { audience, stream, mayExpire, isDoubtful: true, look };
    all.add(reader);
    const id = cursorText(place ?? follower.seen ?? new Map());
    const isReset = cursor !== undefined && place === undefined;
    stream.send(bytesOf(firstText(id, { isReset, random })));
    if (place === undefined) live.add(reader);
    else void resume(reader, place);
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
    async report(userId, type, data) {
      if (places.isEmpty || !(await rights.tryUpdate())) return;
      const bytes = bytesOf(eventText({ type, data }));
      sendTo(live, (audience) => (audience.userId === userId && audience.types.has(type) ? bytes : undefined));
    },
    close() {
      isClosed = true;
      for (const { stream } of all) stream.end();
    },
  };
}

/** Makes what has readers look again when the problem is another. It is in no log, since the database may be what does not work. */
function createProblemTelling(readers: Iterable<Reader>, problem: () => string | undefined): () => void {
  let told: string | undefined;
  return () => {
    const now = problem();
    if (now === told) return;
    told = now;
    const bytes = bytesOf(eventText({ type: "reset", data: {} }));
    sendTo(readers, () => bytes);
  };
}

function sendTo(readers: Iterable<Reader>, bytesFor: (audience: Audience) => Uint8Array | undefined): void {
  for (const { audience, stream } of readers) {
    const bytes = bytesFor(audience);
    if (bytes !== undefined) stream.send(bytes);
  }
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
