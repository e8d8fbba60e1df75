import type { Clock } from "../../clock.ts";
import type { Log } from "../../log.ts";
import type { EventRecorder, NewIncomingPart, TelegramStore, Turn } from "../../messages/index.ts";
import { no } from "../../result.ts";
import type { AlarmButtons } from "./alarm-buttons.ts";
import { createBeside } from "./beside.ts";
import type { BotApi, BotApiResult, BotIdentity, EditedText, OutgoingText } from "./bot-api.ts";
import { createRests } from "./sending/rests.ts";
import { createSendWithButtons } from "./sending/with-buttons.ts";
import type { TelegramTransport } from "./transport.ts";
import { createChanges } from "./updates/changes.ts";
import { react } from "./updates/conversation.ts";
import { createReplyRate, PRESSES } from "./updates/reply-rate.ts";
import { botTexts } from "./updates/texts.ts";
import { type ButtonPress, readUpdate } from "./updates/update.ts";
import { startUpdatePolling } from "./updates/update-polling.ts";

/** What stands between the gateway and its bot: what is sent, what comes in, who is linked. */
export interface TelegramBot {
  readonly transport: TelegramTransport;
  /** Begins to take updates. */
  start(): void;
  /** Resolves when the update in hand is stored and answers in progress have ended. Never rejects. */
  stop(): Promise<void>;
  /**
   * Takes one update; resolves when what it brought is durable.
   *
   * @throws what the store throws: Telegram sends it again
   */
  receive(update: unknown): Promise<void>;
  /** Replaces a message that it has sent, and its buttons. Never rejects. */
  edit(message: EditedText, signal: AbortSignal): Promise<BotApiResult<true>>;
}

interface BotOptions {
  api: BotApi;
  store: TelegramStore;
  /** Stores a message in the inbox, durably. @throws what the store throws */
  keep: (part: NewIncomingPart) => Promise<void>;
  readNumber: (raw: string) => string | undefined;
  /** Without them messages of alarms have no buttons. Asked for when there is a first one. */
  buttons?: () => AlarmButtons | undefined;
  clock: Clock;
  log: Log;
  events: EventRecorder;
  /** Of the gateways on a database one polls. */
  turn: Turn;
  /** Where Telegram brings updates; without it they are fetched. */
  webhook?: { url: string; secret: string };
}

const TOKEN_REFUSED = "Telegram refused the bot's token";

export function createTelegramBot(options: BotOptions): TelegramBot {
  const { api, store, clock, log, events } = options;
  const beside = createBeside(clock);
  const changes = createChanges(options);
  const mayReply = createReplyRate(clock.now);
  const mayPress = createReplyRate(clock.now, PRESSES);
  const rests = createRests(clock.now);
  let tokenRefused = false;
  let polling: ReturnType<typeof startUpdatePolling> | undefined;

  function sawAnswer(answer: BotApiResult<unknown>): void {
    const isRefused = !answer.ok && answer.problem.kind === "unauthorized";
    if (isRefused && !tokenRefused) {
      events.record({ kind: "telegram.token-refused" });
    }
    if (isRefused || answer.ok) tokenRefused = isRefused;
  }

  async function receive(given: unknown): Promise<void> {
    const update = readUpdate(given);
    if (update === undefined || update.kind === "other") return;
    if (update.kind === "press") return pressed(update.press);
    const chatId = update.kind === "message" ? update.message.chatId : update.chatId;
    const link = await store.findByChat(chatId);
    const { readNumber } = options;
    const { change, reply } = react(update, { botId: api.botId, link, now: clock.now(), readNumber });
    if (change !== undefined) await changes.make(change);
    if (reply !== undefined && rests.restMs(chatId) === 0 && mayReply(chatId)) answer(reply);
  }

  async function pressed({ queryId, chatId, messageId, data, language }: ButtonPress): Promise<void> {
    if (!mayPress(chatId)) return;
    const link = await store.findByChat(chatId);
    const press = link && { queryId, data, address: link.number, chatId, shownId: messageId };
    const text = press && (await options.buttons?.()?.press(press));
    if (text === undefined && !mayReply(chatId)) return;
    const said = { queryId, text: text ?? botTexts(language).notYourButton };
    beside.run(beside.limited((signal) => api.answerPress(said, signal)).then(warnUnlessOk));
  }

  /** Answers are given beside what comes next; one that is lost can be asked for again. */
  const answer = (reply: OutgoingText) =>
    beside.run(beside.limited((signal) => send(reply, signal)).then(warnUnlessOk));

  function warnUnlessOk(outcome: BotApiResult<unknown>): void {
    if (!outcome.ok) log.warn({ problem: outcome.problem.message }, "an answer of the bot was not accepted");
  }

  async function send(message: OutgoingText, signal: AbortSignal): Promise<BotApiResult<{ messageId: number }>> {
    const askedAt = clock.now();
    const outcome = await api.sendMessage(message, signal);
    sawAnswer(outcome);
    rests.heard(message.chatId, outcome, askedAt);
    return outcome;
  }

  async function edit(message: EditedText, signal: AbortSignal): Promise<BotApiResult<true>> {
    if (tokenRefused) return no({ kind: "unauthorized", message: TOKEN_REFUSED });
    const retryAfterMs = rests.restMs(message.chatId);
    if (retryAfterMs > 0) return no({ kind: "too-many", message: "it has asked to wait", retryAfterMs });
    const askedAt = clock.now();
    const outcome = await beside.limited((limit) => api.editMessage(message, AbortSignal.any([limit, signal])));
    sawAnswer(outcome);
    rests.heard(message.chatId, outcome, askedAt);
    return outcome;
  }

  const transport: TelegramTransport = {
    get trouble() {
      return tokenRefused ? TOKEN_REFUSED : undefined;
    },
    find: (number) => store.findByNumber(number),
    send: createSendWithButtons({ send, buttons: options.buttons, beside, log }),
    restMs: rests.restMs,
    blocked({ chatId }) {
      const failed = (error: unknown) => log.error({ err: error }, "who has blocked the bot could not be kept");
      beside.run(changes.noteBlocked(chatId, clock.now()).catch(failed));
    },
  };

  return {
    transport,
    receive,
    edit,
    start() {
      polling ??= startUpdatePolling({
        ...options,
        receive,
        sawAnswer,
        working: ({ username }: BotIdentity) => log.info({ bot: `@${username}` }, "Telegram works"),
      });
    },
    async stop() {
      await polling?.stop();
      await beside.stop();
    },
  };
}
