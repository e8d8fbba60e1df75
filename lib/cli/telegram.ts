import { COMMON_SETTINGS } from "../config/index.ts";
import { defined } from "../defined.ts";
import type { TelegramLink } from "../messages/index.ts";
import { createBotApi, createNumberReader } from "../routing/index.ts";
import type { Store } from "../store/index.ts";
import { columns } from "../table.ts";
import { type Command, defineCommand } from "./command.ts";
import { CliError } from "./error.ts";
import { withStore } from "./with-store.ts";

/** 10 s: a person waits for this command and can repeat it. */
const ASK_LIMIT_MS = 10_000;
/** 500 rows per query: bounds the memory of a long list. */
const PAGE = 500;

/** `aldis telegram …`: the bot, and who can be reached by it. */
export const telegramCommands: readonly Command[] = [
  defineCommand({
    path: ["telegram", "status"],
    operands: [],
    summary: "check the bot with Telegram, and show how many people are linked",
    details: "Exit status 0: messages can go by Telegram; 1: they cannot.",
    settings: [...COMMON_SETTINGS, "telegramToken", "telegramApi"],
    flags: {},
    async run({ config, io }) {
      const { linked, blocked } = await withStore(config, io, (store) => store.telegram.count());
      const people = peopleText(linked, blocked);
      if (config.telegramToken === undefined) {
        io.out.write(columns([["Linked:", people]]));
        throw new CliError(
          "failed",
          "this command has no bot token: give it the same --telegram-token (ALDIS_TELEGRAM_TOKEN) as the gateway",
        );
      }
      const api = createBotApi({ token: config.telegramToken, api: config.telegramApi });
      const limit = AbortSignal.any([io.signal, AbortSignal.timeout(ASK_LIMIT_MS)]);
      const [me, webhook] = await Promise.all([api.getMe(limit), api.getWebhookInfo(limit)]);
      if (!me.ok || !webhook.ok) {
        io.out.write(columns([["Linked:", people]]));
        const failure = [me, webhook].find((answer) => !answer.ok)?.problem;
        throw new CliError("failed", failureText(failure?.kind, failure?.message));
      }
      const { url, pending, lastError } = webhook.value;
      const updates = url === "" ? "fetched by the gateway" : `brought by Telegram to ${url}, ${pending} wait`;
      io.out.write(
        columns([
          ["Bot:", `@${me.value.username} (${me.value.name})`],
          ["People begin at:", `https://t.me/${me.value.username}`],
          ["Updates:", updates],
          ...(lastError === undefined ? [] : [["Last trouble:", lastError]]),
          ["Linked:", people],
        ]),
      );
      return 0;
    },
  }),
  defineCommand({
    path: ["telegram", "links"],
    operands: [],
    summary: "list who can be reached by Telegram",
    settings: COMMON_SETTINGS,
    flags: {},
    async run({ config, io }) {
      await withStore(config, io, async (store) => {
        for await (const page of pagesOf(store)) io.out.write(columns(page.map(rowOf)));
      });
      return 0;
    },
  }),
  defineCommand({
    path: ["telegram", "unlink"],
    operands: ["NUMBER"],
    summary: "remove a link: messages for the number go by SMS again",
    details: "Its owner can share the number with the bot again.",
    settings: [...COMMON_SETTINGS, "country"],
    flags: {},
    async run({ config, operands: [given = ""], io }) {
      const read = createNumberReader({ country: config.country }).read(given);
      if (!read.ok) throw new CliError("usage", `${given} is not a telephone number`);
      const number = read.value;
      const ended = await withStore(config, io, async (store, events) => {
        const link = await store.telegram.unlink({ number });
        if (link !== undefined) {
          events.record({ kind: "telegram.unlinked", name: link.name, number, by: "operator" });
        }
        return link;
      });
      if (ended === undefined) throw new CliError("failed", `${number} is not linked to Telegram`);
      io.out.write(`${number} (${ended.name}) is no longer linked to Telegram\n`);
      return 0;
    },
  }),
];

async function* pagesOf(store: Store): AsyncGenerator<TelegramLink[]> {
  let after: string | undefined;
  for (;;) {
    const page = await store.telegram.list({ limit: PAGE, ...defined({ after }) });
    if (page.length > 0) yield page;
    after = page.at(-1)?.number;
    if (page.length < PAGE) return;
  }
}

function rowOf({ number, name, linkedAt, blockedAt }: TelegramLink): string[] {
  const since = `linked ${new Date(linkedAt).toISOString().slice(0, 10)}`;
  return [number, name, since, blockedAt === undefined ? "" : "blocks the bot"];
}

function peopleText(linked: number, blocked: number): string {
  const people = `${linked} ${linked === 1 ? "person" : "people"}`;
  return blocked === 0 ? people : `${people}, ${blocked} of them ${blocked === 1 ? "blocks" : "block"} the bot`;
}

function failureText(kind: string | undefined, message: string | undefined): string {
  return kind === "unauthorized"
    ? "Telegram refused the bot's token: give the one that BotFather shows"
    : `Telegram did not answer: ${message ?? "no answer"}`;
}
