import type { TelegramLink } from "../../messages/index.ts";
import { no } from "../../result.ts";
import type { BotApiResult } from "./bot-api.ts";

/** Telegram as a way out: takes several messages at once. */
export interface TelegramTransport {
  /** Why nothing at all can be sent by it, for people; `undefined`: it can. */
  readonly trouble: string | undefined;
  /** Who has shared this number. @throws what the store throws */
  find(number: string): Promise<TelegramLink | undefined>;
  /** Sends up to 4096 UTF-16 units of plain text, with the buttons of the outgoing message `alarm`; never rejects. */
  send(
    message: { chatId: number; text: string; alarm?: number },
    signal: AbortSignal,
  ): Promise<BotApiResult<{ messageId: number }>>;
  /** Telegram has asked to leave the chat, or the bot, alone for so long; 0 when it may be asked. */
  restMs(chatId: number): number;
  /** The person has blocked the bot: remembered until that ends. Never throws. */
  blocked(link: TelegramLink): void;
}

/** The transport of a gateway that has no bot. */
export const NO_TELEGRAM: TelegramTransport = {
  trouble: "Telegram is not set up on this gateway",
  find: () => Promise.resolve(undefined),
  restMs: () => 0,
  send: () => Promise.resolve(no({ kind: "unauthorized", message: "there is no bot" })),
  blocked() {},
};
