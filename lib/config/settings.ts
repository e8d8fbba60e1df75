import type { UnknownPolicy } from "../messages/index.ts";
import { type ModemSpec, ModemSpecError, parseModemSpec } from "../modem/index.ts";
import { no, ok, type Result } from "../result.ts";
import { addressProblem, cronProblem, isCountry } from "../routing/index.ts";
import { INTERFACE_SETTINGS } from "./interface-settings.ts";
import { type LanguageChoice, parseLanguages } from "./language-choice.ts";
import { NUMBER_SETTINGS } from "./number-settings.ts";
import { type Setting, setting, several, single } from "./option.ts";
import { parseDatabaseUrl, parseDuration, parseOneOf, parsePort, parseSize, parseText } from "./parsers.ts";
import { ROUTING_SETTINGS } from "./routing-settings.ts";
import { TELEGRAM_SETTINGS } from "./telegram-settings.ts";
import { parseTls, parseTlsNames, type TlsChoice, tlsProblem } from "./tls-choice.ts";

const LOG_LEVELS = ["debug", "info", "warn", "error", "silent"] as const;
const UNKNOWN_POLICIES = ["resend", "hold", "assume-sent"] as const satisfies readonly UnknownPolicy[];

/**
 * Every setting of the gateway: its documentation, default, environment name, parser, and whether it is a secret. The
 * help, docs/configuration.md and all reading of configuration come from here.
 */
