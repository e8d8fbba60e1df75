/** A person who can be reached by Telegram, by the telephone number that they have shared with the bot. */
export interface TelegramLink {
  /** `+49…` */
  number: string;
  /** Of the private chat with the bot. */
  chatId: number;
  /** As the person is called there. */
  name: string;
  /** IETF tag of the person's language, where Telegram told it. */
  language?: string;
  /** Milliseconds since 1970. */
  linkedAt: number;
  /** Since when the person has blocked the bot, in milliseconds since 1970; absent when not. */
  blockedAt?: number;
}

/** What Telegram needs of a store. Every change resolves after a synced commit. */
export interface TelegramStore {
  findByNumber(number: string): Promise<TelegramLink | undefined>;
  findByChat(chatId: number): Promise<TelegramLink | undefined>;
  /** In the order of their numbers; `after` a number, to page on. */
  list(options: { limit: number; after?: string }): Promise<TelegramLink[]>;
  count(): Promise<{ linked: number; blocked: number }>;
  /** One chat has one number and the other way round: takes the place of links that either has had. */
  link(link: Omit<TelegramLink, "blockedAt">): Promise<void>;
  /** Gives the link that is no more; `undefined`: there was none. */
  unlink(by: { number: string } | { chatId: number }): Promise<TelegramLink | undefined>;
  /** Since when the person has blocked the bot; `undefined`: no longer. `false`: nothing changed. */
  setBlocked(chatId: number, since: number | undefined): Promise<boolean>;
  /**
   * Asks for the right to poll a bot's updates, or for more of it; one node at a time has it. `false`: another has.
   */
  holdPolling(botId: number, options: { node: string; now: number; leaseMs: number }): Promise<boolean>;
  /** Gives it back. */
  releasePolling(botId: number, node: string): Promise<void>;
}
