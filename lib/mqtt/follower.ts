import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import { createLru } from "../lru.ts";
import {
  type AlarmStore,
  cursorText,
  type IncomingMessage,
  type MessageArchive,
  parseCursor,
  type StreamCursor,
  type StreamEntry,
  type StreamLog,
} from "../messages/index.ts";
import { type Loop, startLoop } from "../routing/index.ts";
import type { Publication } from "./event-queue.ts";
import { alarmPayload, messagePayload, receivedPayload } from "./payloads.ts";
import { TOPICS } from "./topics.ts";

/** Reads what happens to messages from the log of changes, and says what is published of it. */
export interface MessageFollower {
  /** How far it has read; `undefined` before it has begun. */
  readonly place: string | undefined;
  /** Goes on at a place, or begins with what comes. @param place  as `place` said it, perhaps in an earlier life */
  start(place: string | undefined): void;
  /** Resolves when a look in progress has ended. Never rejects. */
  stop(): Promise<void>;
}

/** 100 ms after a look: what happens meanwhile is read together. */
const GATHER_MS = 100;
/** 2 s: entries of commands, and of gateways whose announcements get lost. */
const LOOK_ANYWAY_MS = 2_000;
/** 15 min: far less than for how long the log is kept once somebody watches it. */
const RENEW_MS = 900_000;
const STEP = 250;
/** 10,000 incoming messages that were told of: a late part, or a call that ends, does not make them new again. */
const TOLD = 10_000;

/**
 * @param options.base  what topics begin with, now
 * @param options.texts  whether texts may leave, now
 * @param options.received  called with each new incoming message
 */
export function createMessageFollower(options: {
  stream: StreamLog;
  archive: Pick<MessageArchive, "findOutgoing" | "findIncoming">;
  alarms: Pick<AlarmStore, "find">;
  clock: Clock;
  log: Log;
  base: () => string;
  texts: () => boolean;
  push: (publication: Publication) => void;
  received: (message: IncomingMessage) => void;
}): MessageFollower {
  const { stream, archive, clock, log, base, texts, push } = options;
  const told = createLru<number, true>(TOLD);
  let seen: StreamCursor | undefined;
  let renewAt = 0;
  let loop: Loop | undefined;
  let endings: (() => void)[] = [];

  /** Rejects with a StoreFailure. */
  async function look(from: string | undefined): Promise<number> {
    if (clock.now() >= renewAt) {
      await stream.watch();
      renewAt = clock.now() + RENEW_MS;
    }
    const cursor = from === undefined ? undefined : parseCursor(from);
    const begun = seen ?? (cursor && (await stream.resume(cursor)));
    const upTo = await stream.heads();
    let place: StreamCursor = begun ?? upTo;
    seen = place;
    for (;;) {
      const entries = await stream.read(place, upTo, STEP);
      if (entries.length === 0 || loop === undefined) break;
      const after = new Map(place);
      for (const { writer, seq } of entries) after.set(writer, seq);
      await tell(entries, cursorText(after));
      place = after;
      seen = place;
    }
    await clock.sleep(GATHER_MS);
    return LOOK_ANYWAY_MS;
  }

  async function tell(entries: readonly StreamEntry[], place: string): Promise<void> {
    const outgoing = await loadOutgoing(entries);
    const publications: Publication[] = [];
    for (const id of new Set(entries.flatMap(({ change }) => (change.type === "alarm" ? [change.id] : [])))) {
      const alarm = await options.alarms.find(id);
      if (alarm === undefined) continue;
      const payload = alarmPayload(alarm, { texts: texts() });
      publications.push({ topic: TOPICS.alarm(base(), id), payload: JSON.stringify(payload) });
    }
    for (const { change } of entries) {
      if (change.type === "incoming" && "hasArrived" in change && told.get(change.id) === undefined) {
        const message = await archive.findIncoming(change.id);
        if (message === undefined) continue;
        told.set(change.id, true);
        options.received(message);
        const payload = receivedPayload(message, { texts: texts() });
        publications.push({ topic: TOPICS.received(base()), payload: JSON.stringify(payload) });
      }
      if (change.type !== "message" || change.state === "deleted") continue;
      const message = outgoing.get(change.id);
      if (message === undefined) continue;
      const payload = messagePayload(message, change, { texts: texts() });
      publications.push({ topic: TOPICS.message(base(), change.id), payload: JSON.stringify(payload) });
    }
    for (const [at, publication] of publications.entries()) {
      push(at === publications.length - 1 ? { ...publication, place } : publication);
    }
  }

  async function loadOutgoing(entries: readonly StreamEntry[]) {
    const ids = entries.flatMap(({ change }) =>
      change.type === "message" && change.state !== "deleted" ? [change.id] : [],
    );
    const found = ids.length === 0 ? [] : await archive.findOutgoing([...new Set(ids)]);
    return new Map(found.map((message) => [message.id, message]));
  }

  return {
    get place() {
      return seen === undefined ? undefined : cursorText(seen);
    },
    start(place) {
      if (loop !== undefined) return;
      loop = startLoop(() => look(place), { clock, log, name: "MQTT messages", firstMs: 0 });
      endings = [stream.onWritten(loop.wake), stream.onAnnounced(loop.wake)];
    },
    async stop() {
      for (const end of endings.splice(0)) end();
      const ended = loop?.stop();
      loop = undefined;
      await ended;
      seen = undefined;
      renewAt = 0;
    },
  };
}
