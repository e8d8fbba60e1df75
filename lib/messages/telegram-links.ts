/** A person who can be reached by Telegram through the telephone number they shared with the bot. */
export interface TelegramLink {
  /** `+49…` */
  number: string;
  /** Of the private chat with the bot. */
  chatId: number;
  /** The person's name on Telegram. */
  name: string;
  /** IETF tag of the person's language, if Telegram gave it. */
  language?: string;
  /** Milliseconds since 1970. */
  linkedAt: number;
  /** Since when the person has blocked the bot, in milliseconds since 1970; absent when not. */
  blockedAt?: number;
}

/**
 * What Telegram needs from a store. Every change resolves after a synced commit; every promise rejects with a
 * StoreFailure when the database fails.
 */
export interface TelegramStore {
  findByNumber(number: string): Promise<TelegramLink | undefined>;
  findByChat(chatId: number): Promise<TelegramLink | undefined>;
  /** Sorted by number; `after` is the last number of the previous page. */
  list(options: { limit: number; after?: string }): Promise<TelegramLink[]>;
  count(): Promise<{ linked: number; blocked: number }>;
  /** A chat has one number and a number one chat: replaces the earlier links of both. */
  link(link: Omit<TelegramLink, "blockedAt">): Promise<void>;
  /** Returns the removed link; `undefined`: there was none. */
  unlink(by: { number: string } | { chatId: number }): Promise<TelegramLink | undefined>;
  /** Since when the person has blocked the bot; `undefined`: no longer. `false`: nothing changed. */
  setBlocked(chatId: number, since: number | undefined): Promise<boolean>;
}
