import type { Clock } from "../../clock.ts";
import type { Log } from "../../log.ts";
import type { EndedCall, InboxStore, NewIncomingPart } from "../../messages/index.ts";
import { createTokenBucket, type TokenBucket } from "../../rate-limit.ts";
import { type Loop, startLoop } from "../queue/loop.ts";

/** A call as a modem reports it. Times are milliseconds since 1970. */
export interface Call {
  modem: string;
  /** See `DeliveryReport.sim`. */
  sim: string;
  /** Absent when it is withheld. */
  number?: string;
  /** When it began to ring. */
  at: number;
}

/** Takes calls, and writes them in the order in which they came. Nothing here throws. */
interface CallKeeper {
  start(): void;
  /** Resolves when what was taken is stored, unless the database is away. Never rejects. */
  stop(): Promise<void>;
  began(call: Call): void;
  ended(call: Call & { rangMs: number }): void;
}

/** Calls to one modem that are stored: 60 at once, and one every 5 s. No telephone can ring more often for long. */
const STORED_CALLS = { burst: 60, perSecond: 0.2 };
/** 1,000 writes wait for a database that is away: calls of an hour, a few hundred kilobytes. The oldest go first. */
const MOST_WAITING = 1_000;
/** 5 min: longer than any network lets a telephone ring. */
const LONGEST_MS = 5 * 60_000;
/** 10 min between looks for calls whose end nobody has seen. */
const REST_MS = 10 * 60_000;

type Write = { part: NewIncomingPart } | { end: EndedCall };

/**
 * Makes a keeper of calls: each is stored when it begins, and completed when it has ended.
 *
 * @param options.keep  stores a part
 * @param options.onCall  called once a call is complete
 */
export function createCallKeeper(options: {
  store: Pick<InboxStore, "endCall" | "releaseCalls">;
  keep: (part: NewIncomingPart) => Promise<void>;
  onCall: (messageId: number) => void;
  clock: Clock;
  log: Log;
}): CallKeeper {
  const { store, clock, log } = options;
  /** Owned by `add` and `write`. */
  const waiting: Write[] = [];
  const buckets = new Map<string, TokenBucket>();
  const ringing = new Map<string, string>();
  let loop: Loop | undefined;

  function add(write: Write): void {
    waiting.push(write);
    if (waiting.length > MOST_WAITING) waiting.shift();
    loop?.wake();
  }

  function mayStore(modem: string): boolean {
    const bucket = buckets.get(modem) ?? createTokenBucket(STORED_CALLS, clock.now);
    buckets.set(modem, bucket);
    return bucket.take();
  }

  /** Writes what waits, then looks for calls that were left open. @throws what the store throws; the write then stays */
  async function write(): Promise<number> {
    for (let [first] = waiting; first !== undefined; [first] = waiting) {
      if ("part" in first) await options.keep(first.part);
      else await end(first.end);
      if (waiting[0] === first) waiting.shift();
    }
    for (const id of await store.releaseCalls({ now: clock.now(), olderThanMs: LONGEST_MS })) options.onCall(id);
    return REST_MS;
  }

  async function end(call: EndedCall): Promise<void> {
    const id = await store.endCall(call);
    if (id !== undefined) options.onCall(id);
  }

  return {
    start() {
      loop ??= startLoop(write, { clock, log, name: "incoming calls", firstMs: 0 });
    },
    async stop() {
      await loop?.stop();
      loop = undefined;
      await write().catch((error: unknown) => {
        if (waiting.length > 0) log.error({ err: error, writes: waiting.length }, "incoming calls were not stored");
      });
    },
    began({ modem, sim, number, at }) {
      if (!mayStore(modem)) return;
      const dedupeKey = `call ${at}`;
      ringing.set(modem, dedupeKey);
      const from = number === undefined ? {} : { sender: number };
      add({ part: { modem, sim, receivedAt: at, pdu: "", isCall: true, dedupeKey, ...from } });
    },
    ended({ modem, sim, number, at, rangMs }) {
      const dedupeKey = `call ${at}`;
      if (ringing.get(modem) !== dedupeKey) return;
      ringing.delete(modem);
      add({ end: { sim, dedupeKey, rangMs, sender: number } });
    },
  };
}
