import { type ModemSpec, ModemSpecError, parseModemSpec } from "../modem/index.ts";
import { no, ok, type Result } from "../result.ts";
import { choice, duration, port, text } from "./kinds.ts";
import { settingsOf, single } from "./option.ts";
import { parseDatabaseUrl } from "./parsers.ts";
import { parseTls, parseTlsNames, type TlsChoice, tlsProblem } from "./tls-choice.ts";

const general = settingsOf("general");
const network = settingsOf("network");
const sim = settingsOf("sim");

/** What belongs to one machine: where its data is, where it listens, what is plugged in. */
export const MACHINE_SETTINGS = {
  data: general.machine({
    flag: "data",
    placeholder: "DIR",
    documentation: "Data directory: the database, the certificate, the gateway's name. Made at the first start.",
    default: "./data",
    ...text,
  }),
  database: general.machine<string | undefined>({
    flag: "database",
    placeholder: "URL",
    environment: "ALDIS_DATABASE_URL",
    documentation:
      "Database: sqlite:FILE, or postgres://USER:PASSWORD@HOST/NAME, or several hosts (HOST,HOST), of which the first that accepts writes is used.",
    secret: true,
    defaultShown: "SQLite in the data directory",
    parse: single(parseDatabaseUrl),
  }),
  textKeyFile: general.machine<string | undefined>({
    flag: "text-key-file",
    placeholder: "FILE",
    documentation:
      "Keys with which the texts of messages are encrypted in the database (AES-256-GCM); aldis text-key add makes the first. Keep a copy elsewhere: without it nobody can read the texts, and the gateway does not start. Search finds numbers then, and no texts.",
    defaultShown: "none: texts are readable in the database",
    ...text,
  }),
  config: general.machine<string | undefined>({
    flag: "config",
    placeholder: "FILE",
    documentation: "A TOML file with the same options, named without the dashes.",
    defaultShown: "none",
    ...text,
  }),
  host: network.machine({
    flag: "host",
    placeholder: "ADDR",
    documentation: "Address to listen on; 0.0.0.0 or :: for all addresses of the machine.",
    default: "127.0.0.1",
    ...text,
  }),
  port: network.machine({
    flag: "port",
    documentation: "Port to listen on; 0 for any free port.",
    default: "8080",
    ...port,
  }),
  adminPort: network.machine<number | undefined>({
    flag: "admin-port",
    documentation:
      "A port of its own for browsers: the web interface, its sign-in, the set-up link and /docs are there alone then, and not on --port. /api/v1 is on both. With the same --tls; --allow-admin says from where it may be used.",
    defaultShown: "none: everything is on --port",
    ...port,
  }),
  adminHost: network.machine<string | undefined>({
    flag: "admin-host",
    placeholder: "ADDR",
    documentation: "Address to listen on for --admin-port.",
    defaultShown: "as --host",
    ...text,
  }),
  tls: network.machine<TlsChoice>({
    flag: "tls",
    placeholder: "off|self-signed|CERT,KEY",
    documentation:
      "HTTPS: off, with a certificate that the gateway makes and keeps in the data directory, or with the certificate chain and key in two PEM files.",
    default: "off",
    parse: single(parseTls),
    check: tlsProblem,
  }),
  tlsNames: network.machine<readonly string[]>({
    flag: "tls-names",
    placeholder: "NAME",
    documentation:
      "Names and addresses that the self-signed certificate is for, such as sms.example.org, beside localhost, this machine's own names and addresses, and --host. If one is added, the certificate is made again at the next start, with the same key.",
    repeatable: true,
    defaultShown: "none",
    absent: [],
    parse: parseTlsNames,
  }),
  modems: sim.machine<readonly ModemSpec[]>({
    flag: "modem",
    placeholder: "SPEC",
    environment: "ALDIS_MODEMS",
    documentation:
      "A modem: /dev/ttyUSB0, /dev/serial/by-id/…, tcp://HOST:PORT, auto (every USB modem, including those plugged in later) or simulated, followed by ?name=…&baud=115200&pin=1234&pool=…&perDay=500&number=491700000001 (its own number, for message routing), and for a simulated modem &profile=ec25.",
    repeatable: true,
    secret: true,
    defaultShown: "one simulated modem",
    absent: [],
    parse: parseModems,
    check: duplicateNames,
  }),
  modemPower: sim.machine<string | undefined>({
    flag: "modem-power",
    placeholder: "COMMAND",
    documentation:
      "Shell command that switches a modem's power off and on again: the last resort for a modem that hangs or does not come back. It may take a minute, and gets the modem's name, device and IMEI in ALDIS_MODEM, ALDIS_MODEM_PORT and ALDIS_MODEM_IMEI.",
    defaultShown: "none",
    ...text,
  }),
  stopTimeout: general.machine({
    flag: "stop-timeout",
    documentation: "How long requests in progress and parts being sent may take to complete when the gateway stops.",
    default: "20s",
    ...duration({ minimum: "1s", maximum: "1d", because: "a part that is being sent needs some time to complete" }),
  }),
  log: general.machine({
    flag: "log",
    documentation: "Format of the log on standard output: JSON lines, or text for people.",
    default: "json",
    ...choice("json", "pretty"),
  }),
  logLevel: general.machine({
    flag: "log-level",
    documentation: "Lowest level that is logged.",
    default: "info",
    ...choice("debug", "info", "warn", "error", "silent"),
  }),
};

/** Every modem, with all problems, each with the device that it is about. */
function parseModems(texts: readonly string[]): Result<readonly ModemSpec[]> {
  const read = texts.map((text) => ({ text, parsed: parseModem(text) }));
  const problems = read.flatMap(({ text, parsed }) => (parsed.ok ? [] : [named(text, parsed.problem)]));
  if (problems.length > 0) return no(problems.join("; "));
  return ok(read.flatMap(({ parsed }) => (parsed.ok ? [parsed.value] : [])));
}

/** The options behind the device may hold a PIN. */
function named(text: string, problem: string): string {
  const device = text.split("?", 1)[0] ?? "";
  return problem.includes(device) ? problem : `${device}: ${problem}`;
}

/** A modem as configured; its PIN is in no problem. */
export function parseModem(text: string): Result<ModemSpec> {
  try {
    return ok(parseModemSpec(text));
  } catch (error) {
    if (!(error instanceof ModemSpecError)) throw error;
    return no(error.message);
  }
}

function duplicateNames(modems: readonly ModemSpec[]): string | undefined {
  const names = modems.map((modem) => modem.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return twice === undefined ? undefined : `two modems are called ${twice}: give them names with ?name=…`;
}
