import { defined } from "../../../lib/defined.ts";
import type { Chat, World } from "./world.ts";

/** An answer as the Bot API gives it: https://core.telegram.org/bots/api#making-requests */
export type ApiAnswer =
  | { ok: true; result: unknown }
  | { ok: false; error_code: number; description: string; parameters?: { retry_after?: number } };

export const apiError = (error_code: number, description: string, retry_after?: number): ApiAnswer => ({
  ok: false,
  error_code,
  description,
  ...(retry_after === undefined ? {} : { parameters: { retry_after } }),
});

export interface Webhook {
  url: string;
  secret: string;
}

/** What the server keeps besides the world. */
export interface ServerState {
  bot: { id: number; is_bot: true; first_name: string; username: string };
  world: World;
  webhook: Webhook | undefined;
  /** Ends the request for updates that waits. */
  endPoll: (() => void) | undefined;
  /** The kinds of updates that the bot has asked for; all of them at first. Kept until it asks for others. */
  allowed: readonly string[] | undefined;
}

export type Parameters = Record<string, unknown>;

/** One request on its connection. */
interface Request {
  /** Aborted when the client is gone. */
  gone: AbortSignal;
  /** Waits for something that may not come. */
  wait<T>(until: Promise<T>): Promise<T>;
}

type Method = (state: ServerState, given: Parameters, request: Request) => ApiAnswer | Promise<ApiAnswer>;

const done = (result: unknown): ApiAnswer => ({ ok: true, result });

/** The methods that there are, by their names in lower case: Telegram does not mind how they are written. */
export const METHODS: Record<string, Method> = {
  getme: ({ bot }) => done({ ...bot, can_join_groups: true, can_read_all_group_messages: false }),
  getupdates: getUpdates,
  sendmessage: sendMessage,
  editmessagetext: editMessageText,
  answercallbackquery: answerCallbackQuery,
  setwebhook(state, given) {
    const url = String(given.url ?? "");
    allow(state, given);
    state.webhook = url === "" ? undefined : { url, secret: String(given.secret_token ?? "") };
    return done(true);
  },
  deletewebhook(state) {
    state.webhook = undefined;
    return done(true);
  },
  getwebhookinfo: ({ webhook, world }) =>
    done({
      url: webhook?.url ?? "",
      has_custom_certificate: false,
      pending_update_count: webhook === undefined ? 0 : world.updatesFrom(0).length,
    }),
};

function allow(state: ServerState, given: Parameters): void {
  if (Array.isArray(given.allowed_updates)) state.allowed = given.allowed_updates.map(String);
}

/** Kinds of updates that a bot has to ask for, as far as the stand-in has them. */
const KINDS = ["message", "my_chat_member", "callback_query"];
const isAllowed = ({ allowed }: ServerState, update: Record<string, unknown>): boolean =>
  allowed === undefined || !KINDS.some((kind) => kind in update && !allowed.includes(kind));

const WEBHOOK_ACTIVE =
  "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";
const TERMINATED = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running";

async function getUpdates(state: ServerState, given: Parameters, { gone, wait }: Request): Promise<ApiAnswer> {
  if (state.webhook !== undefined) return apiError(409, WEBHOOK_ACTIVE);
  state.endPoll?.();
  allow(state, given);
  const offset = Number(given.offset ?? 0);
  const look = () =>
    state.world
      .updatesFrom(offset)
      .filter((update) => isAllowed(state, update))
      .slice(0, Number(given.limit ?? 100));
  const seconds = Number(given.timeout ?? 0);
  if (look().length > 0 || seconds === 0) return done(look());
  const ended = Promise.withResolvers<"update" | "time" | "terminated">();
  const timer = setTimeout(() => ended.resolve("time"), seconds * 1_000);
  const unsubscribe = state.world.onUpdate(() => ended.resolve("update"));
  gone.addEventListener("abort", () => ended.resolve("time"), { once: true });
  const endPoll = () => ended.resolve("terminated");
  state.endPoll = endPoll;
  const how = await wait(ended.promise);
  clearTimeout(timer);
  unsubscribe();
  if (state.endPoll === endPoll) state.endPoll = undefined;
  if (how === "terminated") return apiError(409, TERMINATED);
  return done(gone.aborted ? [] : look());
}

