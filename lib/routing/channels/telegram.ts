import type { Bot, TelegramError } from "gramio";
import { defined } from "../../defined.ts";
import { no, ok } from "../../result.ts";
import type {
  BotApi,
  BotApiFailure,
  BotApiFailureKind,
  BotApiResult,
  InlineButton,
  OutgoingText,
} from "../telegram/bot-api.ts";

/** Only these are sent to us. */
const ALLOWED_UPDATES = ["message", "my_chat_member", "callback_query"] as const;

/**
 * The Bot API through gramio. Nobody else knows gramio, and no error of it goes any further: they hold the token (in the
 * URL) and the text.
 *
 * @param options.token  as BotFather gives it
 * @param options.api  base URL, `https://api.telegram.org` or that of a Bot API server of one's own
 */
export function createBotApi({ token, api }: { token: string; api: string }): BotApi {
  const baseURL = `${api.replace(/\/+$/, "")}/bot`;

  /**
   * gramio takes what a request needs besides its parameters from the bot: so each request has a bot of its own. It is
   * read with the first request, and takes 10 MB: most gateways ask nothing of Telegram.
   */
  async function ask<Value>(
    call: (bot: Bot["api"]) => Promise<Value>,
    { signal, keepalive = true }: { signal: AbortSignal; keepalive?: boolean },
  ): Promise<BotApiResult<Value>> {
    const { Bot, TelegramError } = await import("gramio");
    const bot = new Bot(token, { api: { baseURL, fetchOptions: { signal, keepalive, redirect: "error" } } });
    try {
      return ok(await call(bot.api));
    } catch (error) {
      return no(error instanceof TelegramError ? refusalOf(error, token) : failureOf(error));
    }
  }

  return {
    botId: Number(token.split(":")[0]),
    getMe: async (signal) =>
      mapped(await ask((bot) => bot.getMe(), { signal }), (me) => ({
        id: me.id,
        username: me.username ?? "",
        name: me.first_name,
      })),
    getUpdates: ({ offset, timeoutSeconds }, signal) =>
      ask((bot) => bot.getUpdates({ offset, timeout: timeoutSeconds, allowed_updates: [...ALLOWED_UPDATES] }), {
        signal,
      }),
    setWebhook: ({ url, secret }, signal) =>
      ask((bot) => bot.setWebhook({ url, secret_token: secret, allowed_updates: [...ALLOWED_UPDATES] }), { signal }),
    deleteWebhook: (signal) => ask((bot) => bot.deleteWebhook({ drop_pending_updates: false }), { signal }),
    getWebhookInfo: async (signal) =>
      mapped(await ask((bot) => bot.getWebhookInfo(), { signal }), (info) => ({
        url: info.url,
        pending: info.pending_update_count,
        ...defined({ lastError: info.last_error_message }),
      })),
    sendMessage: async ({ chatId, text, keyboard }, signal) =>
      mapped(
        await ask(
          (bot) =>
            bot.sendMessage({
              chat_id: chatId,
              text,
              link_preview_options: { is_disabled: true },
              ...(keyboard === undefined ? {} : { reply_markup: markupOf(keyboard) }),
            }),
          { signal, keepalive: false },
        ),
        (sent) => ({ messageId: sent.message_id }),
      ),
    editMessage: async ({ chatId, messageId, text, buttons }, signal) => {
      const edited = await ask(
        (bot) =>
          bot.editMessageText({
            chat_id: chatId,
            message_id: messageId,
            text,
            link_preview_options: { is_disabled: true },
            reply_markup: inlineKeyboard(buttons),
          }),
        { signal },
      );
      return edited.ok || NOT_MODIFIED.test(edited.problem.message) ? ok(true) : edited;
    },
    answerPress: ({ queryId, text }, signal) =>
      ask((bot) => bot.answerCallbackQuery({ callback_query_id: queryId, text }), { signal }),
  };
}

/** The same edit was made before, and its answer was lost. */
const NOT_MODIFIED = /message is not modified/;

function mapped<Given, Value>(answer: BotApiResult<Given>, map: (given: Given) => Value): BotApiResult<Value> {
  return answer.ok ? ok(map(answer.value)) : answer;
}

function markupOf(keyboard: NonNullable<OutgoingText["keyboard"]>) {
  if (keyboard === "remove") return { remove_keyboard: true as const };
  if ("buttons" in keyboard) return inlineKeyboard(keyboard.buttons);
  return {
    keyboard: [[{ text: keyboard.shareNumber, request_contact: true }]],
    resize_keyboard: true,
    one_time_keyboard: true,
  };
}

/** One row. */
const inlineKeyboard = (buttons: readonly InlineButton[]) => ({
  inline_keyboard: buttons.length === 0 ? [] : [buttons.map(({ text, data }) => ({ text, callback_data: data }))],
});

function failureOf(error: unknown): BotApiFailure {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (error instanceof SyntaxError) return { kind: "no-answer", message: "the answer is not one of the Bot API" };
  if (NOTHING_WRITTEN.test(code)) {
    return { kind: "unreachable", message: `Telegram cannot be reached (${code})` };
  }
  return { kind: "no-answer", message: `the connection to Telegram broke${code === "" ? "" : ` (${code})`}` };
}

/** What `fetch` says when there was no connection to write to, or its certificate was refused. */
const NOTHING_WRITTEN =
  /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|E(NET|HOST)UNREACH|EPROTO|UnexpectedRedirect)$|CERT|SIGNED|TLS/;

function refusalOf(error: TelegramError<"sendMessage">, token: string): BotApiFailure {
  const kind = kindOf(error.code);
  const seconds = error.payload?.retry_after;
  return {
    kind,
    message: error.message.replaceAll(token, "…"),
    ...(kind === "too-many" && seconds !== undefined && seconds > 0 ? { retryAfterMs: seconds * 1_000 } : {}),
  };
}

function kindOf(code: number): BotApiFailureKind {
  switch (code) {
    // A token of the wrong form is not even a path: 404.
    case 401:
    case 404:
      return "unauthorized";
    case 403:
      return "forbidden";
    case 409:
      return "conflict";
    case 429:
      return "too-many";
    default:
      return code >= 500 ? "server" : "refused";
  }
}
