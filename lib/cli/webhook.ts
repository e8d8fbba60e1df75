import { resolve } from "node:path";
import { systemClock } from "../clock.ts";
import { COMMON_SETTINGS, type Config, parseDuration, parseOneOf, type SettingKey } from "../config/index.ts";
import { defined } from "../defined.ts";
import { openWebhooks } from "../gateway/index.ts";
import {
  OLD_SECRET_SECONDS,
  OLD_SECRET_SECONDS_AT_MOST,
  WEBHOOK_EVENTS,
  type Webhook,
  type WebhookEventType,
} from "../messages/index.ts";
import { no, ok, type Result } from "../result.ts";
import { damageOf, type WebhookDesk, type WebhookFault } from "../routing/index.ts";
import { columns } from "../table.ts";
import { visible } from "../visible.ts";
import { type Command, defineCommand } from "./command.ts";
import { CliError } from "./error.ts";
import type { CommandIo } from "./io.ts";
import { json } from "./list-options.ts";
import { timeText } from "./message-text.ts";
import { option, text } from "./options.ts";
import { outcomesOf } from "./outcome.ts";
import { showWarnings } from "./warnings.ts";
import { withStore } from "./with-store.ts";

/** What commands about webhooks need: where the data are, and where requests may go. */
const WEBHOOK_SETTINGS = [...COMMON_SETTINGS, "allowTargets"] as const satisfies readonly SettingKey[];

const done = outcomesOf({ one: "webhook", many: "webhooks", foundBy: "name", instead: "tell somebody else" });

const events = option("events", "EVENTS", {
  documentation: `What it gets, with commas: ${WEBHOOK_EVENTS.join(", ")}; an empty text for nothing but what rules send.`,
  parse: parseEvents,
});
const url = text("url", "URL", "The new address.");
const enabled = option("enabled", "ON", { documentation: "Whether it gets events: on or off.", parse: onOrOff() });
const ordered = option("ordered", "ON", {
  documentation: "Whether events go one after another: on or off.",
  parse: onOrOff(),
});
const keepOld = option("keep-old", "TIME", {
  documentation: "How long the secret before signs too: 24h by default, 30d at most; 0s makes it void at once.",
  parse: parseKeepOld,
});

/** `aldis webhook …`: the targets of signed webhooks. */
export const webhookCommands: readonly Command[] = [
  defineCommand({
    path: ["webhook", "list"],
    operands: [],
    summary: "list the targets of signed webhooks",
    details: "What became of deliveries shows aldis job list --destination webhook:NAME.",
    settings: WEBHOOK_SETTINGS,
    flags: { json },
    async run({ config, flags, io }) {
      const webhooks = await withDesk(config, io, ({ store }) => store.list());
      for (const each of webhooks) showWarnings(io, damageOf(each), each.name);
      io.out.write(flags.json ? jsonText(webhooks.map(withoutSecrets)) : listText(webhooks));
      return 0;
    },
  }),
  defineCommand({
    path: ["webhook", "add"],
    operands: ["NAME", "URL"],
    summary: "add a target of signed webhooks; its secret is shown once",
    details:
      "NAME has lower-case letters, digits, hyphens and underscores, and stays: rules and jobs name the target by it.",
    settings: WEBHOOK_SETTINGS,
    flags: { events, enabled, ordered },
    async run({ config, flags, operands: [name = "", url = ""], io }) {
      const webhook = {
        name,
        url,
        events: flags.events ?? [],
        enabled: flags.enabled ?? true,
        isOrdered: flags.ordered ?? false,
      };
      const added = await withDesk(config, io, (desk) => desk.add(webhook, {}));
      showOnce(io, done(added).secret);
      return 0;
    },
  }),
  defineCommand({
    path: ["webhook", "show"],
    operands: ["NAME"],
    summary: "show a target of signed webhooks",
    settings: WEBHOOK_SETTINGS,
    flags: { json },
    async run({ config, flags, operands: [name = ""], io }) {
      const webhook = await withDesk(config, io, (desk) => webhookNamed(desk, name));
      showWarnings(io, damageOf(webhook));
      io.out.write(flags.json ? jsonText(withoutSecrets(webhook)) : storyText(webhook));
      return 0;
    },
  }),
  defineCommand({
    path: ["webhook", "change"],
    operands: ["NAME"],
    summary: "change a target of signed webhooks",
    details: "What is not given stays.",
    settings: WEBHOOK_SETTINGS,
    flags: { url, events, enabled, ordered },
    async run({ config, flags, operands: [name = ""], io }) {
      const { url, events, enabled } = flags;
      const change = defined({ url, events, enabled, isOrdered: flags.ordered });
      if (Object.keys(change).length === 0) {
        throw new CliError("usage", "--url, --events, --enabled or --ordered: missing");
      }
      await act(config, io, name, (desk, { id }) => desk.change(id, change, {}));
      return 0;
    },
  }),
  defineCommand({
    path: ["webhook", "rotate"],
    operands: ["NAME"],
    summary: "give a target another secret; it is shown once",
    details: "The secret before signs too for a while, so that the receiver can be changed in between.",
    settings: WEBHOOK_SETTINGS,
    flags: { keepOld },
    async run({ config, flags, operands: [name = ""], io }) {
      const keepOldMs = flags.keepOld ?? OLD_SECRET_SECONDS * 1_000;
      const { secret } = await act(config, io, name, (desk, { id }) => desk.rotate(id, { keepOldMs }, {}));
      showOnce(io, secret);
      return 0;
    },
  }),
  defineCommand({
    path: ["webhook", "test"],
    operands: ["NAME"],
    summary: "send a target a test event",
    details: "A gateway that runs sends it within seconds; aldis job show tells what became of it.",
    settings: WEBHOOK_SETTINGS,
    flags: {},
    async run({ config, operands: [name = ""], io }) {
      const job = await act(config, io, name, (desk, { id }) => desk.test(id, {}));
      io.out.write(`job ${job}\n`);
      return 0;
    },
  }),
  defineCommand({
    path: ["webhook", "delete"],
    operands: ["NAME"],
    summary: "delete a target of signed webhooks that no policy names; its jobs that wait become dead letters",
    settings: WEBHOOK_SETTINGS,
    flags: {},
    async run({ config, operands: [name = ""], io }) {
      await act(config, io, name, (desk, { id }) => desk.remove(id, {}));
      return 0;
    },
  }),
];

