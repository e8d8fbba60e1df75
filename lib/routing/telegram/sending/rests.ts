import { backoffMs } from "../../../backoff.ts";
import { createLru } from "../../../lru.ts";
import type { BotApiResult } from "../bot-api.ts";

/**
 * What Telegram has asked to leave alone, and for how long (429). It does not say whether the limit is the chat's or the
 * bot's: the chat rests, and when another one is refused meanwhile, the whole bot does.
 */
interface Rests {
  /** How long nothing may be sent to this chat; 0 when it may be asked. */
  restMs(chatId: number): number;
  /** What came of a request to a chat that was begun at `askedAt`. */
  heard(chatId: number, answer: BotApiResult<unknown>, askedAt: number): void;
}

interface Rest {
  began: number;
  until: number;
  /** Refusals in a row that did not say how long. */
  unsaid: number;
}

/** Without `retry_after`: 1 s, 2 s, 4 s and so on. */
const BACKOFF = { firstMs: 1_000, longestMs: 60_000 };
/** Chats that are remembered; each has been refused. */
const CHATS = 10_000;

export function createRests(now: () => number): Rests {
  const chats = createLru<number, Rest>(CHATS);
  let bot: Rest | undefined;
  /** The chat that was refused last. */
  let last: number | undefined;

  function leftOf(rest: Rest | undefined): number {
    if (rest === undefined) return 0;
    // A clock that was set back must not make it longer.
    return Math.max(0, Math.min(rest.until - now(), rest.until - rest.began));
  }

  /** Requests that were on their way when a rest began say nothing new of it but its length. */
  function refused(rest: Rest | undefined, askedAt: number, saidMs: number | undefined): Rest {
    const at = now();
    const isOld = rest !== undefined && askedAt < rest.until;
    if (isOld && saidMs === undefined) return rest;
    const unsaid = saidMs === undefined ? (rest?.unsaid ?? 0) + 1 : 0;
    const ms = saidMs ?? backoffMs(unsaid, BACKOFF);
    return { began: at, until: Math.max(at + ms, isOld ? rest.until : 0), unsaid };
  }

  return {
    restMs: (chatId) => Math.max(leftOf(chats.get(chatId)), leftOf(bot)),
    heard(chatId, answer, askedAt) {
      if (answer.ok) {
        chats.delete(chatId);
        // One that was asked before may be answered after.
        if (leftOf(bot) === 0) bot = undefined;
        return;
      }
      if (answer.problem.kind !== "too-many") return;
      const other = last !== undefined && last !== chatId ? chats.get(last) : undefined;
      const saidMs = answer.problem.retryAfterMs;
      chats.set(chatId, refused(chats.get(chatId), askedAt, saidMs));
      if (bot !== undefined || leftOf(other) > 0) bot = refused(bot, askedAt, saidMs);
      last = chatId;
    },
  };
}
