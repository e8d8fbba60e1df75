import type { Given } from "./resolve.ts";
import { type Config, SETTINGS, type SettingKey } from "./settings.ts";

type Bound = Pick<
  Config,
  | "mailHost"
  | "mailUser"
  | "mailPassword"
  | "mqtt"
  | "mqttUser"
  | "mqttPassword"
  | "oidcIssuer"
  | "oidcClientId"
  | "oidcClientSecret"
  | "otlp"
  | "otlpHeaders"
>;

/** Secrets that are sent to a server, and the settings that say which server that is and whose secret it is there. */
const BOUND = [
  { secret: "mailPassword", host: "mailHost", user: "mailUser" },
  { secret: "mqttPassword", host: "mqtt", user: "mqttUser" },
  { secret: "oidcClientSecret", host: "oidcIssuer", user: "oidcClientId" },
  { secret: "otlpHeaders", host: "otlp", user: undefined },
] as const satisfies { secret: keyof Bound; host: keyof Bound; user: keyof Bound | undefined }[];

/** A setting that would take a secret along to where it was not given for. */
interface StraySecret {
  key: SettingKey;
  /** Follows the setting's name. */
  problem: string;
}

/**
 * Finds the changes that would send a secret to another server than the one that it was given for: whoever may change a setting
 * need not know the secret, and would learn it so.
 *
 * @param renewed  settings that are given with the change, even if they stay what they are
 */
export function straySecrets(
  before: Bound,
  { config: after, given }: { config: Bound; given: ReadonlyMap<SettingKey, Pick<Given, "source" | "name">> },
  renewed: ReadonlySet<SettingKey>,
): StraySecret[] {
  return BOUND.flatMap(({ secret, host, user }) => {
    const goesNowhere = after[secret] === undefined || after[host] === undefined;
    if (goesNowhere || renewed.has(secret)) return [];
    const isOtherHost = hostOf(before[host]) !== hostOf(after[host]);
    // Of a server that asked for nobody it is still the same secret.
    const isOtherUser =
      user !== undefined && before[user] !== undefined && after[user] !== undefined && before[user] !== after[user];
    if (!isOtherHost && !isOtherUser) return [];
    const source = given.get(secret);
    const flag = SETTINGS[secret].flag;
    const problem =
      source === undefined || source.source === "database"
        ? `decides where ${flag} is sent: give ${flag} again in the same change, or reset it before`
        : `decides where ${flag} is sent, which ${source.name} gives: give both in the same place`;
    return [{ key: isOtherUser && !isOtherHost ? user : host, problem }];
  });
}

/** Of a URL, the server alone: what else it says sends the secret to nobody else. */
const hostOf = (where: string | { host: string; port: number } | undefined) =>
  where === undefined || typeof where === "string" ? where : `${where.host}:${where.port}`;
