import { systemClock } from "../clock.ts";
import { COMMON_SETTINGS, type Config } from "../config/index.ts";
import { defined } from "../defined.ts";
import {
  type EventRecorder,
  OPT_OUT_REASON_CHARACTERS,
  type OptOut,
  type OptOutAction,
  type OptOutRecord,
} from "../messages/index.ts";
import { no, ok } from "../result.ts";
import { createOptOutDesk, NUMBER_PROBLEMS, type OptOutDesk } from "../routing/index.ts";
import type { Store } from "../store/index.ts";
import { columns } from "../table.ts";
import { visible } from "../visible.ts";
import { type Command, defineCommand } from "./command.ts";
import { CliError } from "./error.ts";
import type { CommandIo } from "./io.ts";
import { json, limit, USUALLY_LISTED } from "./list-options.ts";
import { timeText } from "./message-text.ts";
import { quietLog } from "./modem-work.ts";
import { option, text } from "./options.ts";
import { withStore } from "./with-store.ts";

const SETTINGS = [...COMMON_SETTINGS, "country"] as const;
const ofNumber = text("number", "NUMBER", "Only of this number.");
const search = text("search", "DIGITS", "Only numbers that contain these digits.");
const reason = option("reason", "TEXT", {
  documentation: "Why, for the audit.",
  parse: (text) =>
    text.length > 0 && text.length <= OPT_OUT_REASON_CHARACTERS
      ? ok(text)
      : no(`must have 1 to ${OPT_OUT_REASON_CHARACTERS} characters`),
});

/** `aldis opt-out …`: numbers that want no messages. */
export const optOutCommands: readonly Command[] = [
  defineCommand({
    path: ["opt-out", "list"],
    operands: [],
    summary: "list numbers that have opted out, newest first",
    details: "Nothing is sent to them, except by users who hold opt-out-override.",
    settings: SETTINGS,
    flags: { search, limit, json },
    async run({ config, flags, io }) {
      const { optOuts } = await withStore(config, io, ({ optOuts }) =>
        optOuts.page(defined({ search: flags.search }), { limit: flags.limit ?? USUALLY_LISTED }),
      );
      io.out.write(flags.json ? asJson(optOuts) : listText(optOuts));
      return 0;
    },
  }),
  defineCommand({
    path: ["opt-out", "show"],
    operands: ["NUMBER"],
    summary: "show whether a number has opted out, with its audit",
    settings: SETTINGS,
    flags: { json },
    async run({ config, flags, operands: [given = ""], io }) {
      const { number, optOut, records } = await withStore(config, io, async (store, events) => {
        const read = deskOf({ store, events, config, io }).read(given);
        const number = read.ok ? read.value : given;
        const { records } = await store.optOuts.audit({ number }, { limit: USUALLY_LISTED });
        return { number, optOut: await store.optOuts.find(number), records };
      });
      const state =
        optOut === undefined ? "has not opted out" : `opted out since ${timeText(optOut.since)} (${whoOf(optOut)})`;
      const shown = { number, optedOut: optOut !== undefined, ...defined({ since: optOut?.since }), audit: records };
      io.out.write(flags.json ? asJson(shown) : `${visible(number)} ${state}\n\n${auditText(records)}`);
      return 0;
    },
  }),
  defineCommand({
    path: ["opt-out", "add"],
    operands: ["NUMBER"],
    summary: "opt a number out: nothing is sent to it any more",
    details: "Messages to it that wait are cancelled.",
    settings: SETTINGS,
    flags: { reason },
    run: ({ config, flags, operands: [number = ""], io }) =>
      ask("opt-out", { config, io, number, reason: flags.reason }),
  }),
  defineCommand({
    path: ["opt-out", "remove"],
    operands: ["NUMBER"],
    summary: "opt a number in again",
    settings: SETTINGS,
    flags: { reason },
    run: ({ config, flags, operands: [number = ""], io }) =>
      ask("opt-in", { config, io, number, reason: flags.reason }),
  }),
  defineCommand({
    path: ["opt-out", "audit"],
    operands: [],
    summary: "list what was asked, when, and by which message or user, newest first",
    details: "Records stay as they are: nothing changes or deletes them.",
    settings: SETTINGS,
    flags: { number: ofNumber, limit, json },
    async run({ config, flags, io }) {
      const { records } = await withStore(config, io, (store, events) => {
        const read = flags.number === undefined ? undefined : deskOf({ store, events, config, io }).read(flags.number);
        const filter = defined({ number: read?.ok ? read.value : flags.number });
        return store.optOuts.audit(filter, { limit: flags.limit ?? USUALLY_LISTED });
      });
      io.out.write(flags.json ? asJson(records) : auditText(records));
      return 0;
    },
  }),
];

interface Parts {
  store: Store;
  events: EventRecorder;
  config: Pick<Config, "country">;
  io: Pick<CommandIo, "err">;
}

const deskOf = ({ store, events, config, io }: Parts): OptOutDesk =>
  createOptOutDesk({
    store: store.optOuts,
    archive: store.archive,
    events,
    log: quietLog(io),
    clock: systemClock,
    country: config.country,
  });

/** Gives the exit status. Rejects with a CliError, or a StoreFailure. */
function ask(
  action: OptOutAction,
  given: {
    config: Pick<Config, (typeof SETTINGS)[number]>;
    io: CommandIo;
    number: string;
    reason: string | undefined;
  },
): Promise<number> {
  const { config, io, number, reason } = given;
  return withStore(config, io, async (store, events) => {
    const done = await deskOf({ store, events, config, io }).ask({ number, action }, { door: "command", reason });
    if (!done.ok) throw new CliError("usage", `NUMBER: ${NUMBER_PROBLEMS[done.problem]}`);
    const { hasChanged, cancelled } = done.value;
    io.out.write(`${done.value.number} ${resultText(action, hasChanged)}${cancelledText(cancelled)}\n`);
    return 0;
  });
}

function resultText(action: OptOutAction, hasChanged: boolean): string {
  if (action === "opt-out") return hasChanged ? "opted out" : "had opted out before";
  return hasChanged ? "opted in again" : "had not opted out";
}

function cancelledText(cancelled: number): string {
  if (cancelled === 0) return "";
  return cancelled === 1 ? "; 1 waiting message cancelled" : `; ${cancelled} waiting messages cancelled`;
}

const asJson = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`;

function whoOf({ door, incomingId, userName }: Pick<OptOutRecord, "door" | "incomingId" | "userName">): string {
  if (incomingId !== undefined) return `message in-${incomingId}`;
  return userName === undefined ? door : `user ${visible(userName)}`;
}

function listText(optOuts: readonly OptOut[]): string {
  if (optOuts.length === 0) return "no opt-outs\n";
  const rows = optOuts.map((optOut) => [visible(optOut.number), timeText(optOut.since), whoOf(optOut)]);
  return columns([["NUMBER", "SINCE", "BY"], ...rows]);
}

function auditText(records: readonly OptOutRecord[]): string {
  if (records.length === 0) return "no records\n";
  const rows = records.map((record) => [
    String(record.id),
    timeText(record.at),
    visible(record.number),
    record.hasChanged ? record.action : `${record.action} (again)`,
    whoOf(record),
    visible(record.asked ?? ""),
  ]);
  return columns([["ID", "TIME", "NUMBER", "ASKED", "BY", "IN WORDS"], ...rows]);
}
