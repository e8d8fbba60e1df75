import { resolve } from "node:path";
import {
  type Applies,
  describeSettings,
  everySetting,
  type Resolved,
  SETTINGS,
  type SettingKey,
  type SettingView,
} from "../config/index.ts";
import { createSecretKey, createSettingsDesk, type SettingChanges, type SettingsDesk } from "../gateway/index.ts";
import type { EventRecorder } from "../messages/index.ts";
import { nearest } from "../nearest.ts";
import type { Store } from "../store/index.ts";
import { columns } from "../table.ts";
import { type Command, defineCommand } from "./command.ts";
import { CliError } from "./error.ts";
import type { CommandIo } from "./io.ts";
import { json } from "./list-options.ts";
import { toggle } from "./options.ts";
import { readStandardInput } from "./password.ts";
import { withStore, withStoreOrNew } from "./with-store.ts";

const EVERY = Object.keys(SETTINGS) as SettingKey[];
const COMMON = { settings: EVERY, ignoresSettings: true, readsStoredSettings: true } as const;

const WHEN: Readonly<Record<Applies, string>> = {
  now: "applies on running gateways within 2 s",
  restart: "applies when the gateway starts again",
  machine: "only given on the command line, in the environment and in the file",
};

/** `aldis setting …`: the settings that the database keeps. */
export const settingCommands: readonly Command[] = [
  defineCommand({
    ...COMMON,
    path: ["setting", "list"],
    operands: ["[NAME…]"],
    summary: "show settings, with their values and where those come from",
    details:
      "Sources are the command line, the environment and the file of this command, which may differ from those of the gateway, then the database, then the default. A secret is shown as •••.",
    flags: { json },
    async run({ config, given, flags, operands, io }) {
      for (const name of operands) mustExist(name);
      const all = await withStore(config, io, (store, events) => deskOf({ config, given }, store, events).list());
      const shown = operands.length === 0 ? all : all.filter(({ name }) => operands.includes(name));
      for (const { name, problem } of shown) {
        if (problem !== undefined) io.err.write(`aldis: the stored value of ${name} cannot be used: it ${problem}\n`);
      }
      io.out.write(flags.json ? `${JSON.stringify(shown, undefined, 2)}\n` : listText(shown));
      return 0;
    },
  }),
  defineCommand({
    ...COMMON,
    path: ["setting", "set"],
    operands: ["NAME", "[VALUE…]"],
    summary: "set a setting in the database",
    details: `Works whether or not the gateway runs. Several values are for settings that may be given more than once. What the gateway's command line, environment or file gives wins over the database. A secret is better given on standard input: others on the machine can see the arguments of a command.`,
    flags: { stdin: toggle("value-stdin", "Read the value from standard input.") },
    async run({ config, given, flags, operands: [name = "", ...values], io }) {
      mustExist(name);
      if (flags.stdin && values.length > 0) throw new CliError("usage", "give values or --value-stdin, not both");
      const texts = flags.stdin ? [await readStandardInput(io.in, "the value")] : values;
      if (texts.length === 0) throw new CliError("usage", "VALUE: missing");
      await change({ config, given }, new Map([[name, texts]]), io);
      return 0;
    },
  }),
  defineCommand({
    ...COMMON,
    path: ["setting", "reset"],
    operands: ["NAME…"],
    summary: "remove settings from the database, so that their defaults count again",
    flags: {},
    async run({ config, given, operands, io }) {
      for (const name of operands) mustExist(name);
      await change({ config, given }, new Map(operands.map((name) => [name, undefined])), io);
      return 0;
    },
  }),
];

const deskOf = (own: Resolved, store: Store, events: EventRecorder): SettingsDesk =>
  createSettingsDesk({
    settings: store.settings,
    names: store,
    secretKey: createSecretKey(resolve(own.config.data), store.settings),
    events,
    own,
    atStart: own,
  });

async function change(own: Resolved, changes: SettingChanges, io: CommandIo): Promise<void> {
  const changed = await withStoreOrNew(own.config, io, (store, events) => deskOf(own, store, events).change(changes));
  if (!changed.ok) {
    const problems = changed.problem === "changed-meanwhile" ? [] : changed.problem;
    throw new CliError("failed", problems.map(({ name, problem }) => `${name} ${problem}`).join("\n"));
  }
  for (const { name, value, source } of changed.value.filter(({ name }) => changes.has(name))) {
    const found = describeSettings().find((setting) => setting.name === name);
    io.out.write(`${name} is now ${valueText(value)} (${source}); ${WHEN[found?.applies ?? "restart"]}\n`);
  }
}

function mustExist(name: string): void {
  const names = everySetting().map(([, { flag }]) => flag);
  if (names.includes(name)) return;
  const close = nearest(name, names);
  throw new CliError("usage", `${name}: unknown setting${close === undefined ? "" : `; did you mean ${close}?`}`);
}

const listText = (settings: readonly SettingView[]) =>
  columns([
    ["NAME", "VALUE", "FROM"],
    ...settings.map(({ name, value, source, givenBy }) => [name, valueText(value), givenBy ?? source]),
  ]);

const valueText = (value: SettingView["value"]) =>
  value === undefined || value.length === 0 ? "-" : typeof value === "string" ? value : value.join(", ");
