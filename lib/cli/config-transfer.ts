import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { systemClock } from "../clock.ts";
import { type Resolved, SETTINGS, type SettingKey } from "../config/index.ts";
import { type ConfigurationDesk, LARGEST_CONFIGURATION, openConfiguration } from "../gateway/index.ts";
import { parseJson } from "../json.ts";
import {
  CONFIGURATION_SECTIONS,
  type ConfigurationPlan,
  type ConfigurationProblem,
  type ConfigurationSection,
} from "../messages/index.ts";
import { visible } from "../visible.ts";
import { type Command, defineCommand } from "./command.ts";
import { CliError, reasonOf } from "./error.ts";
import { counted, writeExport } from "./export-file.ts";

import { json } from "./list-options.ts";
import { text, toggle } from "./options.ts";
import { withStore, withStoreOrNew } from "./with-store.ts";

const EVERY = Object.keys(SETTINGS) as SettingKey[];
const COMMON = { settings: EVERY, ignoresSettings: true, readsStoredSettings: true } as const;
/** 4 KiB: a passphrase of 1,000 characters, whatever they are. */
const LARGEST_PASSPHRASE = 4_096;

const secretsPassphrase = text(
  "secrets-passphrase-file",
  "FILE",
  "A file with the passphrase that locks the secrets in the export: PINs, passwords, tokens, signing keys. A line end behind it does not count.",
);

/** `aldis config …`: what people have set, as one file. */
export const configTransferCommands: readonly Command[] = [
  defineCommand({
    ...COMMON,
    path: ["config", "export"],
    operands: ["[FILE]"],
    summary: "write users, contacts, groups, rules, settings and what else people have set into one JSON file",
    details:
      "The same configuration gives the same file, from SQLite and PostgreSQL. Without --secrets-passphrase-file no secret is in it, without --passwords no password. Messages, alarms and events are not: aldis backup has them. FILE is for its owner alone, and is replaced when it is an earlier export.",
    writesData: true,
    flags: {
      passwords: toggle(
        "passwords",
        "Write the hashes of the users' passwords too: anybody with the file can try passwords.",
      ),
      secretsPassphrase,
    },
    async run({ config, given, flags, operands: [to], io }) {
      const passphrase = readPassphrase(flags.secretsPassphrase);
      const exported = await withStore(config, io, (store, events) =>
        deskOf({ config, given }, store, events).export({ passwords: flags.passwords === true, ...passphrase }),
      );
      const written = done(exported);
      writeExport(to, { text: written, what: whatIsIn(written), isEarlier: isConfiguration }, io);
      return 0;
    },
  }),
  defineCommand({
    ...COMMON,
    path: ["config", "import"],
    operands: ["FILE"],
    summary: "show what a file of aldis config export would change, and with --apply change it",
    details:
      "What the file names is added, or becomes what the file says; everything else stays. All of it is done in one transaction, also while the gateway runs. A rule, check or webhook whose secrets are not in the file is added switched off; a user without a password is added without one (aldis user passwd).",
    flags: {
      apply: toggle("apply", "Do it. Without, only the plan is shown."),
      secretsPassphrase,
      json,
    },
    async run({ config, given, flags, operands: [from = ""], io }) {
      refuseLarge(from, LARGEST_CONFIGURATION);
      const file = await Bun.file(from).text();
      const by = readPassphrase(flags.secretsPassphrase);
      const plan = await withStoreOrNew(config, io, async (store, events) => {
        const desk = deskOf({ config, given }, store, events);
        return done(await (flags.apply === true ? desk.import(file, by) : desk.plan(file, by)));
      });
      io.out.write(
        flags.json === true ? `${JSON.stringify(plan, undefined, 2)}\n` : planText(plan, flags.apply === true),
      );
      return 0;
    },
  }),
];

const isConfiguration = (earlier: string) =>
  (parseJson(earlier) as { aldis?: unknown } | undefined)?.aldis === "configuration";

/** `3 users, 2 contacts` */
function whatIsIn(written: string): string {
  const json = JSON.parse(written) as Record<ConfigurationSection, object>;
  const parts = CONFIGURATION_SECTIONS.flatMap((section) => {
    const count = Object.keys(json[section]).length;
    return count === 0 ? [] : [counted(count, ...ONE_OR_MANY[section])];
  });
  return parts.length === 0 ? "an empty configuration" : parts.join(", ");
}

const ONE_OR_MANY: Readonly<Record<ConfigurationSection, [one: string, many?: string]>> = {
  users: ["user"],
  contacts: ["contact"],
  policies: ["policy", "policies"],
  groups: ["group"],
  templates: ["template"],
  rules: ["rule"],
  webhooks: ["webhook"],
  checks: ["check"],
  optOuts: ["opt-out"],
  settings: ["setting"],
};

function deskOf(
  own: Resolved,
  store: Parameters<typeof openConfiguration>[1]["store"],
  events: Parameters<typeof openConfiguration>[1]["events"],
): ConfigurationDesk {
  return openConfiguration(own, { directory: resolve(own.config.data), store, events, clock: systemClock });
}

function readPassphrase(file: string | undefined): { passphrase?: string } {
  if (file === undefined) return {};
  refuseLarge(file, LARGEST_PASSPHRASE);
  return { passphrase: readFileSync(file, "utf8").replace(/\r?\n$/, "") };
}

/** The size of a file is looked at before it is read. @throws CliError */
function refuseLarge(file: string, limit: number): void {
  let size: number;
  try {
    const found = statSync(file);
    if (!found.isFile()) throw new CliError("failed", `${file} is not a file`);
    size = found.size;
  } catch (cause) {
    if (cause instanceof CliError) throw cause;
    throw new CliError("failed", `${file} cannot be read: ${reasonOf(cause)}`, { cause });
  }
  if (size > limit) throw new CliError("failed", `${file} is larger than ${limit} bytes`);
}

/** @throws CliError with why it was not done */
function done<Value>(outcome: { ok: true; value: Value } | { ok: false; problem: ConfigurationProblem }): Value {
  if (outcome.ok) return outcome.value;
  const { problem } = outcome;
  if (problem.kind !== "invalid") throw new CliError("failed", problem.message);
  const faults = problem.faults.map(({ pointer, message }) => visible(`${pointer || "the file"} ${message}`));
  throw new CliError("usage", faults.join("\n"));
}

function planText({ sections, conflicts, missing }: ConfigurationPlan, isDone: boolean): string {
  const lines = sections.flatMap(({ section, added, changed, unchanged }) => [
    ...(added.length + changed.length + unchanged === 0
      ? []
      : [`${section}: ${added.length} added, ${changed.length} changed, ${unchanged} unchanged`]),
    ...added.map((name) => `  + ${visible(name)}`),
    ...changed.map(({ name, fields }) => `  ~ ${visible(name)} (${fields.join(", ")})`),
  ]);
  const left = conflicts.map(({ section, name, problem }) => `  ! ${section} ${visible(name)} ${visible(problem)}`);
  const bare = missing.map(({ section, name, lacks }) => `  ? ${section} ${visible(name)}: ${LACKS[lacks]}`);
  const all = [
    ...(lines.length === 0 ? ["the file has nothing"] : lines),
    ...(left.length === 0 ? [] : ["left out:", ...left]),
    ...(bare.length === 0 ? [] : ["without their secrets:", ...bare]),
    isDone ? "done" : "nothing was changed: --apply does it",
  ];
  return `${all.join("\n")}\n`;
}

const LACKS = {
  password: "has no password",
  secrets: "is switched off until its secrets are set",
  value: "has no value",
} as const;
