import { createLru } from "../../../lru.ts";
import { createSlidingWindow, type SlidingWindow } from "../../../rate-limit.ts";

/** 5 answers per minute and chat: a person needs one or two; two programs that answer each other must stop. */
const SPAN_MS = 60_000;
const MOST = 5;
/** 30 pressed buttons per minute and chat: somebody who goes through a storm of alarms, not a program. */
export const PRESSES = 30;
/** 10,000 chats, to bound the memory; the longest silent one is forgotten first. */
const REMEMBERED_CHATS = 10_000;

/**
 * Whether the bot may answer a chat once more: anybody may write to it, and answers count towards what Telegram takes from
 * it. Five a minute are more than a person needs.
 */
export function createReplyRate(now: () => number, most = MOST): (chatId: number) => boolean {
  const windows = createLru<number, SlidingWindow>(REMEMBERED_CHATS);
  return (chatId) => {
    const window = windows.get(chatId) ?? createSlidingWindow({ spanMs: SPAN_MS, now });
    windows.set(chatId, window);
    if (window.waitMs(1, most) > 0) return false;
    window.add(1);
    return true;
  };
}