/** Rejects with a CliError, or a StoreFailure. */
function withDesk<T>(
  config: Pick<Config, (typeof WEBHOOK_SETTINGS)[number]>,
  io: CommandIo,
  use: (desk: WebhookDesk) => Promise<T>,
): Promise<T> {
  return withStore(config, io, (store, events) =>
    use(openWebhooks(config, { directory: resolve(config.data), store, events, clock: systemClock })),
  );
}

/** Does something to the target of this name. Rejects with a CliError, or a StoreFailure. */
function act<T>(
  config: Pick<Config, (typeof WEBHOOK_SETTINGS)[number]>,
  io: CommandIo,
  name: string,
  use: (desk: WebhookDesk, webhook: Webhook) => Promise<Result<T, WebhookFault>>,
): Promise<T> {
  return withDesk(config, io, async (desk) => done(await use(desk, await webhookNamed(desk, name))));
}

/** Rejects with a CliError, or a StoreFailure. */
async function webhookNamed({ store }: WebhookDesk, name: string): Promise<Webhook> {
  const webhook = await store.findByName(name);
  if (webhook === undefined) throw new CliError("failed", "no webhook has this name");
  return webhook;
}

function parseKeepOld(given: string): Result<number> {
  const time = given === "0s" ? ok(0) : parseDuration(given);
  const isTooLong = time.ok && time.value > OLD_SECRET_SECONDS_AT_MOST * 1_000;
  return isTooLong ? no(`must be at most ${OLD_SECRET_SECONDS_AT_MOST / 86_400}d`) : time;
}

function parseEvents(given: string): Result<WebhookEventType[]> {
  const names = given.split(",").map((name) => name.trim());
  const known = WEBHOOK_EVENTS.filter((event) => names.includes(event));
  const unknown = names.filter((name) => name !== "" && !known.some((event) => event === name));
  return unknown.length === 0 ? ok(known) : no(`must be some of ${WEBHOOK_EVENTS.join(", ")}`);
}

function onOrOff(): (given: string) => Result<boolean> {
  const parse = parseOneOf(["on", "off"]);
  return (given) => {
    const word = parse(given);
    return word.ok ? ok(word.value === "on") : word;
  };
}

function showOnce(io: CommandIo, secret: string): void {
  io.err.write("This is the only time that the secret is shown:\n");
  io.out.write(`${secret}\n`);
}

const jsonText = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`;

function withoutSecrets({ secrets: _, unreadable: _damaged, isOrdered, ...webhook }: Webhook) {
  return { ...webhook, ordered: isOrdered };
}

function listText(webhooks: readonly Webhook[]): string {
  if (webhooks.length === 0) return "no webhooks\n";
  const rows = webhooks.map((webhook) => [webhook.name, stateText(webhook), visible(webhook.url), eventsText(webhook)]);
  return columns([["NAME", "STATE", "URL", "EVENTS"], ...rows]);
}

function storyText(webhook: Webhook): string {
  const { url, isOrdered, secrets, createdAt, changedAt } = webhook;
  const [secret, old] = secrets;
  const facts: [string, string | undefined][] = [
    ["URL", visible(url)],
    ["State", stateText(webhook)],
    ["Events", eventsText(webhook)],
    ["Order", isOrdered ? "one event after another" : "two events at once"],
    ["Secret", secret && `of ${timeText(secret.createdAt)}`],
    ["Old secret", old?.until === undefined ? undefined : `signs too until ${timeText(old.until)}`],
    ["Added", timeText(createdAt)],
    ["Changed", timeText(changedAt)],
  ];
  return columns(facts.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

const stateText = ({ enabled, unreadable }: Webhook) => (unreadable ? "damaged" : enabled ? "enabled" : "disabled");
const eventsText = ({ events, unreadable }: Webhook) =>
  events.length > 0 ? events.join(", ") : unreadable ? "-" : "only from rules";
