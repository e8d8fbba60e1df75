import { hostname } from "node:os";
import { systemClock } from "../clock.ts";
import { COMMON_SETTINGS, type Config } from "../config/index.ts";
import { compactDatabase, RETENTION_KEYS, retentionRules } from "../gateway/index.ts";
import type { RetentionKind } from "../messages/index.ts";
import {
  createRetention,
  type LastRun,
  type RemovedRows,
  type RetentionDesk,
  type RetentionState,
} from "../routing/index.ts";
import { columns } from "../table.ts";
import { type Command, defineCommand } from "./command.ts";
import { CliError } from "./error.ts";
import type { CommandIo } from "./io.ts";
import { json } from "./list-options.ts";
import { timeText } from "./message-text.ts";
import { quietLog } from "./modem-work.ts";
import { toggle } from "./options.ts";
import { withStore } from "./with-store.ts";

const KEYS = Object.keys(RETENTION_KEYS) as (keyof typeof RETENTION_KEYS)[];
const SETTINGS = [...COMMON_SETTINGS, ...KEYS] as const;
type Settings = Pick<Config, (typeof SETTINGS)[number]>;

/** `aldis retention …`: what is kept, and for how long. */
export const retentionCommands: readonly Command[] = [
  defineCommand({
    path: ["retention", "show"],
    operands: [],
    summary: "show how much is kept, for how long, and what the last run deleted",
    details:
      "What is kept how long are settings: aldis setting set keep-sent 90d. The gateway deletes at --retention-cron.",
    settings: SETTINGS,
    flags: { json },
    async run({ config, flags, io }) {
      const state = await withRetention(config, io, (desk) => desk.state());
      io.out.write(flags.json ? asJson(state) : stateText(state));
      return 0;
    },
  }),
  defineCommand({
    path: ["retention", "run"],
    operands: [],
    summary: "delete now what is kept no longer",
    details:
      "In small steps, so a gateway may run meanwhile. What waits, is being sent, is unknown, may still get a delivery report, or belongs to an open alarm stays. It may be stopped at any time, and goes on with the next run.",
    settings: SETTINGS,
    flags: { dryRun: toggle("dry-run", "Only say what would be deleted."), json },
    async run({ config, flags, io }) {
      if (flags.dryRun === true) {
        const removed = await withRetention(config, io, (desk) => desk.preview());
        io.out.write(flags.json ? asJson(removed) : `would be deleted:\n${removedText(removed)}`);
        return 0;
      }
      const last = await withRetention(config, io, (desk) => desk.run(io.signal));
      if ("by" in last)
        throw new CliError("failed", `${last.by} is deleting now: aldis retention show says how far it is`);
      io.out.write(flags.json ? asJson(last) : `deleted:\n${lastText(last)}`);
      return last.isWhole ? 0 : 1;
    },
  }),
  defineCommand({
    path: ["retention", "compact"],
    operands: [],
    summary: "make the file of a SQLite database as small as it can be; the gateway must be stopped",
    details:
      "SQLite writes the file again: its disk and that of /var/tmp each need room for a second one. Databases of an earlier version need it once, so that their file shrinks with each run from then on. If it is interrupted, the database stays as it was.",
    settings: COMMON_SETTINGS,
    flags: {},
    async run({ config, io }) {
      const { file, before, after } = compactDatabase(config, quietLog(io));
      io.out.write(`${file}: ${mebibytes(before)}, now ${mebibytes(after)}\n`);
      return Promise.resolve(0);
    },
  }),
];

function withRetention<T>(config: Settings, io: CommandIo, use: (desk: RetentionDesk) => Promise<T>): Promise<T> {
  return withStore(config, io, (store, events) => {
    const { desk } = createRetention({
      store: store.retention,
      notes: store.settings,
      rules: () => retentionRules(config),
      node: `a command on ${hostname()}`,
      alone: store.database === "sqlite",
      events,
      clock: systemClock,
      log: quietLog(io),
    });
    return use(desk);
  });
}

const asJson = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`;

const NAMES: Readonly<Record<RetentionKind, string>> = {
  sent: "sent messages",
  incoming: "received messages",
  events: "events",
  jobs: "delivered jobs",
  "dead-jobs": "dead letters",
  audit: "opt-out records",
};

const DAY_MS = 24 * 3_600_000;
const HOUR_MS = 3_600_000;
const ageText = (ms: number) => (ms % DAY_MS === 0 ? `${ms / DAY_MS} d` : `${Math.round(ms / HOUR_MS)} h`);
const mebibytes = (octets: number) => `${(octets / 1_048_576).toFixed(1)} MiB`;

function stateText({ kinds, textsMs, database, running, nextRun, last }: RetentionState): string {
  const rows = kinds.map(({ kind, rows, oldest, ageMs, most }) => [
    NAMES[kind],
    String(rows),
    oldest === undefined ? "-" : timeText(oldest),
    ageMs === undefined ? "for good" : ageText(ageMs),
    most === undefined ? "all" : String(most),
  ]);
  const free = database.freeOctets === undefined ? "" : `, ${mebibytes(database.freeOctets)} of it free`;
  const shrinks = database.canShrink === false ? "; its file does not shrink: aldis retention compact" : "";
  const lines = [
    `texts of messages are kept ${textsMs === undefined ? "as long as the messages" : ageText(textsMs)}`,
    ...withoutEffect(kinds, textsMs),
    `database: ${mebibytes(database.octets)}${free}${shrinks}`,
    running === undefined
      ? `next run: ${nextRun === undefined ? "never (retention-cron)" : timeText(nextRun)}`
      : `running since ${timeText(running.since)}, by ${running.node}`,
  ];
  const before = last === undefined ? "no run yet\n" : `last run: ${timeText(last.at)}\n${lastText(last)}`;
  return `${columns([["KIND", "ROWS", "OLDEST", "KEPT", "AT MOST"], ...rows])}${lines.join("\n")}\n${before}`;
}

/** Texts cannot be kept longer than the messages that they are in. */
function withoutEffect(kinds: RetentionState["kinds"], textsMs: number | undefined): string[] {
  return kinds.flatMap(({ kind, ageMs }) =>
    (kind === "sent" || kind === "incoming") && ageMs !== undefined && textsMs !== undefined && textsMs > ageMs
      ? [
          `warning: keep-texts (${ageText(textsMs)}) is longer than keep-${kind} (${ageText(ageMs)}): texts of ${NAMES[kind]} go with the messages`,
        ]
      : [],
  );
}

function removedText(removed: readonly RemovedRows[]): string {
  const some = removed.filter(({ rows }) => rows > 0);
  if (some.length === 0) return "  nothing\n";
  return some
    .map(({ kind, what, rows }) => `  ${rows} ${what === "texts" ? "texts of " : ""}${NAMES[kind]}\n`)
    .join("");
}

function lastText({ removed, freedOctets, milliseconds, isWhole }: LastRun): string {
  const end = isWhole ? "" : "  it was cut off, and goes on with the next run\n";
  return `${removedText(removed)}  ${mebibytes(freedOctets)} freed, in ${(milliseconds / 1_000).toFixed(1)} s\n${end}`;
}
