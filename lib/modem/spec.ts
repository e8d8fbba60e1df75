import { defined } from "../defined.ts";
import { BUDGET_KEYS, BUDGET_VALUES, readBudget, type SimBudget } from "./budget.ts";
import { describeProfiles, PROFILES } from "./simulator/profiles/index.ts";

/** Where a modem is and how it is to be treated, read from one line of configuration. */
interface ModemSpecOptions {
  /** Unique; `?name=`, else what the place suggests. */
  name: string;
  baudRate: number;
  /** Secret: never in a status, a log or an error. */
  pin?: string;
  pool?: string;
  /** Its SIM's own, international, with `+`: modems do not tell it. Of a simulated one the simulator may choose it. */
  number?: string;
  budget?: SimBudget;
  /** As configured, without the PIN: what may be shown. */
  text: string;
}

export type ModemSpec = ModemSpecOptions &
  ({ kind: "tty"; path: string } | { kind: "tcp"; host: string; port: number } | { kind: "auto" } | SimulatedSpec);

/** A simulated modem; `profile` is absent where the simulator may choose. */
interface SimulatedSpec {
  kind: "simulated";
  /** Name of a profile that exists. */
  profile?: string;
}

/** A modem's setting that cannot be understood; the message names the part and what it may be, never the PIN. */
export class ModemSpecError extends Error {
  override readonly name = "ModemSpecError";
  /** `device`, or one of its parameters. */
  readonly setting: string;

  constructor(setting: string, message: string) {
    super(message);
    this.setting = setting;
  }
}

const KEYS = ["name", "baud", "pin", "pool", ...BUDGET_KEYS, "number"];
/** Modems that are found automatically have names and numbers of their own. */
const AUTO_KEYS = KEYS.filter((key) => key !== "name" && key !== "number");
const SIMULATED_KEYS = [...KEYS, "profile"];
/** 115,200 baud: the usual rate of serial modems; USB modems ignore it. */
const DEFAULT_BAUD = 115_200;

/**
 * Reads `/dev/ttyUSB0`, `tcp://host:port`, `auto` (every modem on USB) or `simulated`, each with
 * `?name=…&baud=115200&pin=1234&pool=…&perDay=…&number=491700000001`; a simulated one also with `profile=ec25`.
 *
 * @throws ModemSpecError
 */
export function parseModemSpec(text: string): ModemSpec {
  const trimmed = text.trim();
  const mark = trimmed.indexOf("?");
  const place = mark < 0 ? trimmed : trimmed.slice(0, mark);
  const parameters = readParameters(mark < 0 ? "" : trimmed.slice(mark + 1), place);
  const where = parsePlace(place, parameters);
  const pin = parsePin(parameters.get("pin"));
  const pool = parameters.get("pool");
  const number = parseNumber(parameters.get("number"));
  return {
    ...where,
    name: parameters.get("name") ?? defaultName(where),
    baudRate: parseBaud(parameters.get("baud")),
    text: shownText(place, parameters),
    ...defined({ pin, pool, number }),
    ...parseBudget(parameters),
  };
}

type Place =
  | { kind: "tty"; path: string }
  | { kind: "tcp"; host: string; port: number }
  | { kind: "auto" }
  | SimulatedSpec;

function parsePlace(place: string, parameters: Map<string, string>): Place {
  if (place === "simulated") return parseSimulated(parameters);
  if (place === "auto") return { kind: "auto" };
  if (place.startsWith("/")) {
    if (place.endsWith("/"))
      throw new ModemSpecError("device", `"${place}" is a directory: name a device such as /dev/ttyUSB0`);
    return { kind: "tty", path: place };
  }
  if (place.startsWith("tcp://")) return parseTcp(place);
  throw new ModemSpecError(
    "device",
    `"${place}" is not a modem: use a device path, tcp://host:port, auto or simulated`,
  );
}

function parseSimulated(parameters: Map<string, string>): SimulatedSpec {
  const profile = parameters.get("profile");
  if (profile !== undefined && !Object.hasOwn(PROFILES, profile)) {
    throw new ModemSpecError(
      "profile",
      `"${profile}" is not a profile of the simulated modem; there are:\n${describeProfiles().replaceAll(/^(?=.)/gm, "  ")}`,
    );
  }
  return { kind: "simulated", ...defined({ profile }) };
}

function parseNumber(text: string | undefined): string | undefined {
  const number = text?.replace(/^\+/, "");
  if (number !== undefined && !/^[1-9]\d{5,14}$/.test(number)) {
    throw new ModemSpecError("number", `number "${number}" is not an international number of 6 to 15 digits`);
  }
  return number === undefined ? undefined : `+${number}`;
}

function parseTcp(place: string): Place {
  const found = /^tcp:\/\/(\[[0-9a-f:.]+\]|[^/:@\s]+):(\d{1,5})\/?$/i.exec(place);
  const port = Number(found?.[2]);
  const host = found?.[1]?.replace(/^\[|\]$/g, "");
  if (host === undefined || port < 1 || port > 65_535) {
    throw new ModemSpecError("device", `"${place}" is not an address: use tcp://host:port with a port from 1 to 65535`);
  }
  return { kind: "tcp", host, port };
}

function readParameters(query: string, place: string): Map<string, string> {
  const parameters = new Map<string, string>();
  const known = place === "simulated" ? SIMULATED_KEYS : place === "auto" ? AUTO_KEYS : KEYS;
  for (const [key, value] of new URLSearchParams(query)) {
    if (!known.includes(key)) {
      throw new ModemSpecError(key, `"${key}" is not a setting of the modem ${place}: there are ${known.join(", ")}`);
    }
    if (parameters.has(key)) throw new ModemSpecError(key, `${key} is given twice for the modem ${place}`);
    if (value.trim() === "") throw new ModemSpecError(key, `${key} is empty for the modem ${place}`);
    parameters.set(key, value.trim());
  }
  return parameters;
}

function parseBaud(text: string | undefined): number {
  if (text === undefined) return DEFAULT_BAUD;
  const baud = /^\d{1,8}$/.test(text) ? Number(text) : 0;
  if (baud < 300 || baud > 4_000_000)
    throw new ModemSpecError("baud", `baud "${text}" is not a speed from 300 to 4000000`);
  return baud;
}

function parseBudget(parameters: Map<string, string>): { budget?: SimBudget } {
  const read = readBudget(parameters);
  if (read.ok) return Object.keys(read.value).length === 0 ? {} : { budget: read.value };
  throw new ModemSpecError(read.problem, `${read.problem} "${parameters.get(read.problem)}" is not ${BUDGET_VALUES}`);
}

function parsePin(text: string | undefined): string | undefined {
  if (text !== undefined && !/^\d{4,8}$/.test(text)) throw new ModemSpecError("pin", "pin must have 4 to 8 digits");
  return text;
}

function defaultName(place: Place): string {
  if (place.kind === "tty") return place.path.slice(place.path.lastIndexOf("/") + 1);
  if (place.kind === "auto") return "auto";
  return place.kind === "tcp" ? `${place.host}:${place.port}` : (place.profile ?? "simulated");
}

function shownText(place: string, parameters: Map<string, string>): string {
  const shown = [...parameters]
    .filter(([key]) => key !== "pin")
    .map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  return shown.length === 0 ? place : `${place}?${shown.join("&")}`;
}
