import type { Clock } from "../../clock.ts";
import type { Log } from "../../log.ts";
import type { EventRecorder, NewIncomingPart, TelegramStore } from "../../messages/index.ts";
import type { BotApi, BotApiResult, BotIdentity, OutgoingText } from "./bot-api.ts";
import { createRests } from "./sending/rests.ts";
import type { TelegramTransport } from "./transport.ts";
import { react } from "./updates/conversation.ts";
import { createReplyRate } from "./updates/reply-rate.ts";
import { readUpdate } from "./updates/update.ts";
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
}

interface BotOptions {
  api: BotApi;
  store: TelegramStore;
  /** Stores a message in the inbox, durably. @throws what the store throws */
  keep: (part: NewIncomingPart) => Promise<void>;
  readNumber: (raw: string) => string | undefined;
  clock: Clock;
  log: Log;
  events: EventRecorder;
  /** This gateway's name on the database. */
  node: string;
  /** Where Telegram brings updates; without it they are fetched. */
  webhook?: { url: string; secret: string };
}

/** 15 s for an answer of the bot: its person can write again. */
const REPLY_LIMIT_MS = 15_000;
const TOKEN_REFUSED = "Telegram refused the bot's token";

export function createTelegramBot(options: BotOptions): TelegramBot {
  const { api, store, clock, log, events } = options;
  const halt = new AbortController();
  const replies = new Set<Promise<void>>();
  const mayReply = createReplyRate(clock.now);
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
    const chatId = update.kind === "message" ? update.message.chatId : update.chatId;
    const link = await store.findByChat(chatId);
    const { readNumber } = options;
    const { change, reply } = react(update, { botId: api.botId, link, now: clock.now(), readNumber });
    if (change !== undefined) await make(change);
    if (reply !== undefined && rests.restMs(chatId) === 0 && mayReply(chatId)) answer(reply);
  }

  async function make(change: NonNullable<ReturnType<typeof react>["change"]>): Promise<void> {
    switch (change.kind) {
      case "link": {
        await store.link(change.link);
        const { number, name } = change.link;
        events.record({ kind: "telegram.linked", name, number });
        return;
      }
      case "unlink": {
        const ended = await store.unlink({ chatId: change.chatId });
        if (ended !== undefined) {
          events.record({ kind: "telegram.unlinked", name: ended.name, number: ended.number, by: "owner" });
        }
        return;
      }
      case "blocked":
        return noteBlocked(change.chatId, change.since);
      case "keep":
        return options.keep(change.part);
      default:
        return change satisfies never;
    }
  }

  async function noteBlocked(chatId: number, since: number | undefined): Promise<void> {
    if (!(await store.setBlocked(chatId, since))) return;
    const link = await store.findByChat(chatId);
    events.record({
      kind: since === undefined ? "telegram.unblocked" : "telegram.blocked",
      ...(link === undefined ? {} : { name: link.name, number: link.number }),
    });
  }

  /** Answers are given beside what comes next; one that is lost can be asked for again. */
  function answer(reply: OutgoingText): void {
    const limit = new AbortController();
    const timer = clock.setTimer(REPLY_LIMIT_MS, () => limit.abort(new Error("no answer")));
    const given: Promise<void> = send(reply, AbortSignal.any([limit.signal, halt.signal]))
      .then((outcome) => {
        if (!outcome.ok) log.warn({ problem: outcome.problem.message }, "an answer of the bot was not accepted");
      })
      .finally(() => {
        timer.cancel();
        replies.delete(given);
      });
    replies.add(given);
  }

  async function send(message: OutgoingText, signal: AbortSignal): Promise<BotApiResult<{ messageId: number }>> {
    const askedAt = clock.now();
    const outcome = await api.sendMessage(message, signal);
    sawAnswer(outcome);
    rests.heard(message.chatId, outcome, askedAt);
    return outcome;
  }

  const transport: TelegramTransport = {
    get trouble() {
      return tokenRefused ? TOKEN_REFUSED : undefined;
    },
    find: (number) => store.findByNumber(number),
    send,
    restMs: rests.restMs,
    blocked({ chatId }) {
      const noted: Promise<void> = noteBlocked(chatId, clock.now())
        .catch((error) => log.error({ err: error }, "who has blocked the bot could not be kept"))
        .finally(() => replies.delete(noted));
      replies.add(noted);
    },
  };

  return {
    transport,
    receive,
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
      halt.abort(new Error("the gateway stops"));
      await Promise.all(replies);
    },
  };
}
