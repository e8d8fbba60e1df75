import type { createBotApi } from "../../../lib/routing/index.ts";
import { eventually } from "../eventually.ts";
import type { TelegramServer } from "./server.ts";

type BotApi = ReturnType<typeof createBotApi>;

/** Counts what bots ask of the stand-in, so that a clock can wait for the answers. */
export interface BotCalls {
  counted(api: BotApi): BotApi;
  /** Resolves when no call is on its way but those that wait at Telegram; tells whether one was. */
  answered(): Promise<boolean>;
}

export function createBotCalls(telegram: Pick<TelegramServer, "waiting">): BotCalls {
  let open = 0;
  /** Cut short, and not ended yet: they still count as waiting at Telegram until it has seen that. */
  let ending = 0;
  const count = async <Result>(call: Promise<Result>, signal: AbortSignal): Promise<Result> => {
    const end = () => void ending++;
    signal.addEventListener("abort", end, { once: true });
    open++;
    try {
      return await call;
    } finally {
      signal.removeEventListener("abort", end);
      if (signal.aborted) ending--;
      open--;
    }
  };
  const isAnswered = () => ending === 0 && open === telegram.waiting;
  return {
    counted: (api) => ({
      botId: api.botId,
      getMe: (signal) => count(api.getMe(signal), signal),
      getUpdates: (options, signal) => count(api.getUpdates(options, signal), signal),
      setWebhook: (webhook, signal) => count(api.setWebhook(webhook, signal), signal),
      deleteWebhook: (signal) => count(api.deleteWebhook(signal), signal),
      getWebhookInfo: (signal) => count(api.getWebhookInfo(signal), signal),
      sendMessage: (message, signal) => count(api.sendMessage(message, signal), signal),
      editMessage: (message, signal) => count(api.editMessage(message, signal), signal),
      answerPress: (answer, signal) => count(api.answerPress(answer, signal), signal),
    }),
    async answered() {
      if (isAnswered()) return false;
      await eventually("Telegram's answers", isAnswered);
      return true;
    },
  };
}
