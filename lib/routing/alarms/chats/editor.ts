import { backoffMs } from "../../../backoff.ts";
import type { Clock } from "../../../clock.ts";
import type { Log } from "../../../log.ts";
import { type AlarmCase, type AlarmChat, type AlarmChatStore, isOutage } from "../../../messages/index.ts";
import { type Loop, startLoop } from "../../queue/loop.ts";
import type { BotApiFailure, BotApiResult, EditedText, InlineButton } from "../../telegram/bot-api.ts";
import type { AlarmTexts } from "../texts.ts";
import { buttonData } from "./button-data.ts";
import { render, type Shown, shownText } from "./render.ts";

/** 16 at once: those who were told of an alarm see it within a second or two. */
const AT_ONCE = 16;
/** 60 s: longer than an edit may take, so that only a dead gateway loses it. */
const LEASE_MS = 60_000;
/** 5 s: what another gateway has changed is seen within that. */
const LOOK_EVERY_MS = 5_000;
/** 30 s for a lone gateway: it knows when something happens. */
const LOOK_ANYWAY_MS = 30_000;
const BACKOFF = { firstMs: 2_000, longestMs: 5 * 60_000 };
/** 20 attempts take more than an hour: by then somebody has looked elsewhere. */
const ATTEMPTS = 20;

/** Edits messages whose alarms have changed, on whichever gateway looks first. */
interface ChatEditor {
  start(): void;
  /** Something may have to be edited: look now. Cheap. */
  wake(): void;
  /** Cuts edits in progress short: they are made again. Resolves when they have ended. Never rejects. */
  stop(): Promise<void>;
}

/** Makes the editor. @param options.alone  no other gateway works on the database */
export function createChatEditor(options: {
  store: AlarmChatStore;
  edit: (message: EditedText, signal: AbortSignal) => Promise<BotApiResult<true>>;
  texts: () => AlarmTexts;
  alone: boolean;
  clock: Clock;
  log: Log;
}): ChatEditor {
  const { store, edit, texts, alone, clock, log } = options;
  let loop: Loop | undefined;
  const halt = new AbortController();

  async function look(): Promise<number> {
    while (!halt.signal.aborted) {
      const stale = await store.claimStale({ now: clock.now(), limit: AT_ONCE, leaseMs: LEASE_MS });
      if (stale.length === 0) break;
      await Promise.all(stale.map(attempt));
    }
    const nextAt = (await store.nextEdit()) ?? Number.POSITIVE_INFINITY;
    return Math.max(0, Math.min(alone ? LOOK_ANYWAY_MS : LOOK_EVERY_MS, nextAt - clock.now()));
  }

  /** One message must not hold up the others. Rejects with a StoreFailure while the database is away. */
  async function attempt(chat: AlarmChat): Promise<void> {
    try {
      await bringUpToDate(chat);
    } catch (error) {
      if (isOutage(error)) throw error;
      log.error(
        { err: error, messageId: chat.messageId },
        "an edit of an alarm's message failed by a mistake in the gateway",
      );
      await leave(chat, "a mistake in the gateway");
    }
  }

  async function bringUpToDate(chat: AlarmChat): Promise<void> {
    const { messageId, chatId, shownId, cases, text } = chat;
    const shows = render(cases, messageId, texts());
    const shown = shownAs(shows);
    if (shown !== chat.shown && text !== "") {
      const buttons = buttonsOf(shows, messageId, texts());
      const edited = await edit({ chatId, messageId: shownId, text: shownText(text, shows), buttons }, halt.signal);
      if (!edited.ok) return leave(chat, edited.problem.message, edited.problem);
    }
    const renderAgain = (now: readonly AlarmCase[]) => shownAs(render(now, messageId, texts()));
    await store.edited(chat, { shown, render: renderAgain, now: clock.now() });
  }

  async function leave(chat: AlarmChat, why: string, failure?: BotApiFailure): Promise<void> {
    const now = clock.now();
    const isFinal = failure?.kind === "forbidden" || failure?.kind === "refused" || chat.attempts >= ATTEMPTS;
    log.info({ messageId: chat.messageId, problem: why, isFinal }, "the message of an alarm could not be edited");
    if (!isFinal) return store.editLater(chat, now + (failure?.retryAfterMs ?? backoffMs(chat.attempts, BACKOFF)));
    await store.editGivenUp(chat, { why: `the message at Telegram could not be changed: ${why}`, now });
  }

  return {
    start() {
      loop = startLoop(look, { clock, log, name: "messages of alarms", firstMs: 0 });
    },
    wake: () => loop?.wake(),
    async stop() {
      halt.abort(new Error("the gateway stops"));
      await loop?.stop();
    },
  };
}

/** What stands under a text, to compare. Pure. */
export const shownAs = ({ state, buttons, isSettled }: Shown): string =>
  JSON.stringify({ state, buttons, ...(isSettled ? { isSettled } : {}) });

/** Pure. */
export const buttonsOf = ({ buttons }: Shown, messageId: number, texts: AlarmTexts): InlineButton[] =>
  buttons.map((act) => ({ text: texts.buttons[act], data: buttonData(act, messageId) }));
