import { defined } from "../../../lib/defined.ts";
import { logEvents } from "../../../lib/gateway/events.ts";
import { createLog } from "../../../lib/log.ts";
import {
  ALWAYS_OURS,
  type InboxStore,
  type MessageState,
  type NewMessage,
  type Turn,
} from "../../../lib/messages/index.ts";
import {
  createBotApi,
  createInbox,
  createNumberReader,
  createOutbox,
  createTelegramBot,
  type OutboxSettings,
} from "../../../lib/routing/index.ts";
import { openStore, type Store } from "../../../lib/store/index.ts";
import { queryOf, startApi } from "../api-server.ts";
import { eventually } from "../eventually.ts";
import { createManualClock, type ManualClock } from "../manual-clock.ts";
import { recordEvents } from "../recorded-events.ts";
import { createScriptedTransport, createScriptedTransports } from "../scripted-transports.ts";
import { type BotCalls, createBotCalls } from "./calls.ts";
import { startTelegram, type TelegramServer } from "./server.ts";
import type { Chat } from "./world.ts";

const NOON = Date.UTC(2026, 0, 5, 12);
const STEP_MS = 5_000;

const numbers = createNumberReader({ country: "DE" });
function readNumber(raw: string): string | undefined {
  const read = numbers.read(raw);
  return read.ok ? read.value : undefined;
}

export type TelegramGateway = Awaited<ReturnType<typeof startTelegramGateway>>;

/**
 * Everything from `/api.php` to the stand-in for Telegram and to one scripted SMS line, on a clock that a test moves.
 *
 * @param options.store  in place of one in memory; its owner closes it
 * @param options.beside  another gateway, whose Telegram and clock it shares
 * @param options.through  stands before the store of what comes in, to make it fail
 * @param options.bot  `false`: no token is configured
 * @param options.turn  to take what the bot is told; always this gateway's when left out
 * @param options.api  another base URL than that of the stand-in
 */
export async function startTelegramGateway(
  options: {
    store?: Store;
    beside?: { clock: ManualClock; telegram: TelegramServer; calls: BotCalls };
    through?: (store: InboxStore) => InboxStore;
    settings?: Partial<OutboxSettings>;
    bot?: boolean;
    api?: string;
    node?: string;
    turn?: Turn;
    buttons?: Parameters<typeof createTelegramBot>[0]["buttons"];
  } = {},
) {
  const clock = options.beside?.clock ?? createManualClock(NOON);
  const telegram = options.beside?.telegram ?? (await startTelegram());
  const store = options.store ?? (await openStore({ url: "sqlite::memory:", now: clock.now }));
  const calls = options.beside?.calls ?? createBotCalls(telegram);
  // Without this, virtual time would run past the limits of real requests.
  clock.waitFor(async () => {
    do await store.idle();
    while (await calls.answered());
  });
  const logLines: string[] = [];
  const log = createLog({
    level: "debug",
    format: "json",
    destination: { write: (transport: string) => void logLines.push(transport) },
  });
  const events = recordEvents();
  logEvents(events, log);
  const sms = createScriptedTransport("m1");
  const transports = createScriptedTransports([sms]);
  const node = options.node ?? "gateway";
  const inbox = createInbox({
    store: options.through?.(store.inbox) ?? store.inbox,
    recordReport: () => Promise.resolve({ matched: false }),
    clock,
    log,
    events,
  });
  const bot =
    options.bot === false
      ? undefined
      : createTelegramBot({
          api: calls.counted(createBotApi({ token: telegram.token, api: options.api ?? telegram.url })),
          store: store.telegram,
          keep: inbox.keep,
          readNumber,
          clock,
          log,
          events,
          turn: options.turn ?? ALWAYS_OURS,
          ...defined({ buttons: options.buttons }),
        });
  const outbox = createOutbox({
    store: store.outbox,
    transports,
    ...defined({ telegram: bot?.transport }),
    clock,
    log,
    events,
    node,
    random: () => 0,
    ...defined({ settings: options.settings }),
  });
  const api = await startApi({
    clock,
    store,
    accept: outbox.accept,
  });
  await outbox.start();
  bot?.start();

  async function find(id: number) {
    const found = await store.outbox.find(id);
    if (found === undefined) throw new Error(`there is no message ${id}`);
    return found;
  }
  let people = 0;

  return {
    clock,
    telegram,
    calls,
    store,
    api,
    bot,
    outbox,
    sms,
    transports,
    events,
    logLines,
    find,
    /** A person with a number, whom the bot knows if `linked`, from now on or from long ago. */
    async person(given: { linked: boolean | "long ago"; language?: string }): Promise<{ number: string; chat: Chat }> {
      const count = ++people;
      const phone = `491701${String(count).padStart(6, "0")}`;
      const chat = telegram.world.join({
        id: 5_000_000_000 + count,
        first_name: `Person ${count}`,
        phone,
        language_code: given.language ?? "en",
      });
      if (given.linked === "long ago" || (given.linked && (bot === undefined || options.api !== undefined))) {
        chat.state = "open";
        const link = {
          number: `+${phone}`,
          chatId: chat.person.id,
          name: chat.person.first_name,
          linkedAt: clock.now(),
        };
        await store.telegram.link(link);
      } else if (given.linked) {
        chat.sharesNumber();
        await eventually("the link", () => store.telegram.findByNumber(`+${phone}`));
        await eventually("the bot's answer", () => chat.received.length === 1);
        chat.received.length = 0;
      }
      return { number: `+${phone}`, chat };
    },
    /** Sends to one person by `/api.php`; gives the ID. */
    async request(parameters: Record<string, string | undefined>): Promise<number> {
      const answer = await fetch(`${api.url}/api.php`, {
        method: "POST",
        body: new URLSearchParams(queryOf(parameters)),
      });
      const body = await answer.text();
      if (body !== "OK") throw new Error(`${answer.status} ${body}: ${JSON.stringify(api.events.all.at(-1))}`);
      return Number(answer.headers.get("x-message-id"));
    },
    /** Accepts messages without `/api.php`, automatic ones unless they say otherwise; gives the IDs. */
    accept(...messages: (Partial<NewMessage> & { recipient: string })[]): Promise<number[]> {
      const now = clock.now();
      return outbox.accept(
        messages.map((message) => ({
          text: "Hallo",
          kind: "text",
          flash: false,
          channel: "auto",
          priority: 1,
          source: "test",
          sendAt: now,
          expiresAt: now + 3_600_000,
          ...message,
        })),
        now,
      );
    },
    /** What the log says of what Telegram has not accepted. */
    refusals: () => logLines.filter((transport) => transport.includes("not accepted by Telegram")),
    /** Resolves when the message is in `state`. */
    until: (id: number, state: MessageState) =>
      eventually(`message ${id} to be ${state}`, async () => (await find(id)).message.state === state),
    /** Lets time pass; the database and Telegram answer what was asked of them before time goes on. */
    advance: clock.advance,
    /** Lets time pass until something has come about. */
    pass: (what: string, until: () => boolean | Promise<boolean>) =>
      eventually(what, async () => {
        if (await until()) return true;
        await clock.advance(STEP_MS);
        return until();
      }),
    async [Symbol.asyncDispose]() {
      telegram.cutAll();
      await bot?.stop();
      await outbox.stop();
      await api[Symbol.asyncDispose]();
      if (options.store === undefined) await store.close();
      if (options.beside === undefined) await telegram[Symbol.asyncDispose]();
    },
  };
}