export const SETTINGS = {
  data: setting({
    flag: "data",
    placeholder: "DIR",
    environment: "ALDIS_DATA",
    documentation: "Data directory: the database, the certificate, the gateway's name. Created if missing.",
    default: "./data",
    parse: single(parseText),
  }),
  host: setting({
    flag: "host",
    placeholder: "ADDR",
    environment: "ALDIS_HOST",
    documentation: "Address to listen on; 0.0.0.0 or :: for all addresses of the machine.",
    default: "127.0.0.1",
    parse: single(parseText),
  }),
  port: setting({
    flag: "port",
    placeholder: "N",
    environment: "ALDIS_PORT",
    documentation: "Port to listen on; 0 for any free port.",
    default: "8080",
    parse: single(parsePort),
  }),
  tls: setting<TlsChoice>({
    flag: "tls",
    placeholder: "off|self-signed|CERT,KEY",
    environment: "ALDIS_TLS",
    documentation:
      "HTTPS: off, with a certificate that the gateway makes and keeps in the data directory, or with the certificate chain and key in two PEM files.",
    default: "off",
    parse: single(parseTls),
    check: tlsProblem,
  }),
  tlsNames: setting<readonly string[]>({
    flag: "tls-names",
    placeholder: "NAME",
    environment: "ALDIS_TLS_NAMES",
    documentation:
      "Names and addresses that the self-signed certificate is for, such as sms.example.org, beside localhost, this machine's own names and addresses, and --host. If one is added, the certificate is made again at the next start, with the same key.",
    repeatable: true,
    defaultShown: "none",
    absent: [],
    parse: parseTlsNames,
  }),
  database: setting<string | undefined>({
    flag: "database",
    placeholder: "URL",
    environment: "ALDIS_DATABASE_URL",
    documentation:
      "Database: sqlite:FILE, or postgres://USER:PASSWORD@HOST/NAME, or several hosts (HOST,HOST), of which the first that accepts writes is used.",
    secret: true,
    defaultShown: "SQLite in the data directory",
    parse: single(parseDatabaseUrl),
  }),
  modems: setting<readonly ModemSpec[]>({
    flag: "modem",
    placeholder: "SPEC",
    environment: "ALDIS_MODEMS",
    documentation:
      "A modem: /dev/ttyUSB0, /dev/serial/by-id/…, tcp://HOST:PORT, auto (every USB modem, including those plugged in later) or simulated, followed by ?name=…&baud=115200&pin=1234&pool=…&perDay=500, and for a simulated modem &profile=ec25&number=491700000001.",
    repeatable: true,
    secret: true,
    defaultShown: "one simulated modem",
    absent: [],
    parse: several(parseModem),
    check: duplicateNames,
  }),
  modemPower: setting<string | undefined>({
    flag: "modem-power",
    placeholder: "COMMAND",
    environment: "ALDIS_MODEM_POWER",
    documentation:
      "Shell command that switches a modem's power off and on again: the last resort for a modem that hangs or does not come back. It may take a minute, and gets the modem's name, device and IMEI in ALDIS_MODEM, ALDIS_MODEM_PORT and ALDIS_MODEM_IMEI.",
    defaultShown: "none",
    parse: single(parseText),
  }),
  country: setting({
    flag: "country",
    placeholder: "CC",
    environment: "ALDIS_COUNTRY",
    documentation: "Home country for national numbers such as 0170 1234567, as its two letters.",
    default: "DE",
    parse: single(parseCountry),
  }),
  ...NUMBER_SETTINGS,
  languages: setting<LanguageChoice>({
    flag: "languages",
    placeholder: "LIST",
    environment: "ALDIS_LANGUAGES",
    documentation:
      "National language tables that texts may use when that saves a part: auto (those usual in the home country), none, all, or languages such as tr,es. A phone without the table shows wrong characters.",
    default: "auto",
    parse: single(parseLanguages),
  }),
  unknown: setting({
    flag: "unknown",
    placeholder: UNKNOWN_POLICIES.join("|"),
    environment: "ALDIS_UNKNOWN",
    documentation:
      "What to do when nobody knows whether the network took a message: send it once more, marked as a possible duplicate; hold it until a person decides (aldis message resend); or count it as sent.",
    default: "resend",
    parse: single(parseOneOf(UNKNOWN_POLICIES)),
  }),
  requestTimeout: setting({
    flag: "request-timeout",
    placeholder: "TIME",
    environment: "ALDIS_REQUEST_TIMEOUT",
    documentation: "How long a request may take to arrive and to be stored.",
    default: "30s",
    parse: single(parseDuration),
  }),
  stopTimeout: setting({
    flag: "stop-timeout",
    placeholder: "TIME",
    environment: "ALDIS_STOP_TIMEOUT",
    documentation: "How long requests in progress and parts being sent may take to complete when the gateway stops.",
    default: "20s",
    parse: single(parseDuration),
  }),
  requestSize: setting({
    flag: "request-size",
    placeholder: "SIZE",
    environment: "ALDIS_REQUEST_SIZE",
    documentation: "Largest request body.",
    default: "1MiB",
    parse: single(parseSize),
  }),
  ...INTERFACE_SETTINGS,
  contactsUrl: setting<string | undefined>({
    flag: "contacts-url",
    placeholder: "URL",
    environment: "ALDIS_CONTACTS_URL",
    documentation:
      "URL of a CSV file from which contacts are imported automatically; takes precedence over aldis contact schedule.",
    secret: true,
    defaultShown: "none",
    parse: single(parseAddress),
  }),
  contactsCron: setting({
    flag: "contacts-cron",
    placeholder: "CRON",
    environment: "ALDIS_CONTACTS_CRON",
    documentation: "When contacts are imported: five cron fields, in the machine's time zone.",
    default: "0 3 * * *",
    parse: single(parseCron),
  }),
  contactsCertificate: setting({
    flag: "contacts-certificate",
    placeholder: "check|skip",
    environment: "ALDIS_CONTACTS_CERTIFICATE",
    documentation: "Whether the server's certificate is checked against the authorities that this machine trusts.",
    default: "check",
    parse: single(parseOneOf(["check", "skip"])),
  }),
  contactsExisting: setting({
    flag: "contacts-existing",
    placeholder: "keep|clear",
    environment: "ALDIS_CONTACTS_EXISTING",
    documentation: "Whether contacts and groups that the file does not name are kept or removed.",
    default: "keep",
    parse: single(parseOneOf(["keep", "clear"])),
  }),
  ...ROUTING_SETTINGS,
  ...TELEGRAM_SETTINGS,
  log: setting({
    flag: "log",
    placeholder: "json|pretty",
    environment: "ALDIS_LOG",
    documentation: "Format of the log on standard output: JSON lines, or text for people.",
    default: "json",
    parse: single(parseOneOf(["json", "pretty"])),
  }),
  logLevel: setting({
    flag: "log-level",
    placeholder: LOG_LEVELS.join("|"),
    environment: "ALDIS_LOG_LEVEL",
    documentation: "Lowest level that is logged.",
    default: "info",
    parse: single(parseOneOf(LOG_LEVELS)),
  }),
  config: setting<string | undefined>({
    flag: "config",
    placeholder: "FILE",
    environment: "ALDIS_CONFIG",
    documentation: "A TOML file with the same options, named without the dashes.",
    defaultShown: "none",
    parse: single(parseText),
  }),
};

export type SettingKey = keyof typeof SETTINGS;
/** The value of every setting, read and checked. */
export type Config = { [K in SettingKey]: (typeof SETTINGS)[K] extends Setting<infer V> ? V : never };

/** What every command takes. */
export const COMMON_SETTINGS = ["data", "database", "config"] as const satisfies readonly SettingKey[];

function parseCountry(text: string): Result<string> {
  const country = text.toUpperCase();
  return isCountry(country) ? ok(country) : no("must be a country by its two letters (ISO 3166), such as DE");
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

/** Where a file can be fetched from; the problem does not show it. */
export function parseAddress(text: string): Result<string> {
  const problem = addressProblem(text);
  return problem === undefined ? ok(text) : no(problem);
}

/** Five fields of cron. */
export function parseCron(text: string): Result<string> {
  const problem = cronProblem(text);
  return problem === undefined ? ok(text.trim()) : no(problem);
}

function duplicateNames(modems: readonly ModemSpec[]): string | undefined {
  const names = modems.map((modem) => modem.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return twice === undefined ? undefined : `two modems are called ${twice}: give them names with ?name=…`;
}
