import { backoffMs } from "../../../backoff.ts";
import type { Clock } from "../../../clock.ts";
import type { Log } from "../../../log.ts";
import type { EventRecorder, Turn } from "../../../messages/index.ts";
import type { BotApi, BotApiFailure, BotApiResult, BotIdentity } from "../bot-api.ts";
import { readUpdate } from "./update.ts";

/**
 * 25 s: how long Telegram holds a request for updates when there are none. Shorter means more requests; longer is more
 * often cut by a proxy.
 */
const POLL_SECONDS = 25;
/** 15 s for any request, and for a poll on top of what Telegram holds it. */
const REQUEST_MS = 15_000;
/** 1 s until this gateway looks again whether it is its turn: looking costs nothing. */
const OTHER_POLLS_MS = 1_000;
/** 5 min: a webhook that somebody changed, or that fails, is noticed within this time. */
const WEBHOOK_CHECK_MS = 5 * 60_000;
/** 60 s: only a person changes a token. */
const TOKEN_REFUSED_MS = 60_000;
/** 60 s: the longest pause between attempts; updates stay with Telegram for a day. */
const LONGEST_PAUSE_MS = 60_000;
const BACKOFF = { firstMs: 1_000, longestMs: LONGEST_PAUSE_MS };
/** 1 s: the pause after a server that does not hold the request, which would otherwise be asked in a busy loop. */
const SHORTEST_WAIT_MS = 1_000;
/** 4 failures in a row are worth an event; a shorter outage is ordinary. */
const OUTAGE = 4;

/** Takes the bot's updates, one after another, until it is stopped. */
interface UpdatePolling {
  /** Resolves when the update in hand is dealt with, and what was taken is confirmed. Never rejects. */
  stop(): Promise<void>;
}

/**
 * Starts at once: asks who the bot is, then polls, or has updates brought to the webhook and looks after that.
 *
 * @param options.receive  takes an update durably; when it throws, the update is taken again
 */
