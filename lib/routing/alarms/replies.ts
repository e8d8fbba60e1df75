import type { Clock } from "../../clock.ts";
import type {
  AlarmChanged,
  AlarmReading,
  AlarmStore,
  Compose,
  IncomingKind,
  IncomingMessage,
} from "../../messages/index.ts";
import type { NumberReader } from "../submission/recipients.ts";
import type { createReplyReader } from "./answer.ts";

/** Messages of people who were called, as the router handles them. */
export interface AlarmReplies {
  /**
   * Whether a message is one, and what reads it once more inside the transaction that routes it. `isAnswer`: rules do not see it.
   * Costs one short query where nobody is called. @throws what the store throws
   */
  read(incoming: IncomingMessage): Promise<{ isAnswer: boolean; reading: AlarmReading } | undefined>;
  /** Routing has changed alarms. */
  changed(changes: readonly AlarmChanged[]): void;
}

/** What people write. */
const SAYS: readonly IncomingKind[] = ["text", "flash", "replace"];

/** An hour: a machine that sends back what it gets does so within minutes. */
const SENT_BACK_MS = 3_600_000;

/** Makes what reads them. @param options.changed  what follows when routing has changed alarms */
export function createAlarmReplies(options: {
  store: Pick<AlarmStore, "calledAt" | "toldTexts">;
  numbers: NumberReader;
  readReply: ReturnType<typeof createReplyReader>;
  compose: Compose;
  clock: Pick<Clock, "now">;
  changed: AlarmReplies["changed"];
}): AlarmReplies {
  const { store, numbers, readReply, compose, clock, changed } = options;
  return {
    async read({ kind, channel, sender, text, data }) {
      if (!SAYS.includes(kind) || sender === undefined || data !== undefined) return undefined;
      const number = numbers.read(sender);
      if (!number.ok) return undefined;
      const address = number.value;
      const now = clock.now();
      const called = await store.calledAt(address, now);
      if (called.length === 0) return undefined;
      // A help text to it would come back, too.
      const told = await store.toldTexts(address, now - SENT_BACK_MS);
      if (told.some((each) => text.includes(each.text.trim()))) return undefined;
      const replied = { text, address, channel, now };
      const { isAnswer, decisions } = readReply(replied, called);
      if (!isAnswer && decisions.size === 0) return undefined;
      return { isAnswer, reading: { address, compose, answer: (found) => readReply(replied, found) } };
    },
    changed,
  };
}
