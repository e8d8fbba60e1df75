import type { UnknownPolicy } from "../messages/index.ts";
import { no, ok, type Result } from "../result.ts";
import { ALARM_LANGUAGES, isCountry } from "../routing/index.ts";
import { BACKUP_SETTINGS } from "./backup-settings.ts";
import { CONTACTS_SETTINGS } from "./contacts-settings.ts";
import { DESTINATION_SETTINGS } from "./destination-settings.ts";
import { EMAIL_SETTINGS } from "./email-settings.ts";
import { INTERFACE_SETTINGS } from "./interface-settings.ts";
import { choice, duration, size } from "./kinds.ts";
import { type LanguageChoice, parseLanguages } from "./language-choice.ts";
import { MACHINE_SETTINGS } from "./machine-settings.ts";
import { MONITORING_SETTINGS } from "./monitoring-settings.ts";
import { MQTT_SETTINGS } from "./mqtt-settings.ts";
import { NUMBER_SETTINGS } from "./number-settings.ts";
import { OPT_OUT_SETTINGS } from "./opt-out-settings.ts";
import { type Setting, settingsOf, single } from "./option.ts";
import { RETENTION_SETTINGS } from "./retention-settings.ts";
import { ROUTING_SETTINGS } from "./routing-settings.ts";
import { SINGLE_SIGN_ON_SETTINGS } from "./single-sign-on-settings.ts";
import { SNMP_SETTINGS } from "./snmp-settings.ts";
import { TELEGRAM_SETTINGS } from "./telegram-settings.ts";
import { TRACING_SETTINGS } from "./tracing-settings.ts";

const general = settingsOf("general");
const UNKNOWN_POLICIES = ["resend", "hold", "assume-sent"] as const satisfies readonly UnknownPolicy[];

/**
 * Every setting of the gateway: its documentation, default, environment name, parser, whether it is a secret, and who
 * may change it and when that applies. The help, docs/configuration.md and all reading of configuration come from here.
 */
export const SETTINGS = {
  ...MACHINE_SETTINGS,
  country: general.restart({
    flag: "country",
    placeholder: "CC",
    documentation: "Home country for national numbers such as 0170 1234567, as its two letters.",
    default: "DE",
    parse: single(parseCountry),
  }),
  ...NUMBER_SETTINGS,
  languages: general.restart<LanguageChoice>({
    flag: "languages",
    placeholder: "LIST",
    documentation:
      "National language tables that texts may use when that saves a part: auto (those usual in the home country), none, all, or languages such as tr,es. A phone without the table shows wrong characters.",
    default: "auto",
    parse: single(parseLanguages),
  }),
  unknown: general.now({
    flag: "unknown",
    documentation:
      "What to do when nobody knows whether the network took a message: send it once more, marked as a possible duplicate; hold it until a person decides (aldis message resend); or count it as sent.",
    default: "resend",
    ...choice(...UNKNOWN_POLICIES),
  }),
  alarmLanguage: general.now({
    flag: "alarm-language",
    documentation: "The language of what alarms say by SMS, Telegram and email. Answers count in every language.",
    default: "en",
    ...choice(...ALARM_LANGUAGES),
  }),
  requestTimeout: general.restart({
    flag: "request-timeout",
    documentation: "How long a request may take to arrive and to be stored.",
    default: "30s",
    ...duration({ minimum: "1s", maximum: "10m", because: "slow clients and a busy database need that long" }),
  }),
  requestSize: general.restart({
    flag: "request-size",
    documentation: "Largest request body.",
    default: "1MiB",
    ...size({
      minimum: "64KiB",
      maximum: "64MiB",
      because: "a smaller limit refuses what programs and the web interface send",
    }),
  }),
  ...INTERFACE_SETTINGS,
  ...TRACING_SETTINGS,
  ...SNMP_SETTINGS,
  ...SINGLE_SIGN_ON_SETTINGS,
  ...CONTACTS_SETTINGS,
  ...ROUTING_SETTINGS,
  ...TELEGRAM_SETTINGS,
  ...DESTINATION_SETTINGS,
  ...EMAIL_SETTINGS,
  ...MQTT_SETTINGS,
  ...OPT_OUT_SETTINGS,
  ...MONITORING_SETTINGS,
  ...BACKUP_SETTINGS,
  ...RETENTION_SETTINGS,
};

export type SettingKey = keyof typeof SETTINGS;
/** The value of every setting, read and checked. */
export type Config = { [K in SettingKey]: (typeof SETTINGS)[K] extends Setting<infer V> ? V : never };

/** Those that apply at once. Who reads one of a gateway that runs asks for it each time. */
export type LiveKey = {
  [K in SettingKey]: (typeof SETTINGS)[K] extends { applies: "now" } ? K : never;
}[SettingKey];
/** Those that count until the next start. */
export type StartConfig = Omit<Config, LiveKey>;

/** What every command takes. */
export const COMMON_SETTINGS = ["data", "database", "textKeyFile", "config"] as const satisfies readonly SettingKey[];
/** The server that takes the gateway's mail. */
export const MAIL_SETTINGS = [
  "mailHost",
  "mailPort",
  "mailTls",
  "mailCertificate",
  "mailUser",
  "mailPassword",
  "mailFrom",
] as const satisfies readonly SettingKey[];

function parseCountry(text: string): Result<string> {
  const country = text.toUpperCase();
  return isCountry(country) ? ok(country) : no("must be a country by its two letters (ISO 3166), such as DE");
}

/** Every setting, for code that treats all alike. */
export const everySetting = (): readonly [SettingKey, Setting<unknown>][] =>
  Object.entries(SETTINGS) as [SettingKey, Setting<unknown>][];
