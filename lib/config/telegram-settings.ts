import { no, ok, type Result } from "../result.ts";
import { setting, single } from "./option.ts";

/** The settings of Telegram. */
export const TELEGRAM_SETTINGS = {
  telegramToken: setting<string | undefined>({
    flag: "telegram-token",
    placeholder: "TOKEN",
    environment: "ALDIS_TELEGRAM_TOKEN",
    documentation:
      "Token of the bot that sends by Telegram, as BotFather gives it (docs/telegram.md). Without it, everything goes by SMS. Gateways that share a database need the same token.",
    secret: true,
    defaultShown: "none: no Telegram",
    parse: single(parseToken),
  }),
  telegramApi: setting({
    flag: "telegram-api",
    placeholder: "URL",
    environment: "ALDIS_TELEGRAM_API",
    documentation: "Address of the Bot API: Telegram's own, or a Bot API server that you run.",
    default: "https://api.telegram.org",
    parse: single(parseBaseUrl),
  }),
  publicUrl: setting<string | undefined>({
    flag: "public-url",
    placeholder: "URL",
    environment: "ALDIS_PUBLIC_URL",
    documentation:
      "The gateway's URL on the Internet, such as https://sms.example.org. With it, Telegram delivers what people write to the bot; without it, the gateway polls for it.",
    defaultShown: "none",
    parse: single(parseBaseUrl),
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
