import type { Result } from "../../result.ts";

/** What is asked of Telegram's Bot API (https://core.telegram.org/bots/api). No method rejects: failures are values. */
export interface BotApi {
  /** The bot's own ID, which its token begins with. */
  readonly botId: number;
  getMe(signal: AbortSignal): Promise<BotApiResult<BotIdentity>>;
  /**
   * Updates from `offset` on, as Telegram sent them; what is before it is confirmed and never comes again. Waits up to
   * `timeoutSeconds` when there are none.
   */
  getUpdates(
    options: { offset: number; timeoutSeconds: number },
    signal: AbortSignal,
  ): Promise<BotApiResult<unknown[]>>;
  /** `secret` comes back in a header of every update. */
  setWebhook(webhook: { url: string; secret: string }, signal: AbortSignal): Promise<BotApiResult<true>>;
  /** What has not been fetched stays. */
  deleteWebhook(signal: AbortSignal): Promise<BotApiResult<true>>;
  getWebhookInfo(signal: AbortSignal): Promise<BotApiResult<WebhookInfo>>;
  /** Sends plain text: nothing in it is markup. On a connection of its own, so that one that broke was really used. */
  sendMessage(message: OutgoingText, signal: AbortSignal): Promise<BotApiResult<{ messageId: number }>>;
  /** Replaces a message of the bot's own, its buttons too. One that looks like this already is no failure. */
  editMessage(message: EditedText, signal: AbortSignal): Promise<BotApiResult<true>>;
  /** Ends the wait of whoever has pressed a button, and shows up to 200 characters for a moment. */
  answerPress(answer: { queryId: string; text: string }, signal: AbortSignal): Promise<BotApiResult<true>>;
}

export interface BotIdentity {
  id: number;
  /** Without the @. */
  username: string;
  name: string;
}

interface WebhookInfo {
  /** Empty: updates are polled. */
  url: string;
  /** Updates that wait. */
  pending: number;
  lastError?: string;
}

export interface OutgoingText {
  chatId: number;
  text: string;
  /** A button in place of the keyboard that shares the person's number; or none any more; or buttons under the text. */
  keyboard?: { shareNumber: string } | "remove" | { buttons: readonly InlineButton[] };
}

/** A button under a message: `data` comes back when it is pressed, 1 to 64 octets. */
export interface InlineButton {
  text: string;
  data: string;
}

export interface EditedText {
  chatId: number;
  messageId: number;
  text: string;
  buttons: readonly InlineButton[];
}

/** Failures are values: no call rejects. */
export type BotApiResult<Value> = Result<Value, BotApiFailure>;

export type BotApiFailureKind =
  /** 401 or 404: there is no bot with this token. */
  | "unauthorized"
  /** 403: the person has blocked the bot, or has never written to it. */
  | "forbidden"
  /** Another 4xx: the same request would be refused again. */
  | "refused"
  /** 409: another program takes this bot's updates. */
  | "conflict"
  /** 429: wait. */
  | "too-many"
  /** 5xx: Telegram could not do it now. */
  | "server"
  /** No connection: nothing was written. */
  | "unreachable"
  /** The request may have been written, and no answer of the Bot API came back. */
  | "no-answer";

export interface BotApiFailure {
  kind: BotApiFailureKind;
  /** One sentence for people, without the token, text and number. */
  message: string;
  /** With `too-many`, where Telegram says how long. */
  retryAfterMs?: number;
}
