import { no, ok, type Result } from "../result.ts";
import { choice } from "./kinds.ts";
import { settingsOf, single } from "./option.ts";

const telegram = settingsOf("telegram");

/** The settings of Telegram. */
export const TELEGRAM_SETTINGS = {
  telegramToken: telegram.restart<string | undefined>({
    flag: "telegram-token",
    placeholder: "TOKEN",
    documentation:
      "Token of the bot that sends by Telegram, as BotFather gives it (docs/telegram.md). Without it, everything goes by SMS. Gateways that share a database need the same token.",
    secret: true,
    defaultShown: "none: no Telegram",
    parse: single(parseToken),
  }),
  // On one machine: whoever names another server gets the token.
  telegramApi: telegram.machine({
    flag: "telegram-api",
    placeholder: "URL",
    documentation: "Address of the Bot API: Telegram's own, or a Bot API server that you run.",
    default: "https://api.telegram.org",
    parse: single(parseBaseUrl),
  }),
  telegramUpdates: telegram.restart({
    flag: "telegram-updates",
    documentation:
      "How what people write to the bot gets here: auto has Telegram bring it to an https --public-url and polls without one; poll is for a public URL that the Internet cannot reach.",
    default: "auto",
    ...choice("auto", "poll"),
  }),
};

/** The problem does not show the token. */
function parseToken(text: string): Result<string> {
  return /^\d{3,20}:[\w-]{20,100}$/.test(text)
    ? ok(text)
    : no("must be a bot's token as BotFather gives it: digits, a colon, and about 35 letters and digits");
}

/** Without a slash at its end. */
function parseBaseUrl(text: string): Result<string> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url?.search === "" && url.hash === "" && url.username === "" && url.password === "";
  return url !== undefined && isPlain && /^https?:$/.test(url.protocol)
    ? ok(url.href.replace(/\/+$/, ""))
    : no("must be the beginning of a URL, such as https://sms.example.org");
}
