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
  const count = async <Result>(call: Promise<Result>): Promise<Result> => {
    open++;
    try {
      return await call;
    } finally {
      open--;
    }
  };
  const isAnswered = () => open === telegram.waiting;
  return {
    counted: (api) => ({
      botId: api.botId,
      getMe: (signal) => count(api.getMe(signal)),
      getUpdates: (options, signal) => count(api.getUpdates(options, signal)),
      setWebhook: (webhook, signal) => count(api.setWebhook(webhook, signal)),
      deleteWebhook: (signal) => count(api.deleteWebhook(signal)),
      getWebhookInfo: (signal) => count(api.getWebhookInfo(signal)),
      sendMessage: (message, signal) => count(api.sendMessage(message, signal)),
      editMessage: (message, signal) => count(api.editMessage(message, signal)),
      answerPress: (answer, signal) => count(api.answerPress(answer, signal)),
    }),
    async answered() {
      if (isAnswered()) return false;
      await eventually("Telegram's answers", isAnswered);
      return true;
    },
  };
}
