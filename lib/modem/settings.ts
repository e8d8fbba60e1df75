import { defined } from "../defined.ts";
import { MODEM_NAME_CHARACTERS } from "../limits.ts";
import { no, ok, type Result } from "../result.ts";
import { BUDGET_KEYS, type SimBudget } from "./budget.ts";
import { type ModemSpec, ModemSpecError, parseModemSpec } from "./spec.ts";

/** A modem's settings one by one, as people add and change them. Absent: the default. */
export interface ModemSettings {
  /** `/dev/ttyUSB0`, `tcp://host:port` or `simulated`. */
  device: string;
  baud?: number;
  /** Secret. */
  pin?: string;
  pool?: string;
  /** 0: any number of parts, whatever the gateway's setting says. */
  perMinute?: number;
  perHour?: number;
  perDay?: number;
  perMonth?: number;
  /** Its SIM's own, international. */
  number?: string;
  /** Of a simulated modem. */
  profile?: string;
}

const PERIODS = { perMinute: "minute", perHour: "hour", perDay: "day", perMonth: "month" } as const satisfies Record<
  (typeof BUDGET_KEYS)[number],
  keyof SimBudget
>;

/** Letters that need no escape in a path, and mean nothing in a route. */
const NAME = new RegExp(`^[A-Za-z0-9][A-Za-z0-9._:-]{0,${MODEM_NAME_CHARACTERS - 1}}$`);

/** Which setting cannot be understood, and a sentence that names it, and never the PIN. */
interface ModemSettingProblem {
  setting: string;
  problem: string;
}

/**
 * Reads a modem's settings together, as `--modem` would.
 *
 * @param name  empty: as the device suggests
 */
export function readModemSettings(
  name: string,
  { device, ...settings }: ModemSettings,
): Result<ModemSpec, ModemSettingProblem> {
  const wrong = (setting: string, problem: string) => no<ModemSettingProblem>({ setting, problem });
  if (device.includes("?")) return wrong("device", "give the device without ?, and each setting as a field of its own");
  if (device.trim() === "auto") {
    return wrong("device", "auto looks for modems on USB: only --modem, ALDIS_MODEMS and the file can say so");
  }
  const parameters = new URLSearchParams(name === "" ? {} : { name });
  for (const [key, value] of Object.entries(settings)) {
    const isUnlimited = value === 0 && Object.hasOwn(PERIODS, key);
    if (value !== undefined) parameters.append(key, isUnlimited ? "none" : String(value));
  }
  try {
    const spec = parseModemSpec(`${device}?${parameters}`);
    if (NAME.test(spec.name)) return ok(spec);
    return wrong(
      "name",
      `name must be 1 to ${MODEM_NAME_CHARACTERS} letters, digits and . _ : - and begin with a letter or digit, not "${spec.name}"`,
    );
  } catch (error) {
    if (!(error instanceof ModemSpecError)) throw error;
    return wrong(error.setting, error.message);
  }
}

/** The settings of a modem that is there, with its PIN. */
export function modemSettingsOf(spec: ModemSpec): ModemSettings {
  const { baudRate, pin, pool, number, budget = {} } = spec;
  const budgets = BUDGET_KEYS.map((key) => {
    const parts = budget[PERIODS[key]];
    return [key, parts === Number.POSITIVE_INFINITY ? 0 : parts] as const;
  });
  return {
    device: addressOf(spec),
    baud: baudRate,
    ...defined({ pin, pool }),
    ...defined(Object.fromEntries(budgets)),
    ...defined({ number, profile: spec.kind === "simulated" ? spec.profile : undefined }),
  };
}

/** Where a modem is, as `--modem` has it. */
export function addressOf(spec: ModemSpec): string {
  switch (spec.kind) {
    case "tty":
      return spec.path;
    case "tcp":
      return `tcp://${spec.host.includes(":") ? `[${spec.host}]` : spec.host}:${spec.port}`;
    case "auto":
    case "simulated":
      return spec.kind;
    default:
      return spec satisfies never;
  }
}
