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

export function createBotCalls(telegram: Pick<TelegramServer, "waiting" | "url">): BotCalls {
  let open = 0;
  /** Cut short: they may count as waiting at Telegram until it has noticed. */
  let cut = 0;
  const count = async <Result>(call: Promise<Result>, signal: AbortSignal): Promise<Result> => {
    let isCut = false;
    const end = () => {
      isCut = true;
      cut++;
    };
    if (signal.aborted) end();
    else signal.addEventListener("abort", end, { once: true });
    open++;
    try {
      return await call;
    } finally {
      signal.removeEventListener("abort", end);
      open--;
      if (isCut) void noticeCuts(telegram.url).finally(() => cut--);
    }
  };
  const isAnswered = () => cut === 0 && open === telegram.waiting;
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

/**
 * Resolves when the stand-in has noticed every request that was cut short so far: one thread does what is fetched in order, so the end of
 * theirs arrives before this one. Never rejects.
 */
const noticeCuts = (url: string) =>
  fetch(url).then(
    async (response) => void (await response.text()),
    () => undefined,
  );