export function startUpdatePolling(options: {
  api: BotApi;
  /** Of the gateways on a database one polls. */
  turn: Turn;
  clock: Clock;
  log: Log;
  events: EventRecorder;
  webhook?: { url: string; secret: string };
  receive: (update: unknown) => Promise<void>;
  sawAnswer: (answer: BotApiResult<unknown>) => void;
  working: (identity: BotIdentity) => void;
}): UpdatePolling {
  const { api, turn, clock, log, events, webhook } = options;
  const halt = new AbortController();
  const outage = createOutageCount({ log, events, isStopping: () => halt.signal.aborted });
  /** From the first update that is not confirmed. */
  let offset = 0;
  let unconfirmed = false;
  let webhookSet = false;

  async function run(): Promise<void> {
    let step: () => Promise<number> = introduce;
    for (;;) {
      let pauseMs: number;
      try {
        pauseMs = await step();
        if (step === introduce && pauseMs === 0) step = webhook === undefined ? poll : keepWebhook;
      } catch (error) {
        if (halt.signal.aborted) break;
        log.error({ err: error }, "updates from Telegram cannot be kept; they are taken again");
        pauseMs = outage.next();
      }
      if (halt.signal.aborted) break;
      if (pauseMs > 0) await clock.sleep(pauseMs, halt.signal).catch(() => undefined);
      if (halt.signal.aborted) break;
    }
    await leave();
  }

  /** Each step gives how long to wait before the next, in ms. */
  async function introduce(): Promise<number> {
    const me = await ask((signal) => api.getMe(signal));
    if (!me.ok) return outage.failed(me.problem);
    if (webhook === undefined) {
      const deleted = await ask((signal) => api.deleteWebhook(signal));
      if (!deleted.ok) return outage.failed(deleted.problem);
    }
    outage.over();
    options.working(me.value);
    return 0;
  }

  async function poll(): Promise<number> {
    if (!turn.isOurs) return OTHER_POLLS_MS;
    const began = clock.now();
    const wait = POLL_SECONDS * 1_000;
    const answer = await ask((signal) => api.getUpdates({ offset, timeoutSeconds: POLL_SECONDS }, signal), wait);
    if (!answer.ok) return outage.failed(answer.problem);
    unconfirmed = false;
    for (const update of answer.value) {
      // While it waited another gateway may have taken over, and then takes what is not confirmed.
      if (halt.signal.aborted || !turn.isOurs) return 0;
      await options.receive(update);
      const id = readUpdate(update)?.id;
      if (id === undefined) continue;
      offset = id + 1;
      unconfirmed = true;
    }
    outage.over();
    // An update without a number cannot be confirmed, and would come again at once.
    if (answer.value.length > 0) return unconfirmed ? 0 : LONGEST_PAUSE_MS;
    // A server that does not wait as it was asked to.
    return clock.now() - began < SHORTEST_WAIT_MS ? SHORTEST_WAIT_MS : 0;
  }

  async function keepWebhook(): Promise<number> {
    if (webhook === undefined) return LONGEST_PAUSE_MS;
    const info = await ask((signal) => api.getWebhookInfo(signal));
    if (!info.ok) return outage.failed(info.problem);
    if (!webhookSet || info.value.url !== webhook.url) {
      const set = await ask((signal) => api.setWebhook(webhook, signal));
      if (!set.ok) return outage.failed(set.problem);
      webhookSet = true;
      log.info({ url: webhook.url }, "Telegram brings its updates");
    } else if (info.value.lastError !== undefined && info.value.pending > 0) {
      log.warn({ problem: info.value.lastError, pending: info.value.pending }, "Telegram cannot bring its updates");
    }
    outage.over();
    return WEBHOOK_CHECK_MS;
  }

  async function ask<Value>(
    request: (signal: AbortSignal) => Promise<BotApiResult<Value>>,
    waitMs = 0,
  ): Promise<BotApiResult<Value>> {
    const answer = await limited(clock, waitMs + REQUEST_MS, (limit) => request(AbortSignal.any([limit, halt.signal])));
    if (!halt.signal.aborted) options.sawAnswer(answer);
    return answer;
  }

  /** Confirms what was taken: else it would come again to the next life, which would answer it again. */
  async function leave(): Promise<void> {
    if (webhook !== undefined) return;
    if (unconfirmed && turn.isOurs) {
      await limited(clock, CONFIRM_MS, (limit) => api.getUpdates({ offset, timeoutSeconds: 0 }, limit));
    }
    await turn.release();
  }

  turn.want(webhook === undefined);
  const running = run();
  return {
    stop() {
      halt.abort(new Error("the gateway stops"));
      return running;
    },
  };
}

/** Gives a request a signal that ends it after `limitMs`. */
async function limited<Answer>(
  clock: Clock,
  limitMs: number,
  request: (limit: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  const limit = new AbortController();
  const timer = clock.setTimer(limitMs, () => limit.abort(new Error("no answer")));
  try {
    return await request(limit.signal);
  } finally {
    timer.cancel();
  }
}

/** Counts failures in a row, and tells when they have become an outage and when it is over. */
function createOutageCount(options: { log: Log; events: EventRecorder; isStopping: () => boolean }) {
  const { log, events } = options;
  let failures = 0;
  return {
    over(): void {
      if (failures >= OUTAGE) events.record({ kind: "telegram.back" });
      failures = 0;
    },
    /** Gives how long to wait before the next attempt, in ms. */
    next: () => backoffMs(++failures, BACKOFF),
    /** As `next`, for what Telegram said. */
    failed(failure: BotApiFailure): number {
      if (options.isStopping()) return 0;
      failures++;
      if (failure.kind === "unauthorized") return TOKEN_REFUSED_MS;
      if (failures === 1) log.warn({ problem: failure.message }, "Telegram sends no updates; trying again");
      if (failures === OUTAGE) events.record({ kind: "telegram.trouble", problem: failure.message });
      return failure.retryAfterMs ?? backoffMs(failures, BACKOFF);
    },
  };
}

/** 3 s to confirm the last updates when stopping; unconfirmed ones come again and are answered again. */
const CONFIRM_MS = 3_000;
