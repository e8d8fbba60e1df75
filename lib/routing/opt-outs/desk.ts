import type { Clock } from "../../clock.ts";
import { defined } from "../../defined.ts";
import type { Log } from "../../log.ts";
import type {
  EventRecorder,
  MessageArchive,
  MessagePlace,
  OptOutDoor,
  OptOutOutcome,
  OptOutRequest,
  OptOutStore,
} from "../../messages/index.ts";
import { no, ok, type Result } from "../../result.ts";
import { createNumberReader, type NumberProblem } from "../submission/recipients.ts";

/** 200 messages at a time: a few milliseconds, so that claims do not wait. */
const CANCEL_STEP = 200;

/** Who opts a number out or in by hand; nobody by name on the command line. */
interface By {
  door: Exclude<OptOutDoor, "message">;
  userId?: number;
  userName?: string;
  /** Why, in their words. */
  reason?: string | undefined;
}

/** What was done for a number. */
interface OptOutDone {
  number: string;
  /** `false`: it was in that state before. */
  hasChanged: boolean;
  /** How many messages waited for it and are cancelled. */
  cancelled: number;
}

/** What is done about numbers that opt out. */
export interface OptOutDesk {
  readonly store: Pick<OptOutStore, "among" | "find" | "page" | "audit">;
  /** A number as people write it, in the form that messages have. */
  read(number: string): Result<string, NumberProblem>;
  /** Opts a number out or in by hand; nothing is sent to it. Rejects as the store does. */
  ask(what: Pick<OptOutRequest, "number" | "action">, by: By): Promise<Result<OptOutDone, NumberProblem>>;
  /** After a message opted a number out or in: cancels what waits for it. Never rejects: what is left is never sent. */
  follow(outcome: OptOutOutcome): Promise<void>;
}

/** Makes the desk. @param options.country  home country of national numbers, ISO 3166-1 */
export function createOptOutDesk(options: {
  store: OptOutStore;
  archive: Pick<MessageArchive, "page">;
  events: EventRecorder;
  log: Log;
  clock: Pick<Clock, "now">;
  country: string;
}): OptOutDesk {
  const { store, archive, events, log, clock } = options;
  const numbers = createNumberReader({ country: options.country });

  /** Page by page: the queue may be long. */
  async function cancelWaiting(number: string): Promise<number> {
    let cancelled = 0;
    let after: MessagePlace | undefined;
    do {
      const { messages, next } = await archive.page(
        { outcomes: ["queued"], states: ["queued"], number },
        { limit: CANCEL_STEP, order: "oldest", ...defined({ after }) },
      );
      const ids = messages.map(({ message }) => message.id);
      if (ids.length > 0) cancelled += await store.cancelWaiting(ids, clock.now());
      after = next;
    } while (after !== undefined);
    return cancelled;
  }

  async function finish({ request, hasChanged }: OptOutOutcome): Promise<number> {
    const { number, action, door, userName, incomingId } = request;
    const cancelled = action === "opt-out" ? await cancelWaiting(number) : 0;
    if (!hasChanged) return cancelled;
    const who = defined({ userName });
    if (action === "opt-in") events.record({ kind: "opt-out.removed", number, ...who, details: { door, incomingId } });
    else events.record({ kind: "opt-out.added", number, ...who, details: { door, incomingId, cancelled } });
    return cancelled;
  }

  return {
    store,
    read: (number) => numbers.read(number),
    async ask({ number: given, action }, { reason, ...by }) {
      const read = numbers.read(given);
      // A message may have come from what is no number.
      const isKnown = !read.ok && (await store.find(given)) !== undefined;
      if (!read.ok && !isKnown) return no(read.problem);
      const number = read.ok ? read.value : given;
      const request = { number, action, at: clock.now(), ...by, ...defined({ asked: reason }) };
      const outcome = await store.ask(request);
      return ok({ number, hasChanged: outcome.hasChanged, cancelled: await finish(outcome) });
    },
    async follow(outcome) {
      try {
        await finish(outcome);
      } catch (error) {
        log.warn({ err: error }, "messages to a number that opted out are not cancelled yet");
      }
    },
  };
}
