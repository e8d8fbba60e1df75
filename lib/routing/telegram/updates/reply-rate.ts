import { createLru } from "../../../lru.ts";

const WINDOW_MS = 60_000;
const MOST = 5;
const REMEMBERED_CHATS = 10_000;

/**
 * Whether the bot may answer a chat once more: anybody may write to it, and answers count towards what Telegram takes from
 * it. Five a minute are more than a person needs.
 */
export function createReplyRate(now: () => number): (chatId: number) => boolean {
  const windows = createLru<number, { since: number; count: number }>(REMEMBERED_CHATS);
  return (chatId) => {
    const known = windows.get(chatId);
    const age = known === undefined ? Number.POSITIVE_INFINITY : now() - known.since;
    const window = known !== undefined && age >= 0 && age < WINDOW_MS ? known : { since: now(), count: 0 };
    window.count++;
    windows.set(chatId, window);
    return window.count <= MOST;
  };
}
