import { maskNumber } from "../../visible.ts";
import type { Nothing } from "./fields.ts";
import { error, info, type Wordings, warning } from "./wording.ts";

export interface TelegramEvents {
  /** Telegram refuses the bot's token. */
  "telegram.token-refused": Nothing;
  /** Telegram has given no updates for a while. */
  "telegram.trouble": { problem: string };
  /** Telegram gives updates again. */
  "telegram.back": Nothing;
  /** Somebody linked a telephone number to Telegram. */
  "telegram.linked": Person;
  /** A link to Telegram was ended, by its owner or on the command line. */
  "telegram.unlinked": Person & { by: "owner" | "operator" };
  /** Somebody blocked the bot. */
  "telegram.blocked": Partial<Person>;
  /** Somebody no longer blocks the bot. */
  "telegram.unblocked": Partial<Person>;
}

interface Person {
  /** As Telegram gives it. */
  name: string;
  /** Telephone number. */
  number: string;
}

export const TELEGRAM_WORDINGS: Wordings<TelegramEvents> = {
  "telegram.token-refused": error(
    () =>
      "Telegram refused the bot's token: messages for Telegram go by SMS or fail. Set --telegram-token to the token that BotFather shows.",
  ),
  "telegram.trouble": warning(({ problem }) => `Telegram sends no updates: ${problem}`),
  "telegram.back": info(() => "Telegram sends updates again"),
  "telegram.linked": info(({ name, number }) => `${name} has linked ${maskNumber(number)} to Telegram`),
  "telegram.unlinked": info(({ name, number, by }) =>
    by === "owner"
      ? `${name} has unlinked ${maskNumber(number)} from Telegram`
      : `${name} was unlinked from Telegram on the command line`,
  ),
  "telegram.blocked": info((person) => `${whoOf(person)} has blocked the bot`),
  "telegram.unblocked": info((person) => `${whoOf(person)} no longer blocks the bot`),
};

const whoOf = ({ name, number }: { name?: string; number?: string }) =>
  name === undefined || number === undefined ? "Somebody" : `${name} (${maskNumber(number)})`;
