import type { Clock } from "../../clock.ts";
import type { Log } from "../../log.ts";
import type { StreamCursor, StreamLog } from "../../messages/index.ts";
import { type LiveEvent, type LiveObjects, renderEvents } from "./render.ts";
import { repeat } from "./repeat.ts";

/** Reads the log of changes as it grows. */
export interface LogFollower {
  /** How far it has come: everything up to here was published. `undefined` while it does not follow. */
  readonly seen: StreamCursor | undefined;
  /** @throws StoreFailure */
  start(): Promise<void>;
  /** Looks now. Resolves when nothing more was found; never rejects. */
  look(): Promise<void>;
  stop(): void;
}

/** 20 ms between looks: what happens meanwhile goes out together, so that 200 streams cost 50 writes a second each, not 400. */
const LOOK_EVERY_MS = 20;
/** 1 s: entries of commands, and of gateways whose announcements get lost. */
const POLL_MS = 1_000;
/** 15 min: far less than for how long changes are logged. */
const RENEW_MS = 900_000;
/** 250 entries are loaded and shown at once: a few milliseconds. */
export const STEP = 250;

/**
 * @param options.beforePublishing  awaited after events were read, before they are published
 * @param options.publish  called in the order of the log, before `seen` says so to anybody
 */
export function createLogFollower(options: {
  log: StreamLog;
  objects: LiveObjects;
  clock: Clock;
  logger: Log;
  /** @throws StoreFailure */
  beforePublishing: () => Promise<void>;
  publish: (events: readonly LiveEvent[]) => void;
}): LogFollower {
  const { log, objects, clock, logger, beforePublishing, publish } = options;
  let seen: StreamCursor | undefined;
  let looking: Promise<void> | undefined;
  let looksAgain = false;
  let endings: (() => void)[] = [];

  function look(): Promise<void> {
    looksAgain = looking !== undefined;
    looking ??= lookUntilQuiet();
    return looking;
  }

  const wake = () => void look();

  async function lookUntilQuiet(): Promise<void> {
    do {
      looksAgain = false;
      try {
        await lookOnce();
      } catch (error) {
        logger.warn({ err: error }, "streams cannot read what has changed; trying again");
      }
      await clock.sleep(LOOK_EVERY_MS);
    } while (looksAgain && seen !== undefined);
    looking = undefined;
  }

  async function lookOnce(): Promise<void> {
    const upTo = await log.heads();
    for (;;) {
      const from = seen;
      if (from === undefined) return;
      const entries = await log.read(from, upTo, STEP);
      const { events, place } = await renderEvents(objects, entries, from);
      if (events.length > 0) await beforePublishing();
      // It was stopped, and perhaps started again.
      if (seen !== from) return;
      // In one turn with what is published: a stream that joins gets neither less nor more.
      seen = entries.length === 0 ? upTo : place;
      if (entries.length === 0) return;
      publish(events);
    }
  }

  function renew(): void {
    log.watch().catch((error: unknown) => logger.warn({ err: error }, "the log of changes cannot be kept going"));
  }

  return {
    get seen() {
      return seen;
    },
    async start() {
      await log.watch();
      seen = await log.heads();
      endings = [
        log.onWritten(wake),
        log.onAnnounced(wake),
        repeat(clock, POLL_MS, wake),
        repeat(clock, RENEW_MS, renew),
      ];
    },
    look,
    stop() {
      seen = undefined;
      for (const end of endings.splice(0)) end();
    },
  };
}