function sendMessage({ world, bot }: ServerState, given: Parameters): ApiAnswer {
  const chat = world.chat(Number(given.chat_id));
  const text = String(given.text ?? "").trim();
  if (chat === undefined) return apiError(400, "Bad Request: chat not found");
  if (chat.state === "blocked") return apiError(403, "Forbidden: bot was blocked by the user");
  if (chat.state === "not-begun") return apiError(403, "Forbidden: bot can't initiate conversation with a user");
  const refused = refusalOf(text, given);
  if (refused !== undefined) return refused;
  const messageId = world.nextMessageId();
  chat.received.push({
    messageId,
    text,
    ...defined({ replyMarkup: given.reply_markup }),
  });
  return done(messageOf(bot, chat, { messageId, text }));
}

/** Without `reply_markup` the buttons go. */
function editMessageText({ world, bot }: ServerState, given: Parameters): ApiAnswer {
  const chat = world.chat(Number(given.chat_id));
  const text = String(given.text ?? "").trim();
  if (chat === undefined) return apiError(400, "Bad Request: chat not found");
  const shown = chat.received.find(({ messageId }) => messageId === Number(given.message_id));
  if (shown === undefined) return apiError(400, "Bad Request: message to edit not found");
  if (chat.state === "blocked") return apiError(403, "Forbidden: bot was blocked by the user");
  const refused = refusalOf(text, given);
  if (refused !== undefined) return refused;
  if (shown.text === text && markup(shown.replyMarkup) === markup(given.reply_markup)) {
    return apiError(400, NOT_MODIFIED);
  }
  shown.before = [...(shown.before ?? []), shown.text];
  shown.text = text;
  shown.replyMarkup = given.reply_markup;
  return done(messageOf(bot, chat, shown));
}

const NOT_MODIFIED =
  "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message";

/** No buttons are the same as none. */
const markup = (given: unknown): string => {
  const { inline_keyboard: rows } = (given ?? {}) as { inline_keyboard?: unknown[] };
  return rows?.length === 0 ? "{}" : JSON.stringify(given ?? {});
};

function answerCallbackQuery({ world }: ServerState, given: Parameters): ApiAnswer {
  const press = world.press(String(given.callback_query_id));
  const text = String(given.text ?? "");
  if (press === undefined || press.answer !== undefined) {
    return apiError(400, "Bad Request: query is too old and response timeout expired or query ID is invalid");
  }
  if (text.length > 200) return apiError(400, "Bad Request: MESSAGE_TOO_LONG");
  press.answer = text;
  return done(true);
}

/** Why a text, or what is under it, is refused. */
function refusalOf(text: string, given: Parameters): ApiAnswer | undefined {
  if (text === "") return apiError(400, "Bad Request: message text is empty");
  if (text.length > 4096) return apiError(400, "Bad Request: message is too long");
  if (!text.isWellFormed()) return apiError(400, "Bad Request: strings must be encoded in UTF-8");
  // With a parse_mode the text would be markup; without one it is what it says.
  if (given.parse_mode !== undefined && /<[^>]*$/.test(text)) {
    return apiError(400, "Bad Request: can't parse entities");
  }
  const { inline_keyboard: rows = [] } = (given.reply_markup ?? {}) as {
    inline_keyboard?: { text?: string; callback_data?: string }[][];
  };
  for (const button of rows.flat()) {
    if (!button.text) return apiError(400, "Bad Request: inline keyboard button text is empty");
    const octets = Buffer.byteLength(button.callback_data ?? "");
    if (octets < 1 || octets > 64) return apiError(400, "Bad Request: BUTTON_DATA_INVALID");
  }
  return undefined;
}

function messageOf(bot: ServerState["bot"], chat: Chat, { messageId, text }: { messageId: number; text: string }) {
  const { id, first_name } = chat.person;
  return {
    message_id: messageId,
    from: bot,
    chat: { id, type: "private", first_name },
    date: 1_767_614_400,
    text,
  };
}
