import type { Clock } from "../clock.ts";
import type { Config } from "../config/index.ts";
import { TELEGRAM_WEBHOOK_PATH, type TelegramWebhook } from "../http/index.ts";
import type { Log } from "../log.ts";
import type { EventRecorder, NewIncomingPart } from "../messages/index.ts";
import {
  type Alarms,
  createBotApi,
  createNumberReader,
  createTelegramBot,
  type TelegramBot,
} from "../routing/index.ts";
import type { Store } from "../store/index.ts";
import type { Nodes } from "./nodes.ts";

/** The gateway's bot and its webhook. Neither without a token. */
interface Telegram {
  bot?: TelegramBot;
  webhook?: TelegramWebhook;
}

/** Makes the bot of the configuration. It is not started. */
export function createTelegram(
  config: Pick<Config, "telegramToken" | "telegramApi" | "telegramUpdates" | "publicUrl" | "country">,
  options: {
    store: Pick<Store, "telegram">;
    keep: (part: NewIncomingPart) => Promise<void>;
    buttons: () => Alarms["buttons"];
    events: EventRecorder;
    clock: Clock;
    log: Log;
    nodes: Pick<Nodes, "turn" | "onOutdated">;
  },
): Telegram {
  const { telegramToken: token, telegramUpdates, publicUrl } = config;
  if (token === undefined) return {};
  // Telegram brings updates by HTTPS alone.
  const isBrought = telegramUpdates === "auto" && publicUrl?.url.startsWith("https:") === true;
  const webhookUrl = isBrought ? `${publicUrl.url}${TELEGRAM_WEBHOOK_PATH}` : undefined;
  const numbers = createNumberReader({ country: config.country });
  const secret = webhookSecret(token);
  const api = createBotApi({ token, api: config.telegramApi });
  const bot = createTelegramBot({
    ...options,
    api,
    turn: options.nodes.turn(`telegram:${api.botId}`),
    store: options.store.telegram,
    readNumber(raw) {
      // Telegram gives international numbers, with or without the plus.
      const read = numbers.read(raw.startsWith("+") ? raw : `+${raw}`);
      return read.ok ? read.value : undefined;
    },
    ...(webhookUrl === undefined ? {} : { webhook: { url: webhookUrl, secret } }),
  });
  options.nodes.onOutdated(bot.stop);
  return { bot, ...(webhookUrl === undefined ? {} : { webhook: { secret, receive: bot.receive } }) };
}

/** The same after every start and on every gateway with this token, and of no use for anything else. */
function webhookSecret(token: string): string {
  return new Bun.CryptoHasher("sha256", token).update("aldis: secret token of the webhook").digest("hex");
}
