import { resolve } from "node:path";
import { systemClock } from "../clock.ts";
import { COMMON_SETTINGS, type Config, parseModem } from "../config/index.ts";
import { openModemChanges } from "../gateway/index.ts";
import type { ModemChange, ModemChanges, ModemFault } from "../http/index.ts";
import { BUDGET_KEYS, modemSettingsOf } from "../modem/index.ts";
import { type Command, defineCommand } from "./command.ts";
import { CliError } from "./error.ts";
import type { CommandIo } from "./io.ts";
import { toggle } from "./options.ts";
import { readStandardInput } from "./password.ts";
import { withStore, withStoreOrNew } from "./with-store.ts";

const pinStdin = toggle("pin-stdin", "Read the PIN from standard input.");
const FOLLOWS = "A gateway that runs follows within 2 s.";
const SETTINGS = ["device", "baud", "pool", ...BUDGET_KEYS, "profile", "number"] as const;
const NUMBERS: readonly string[] = ["baud", ...BUDGET_KEYS];

/** `aldis modem add`, `change` and `remove`: the modems that the database keeps for the gateway on this data directory. */
export const modemChangeCommands: readonly Command[] = [
  defineCommand({
    path: ["modem", "add"],
    operands: ["SPEC"],
    summary: "add a modem to the gateway, and print its name",
    details: `SPEC is what --modem takes: a device, tcp://host:port or simulated, with settings behind a ?, such as '/dev/ttyUSB2?name=roof&pool=alarms' or 'simulated?name=test'. The simulated modem of a gateway without modems goes away. ${FOLLOWS} Others on the machine can see the arguments of a command, so a PIN is better given on standard input.`,
    settings: COMMON_SETTINGS,
    flags: { pinStdin },
    async run({ config, flags, operands: [text = ""], io }) {
      const parsed = parseModem(text);
      if (!parsed.ok) throw new CliError("usage", parsed.problem);
      const pin = flags.pinStdin ? { pin: await readPin(io) } : {};
      const modem = { name: parsed.value.name, ...modemSettingsOf(parsed.value), ...pin };
      const name = await change(config, io, { open: withStoreOrNew, act: (modems) => modems.add(modem, {}) });
      io.out.write(`${name}\n`);
      return 0;
    },
  }),
  defineCommand({
    path: ["modem", "change"],
    operands: ["NAME", "[SETTING=VALUE…]"],
    summary: "change settings of a modem that was added",
    details: `Settings are ${SETTINGS.join(", ")} and pin; one without a value gets its default. The modem is started again; the others are not. ${FOLLOWS}`,
    settings: COMMON_SETTINGS,
    flags: { pinStdin },
    async run({ config, flags, operands: [name = "", ...given], io }) {
      const pin = flags.pinStdin ? { pin: await readPin(io) } : {};
      const changes = { ...readChange(given), ...pin };
      if (Object.keys(changes).length === 0) throw new CliError("usage", "SETTING=VALUE: missing");
      await change(config, io, { open: withStore, act: (modems) => modems.change(name, changes, {}) });
      return 0;
    },
  }),
  defineCommand({
    path: ["modem", "remove"],
    operands: ["NAME"],
    summary: "remove a modem that was added",
    details: `It sends the message in hand and lets go of its device. ${FOLLOWS}`,
    settings: COMMON_SETTINGS,
    flags: {},
    async run({ config, operands: [name = ""], io }) {
      await change(config, io, { open: withStore, act: (modems) => modems.remove(name, {}) });
      return 0;
    },
  }),
];

const readPin = (io: CommandIo) => readStandardInput(io.in, "the PIN");

/** `pool=night` sets, `pool=` sets the default. @throws CliError kind "usage" */
function readChange(given: readonly string[]): ModemChange {
  const change: Record<string, string | number | null> = {};
  for (const text of given) {
    const at = text.indexOf("=");
    const key = text.slice(0, Math.max(0, at));
    const value = text.slice(at + 1);
    if (key !== "pin" && !SETTINGS.some((setting) => setting === key)) {
      throw new CliError(
        "usage",
        `"${at < 0 ? text : key}" is not a setting: there are ${SETTINGS.join(", ")} and pin`,
      );
    }
    if (key === "device" && value === "") throw new CliError("usage", "device: a modem has one");
    change[key] = value === "" ? null : NUMBERS.includes(key) && /^\d{1,9}$/.test(value) ? Number(value) : value;
  }
  return change;
}

/** @throws CliError kind "failed" with why nothing was changed */
async function change(
  config: Pick<Config, "data" | "database" | "textKeyFile">,
  io: CommandIo,
  { open, act }: { open: typeof withStore; act: (modems: ModemChanges) => ReturnType<ModemChanges["add"]> },
): Promise<string> {
  const done = await open(config, io, async (store, events) =>
    act(await openModemChanges({ directory: resolve(config.data), store, events, clock: systemClock })),
  );
  if (!done.ok) throw new CliError(done.problem.kind === "invalid" ? "usage" : "failed", sentenceFor(done.problem));
  return done.value;
}

function sentenceFor(problem: ModemFault): string {
  switch (problem.kind) {
    case "not-found":
      return "no modem of this name was added";
    case "name-taken":
      return "another modem has this name: name this one with ?name=…";
    case "too-many":
      return "no more modems fit: remove some first";
    case "changed-meanwhile":
    case "other-request":
      return "it was changed meanwhile";
    case "given":
    case "in-use":
    case "no-key":
    case "invalid":
      return problem.problem;
    default:
      return problem satisfies never;
  }
}
