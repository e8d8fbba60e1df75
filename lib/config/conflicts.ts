import { type Config, SETTINGS, type SettingKey } from "./settings.ts";

/** A setting that does not go with another one. */
interface SettingConflict {
  key: SettingKey;
  /** Follows the setting's name. */
  problem: string;
}

/** What contradicts each other. It is said of the settings in `changed`, which somebody has just given. */
export function conflictsIn(
  {
    config,
    given,
  }: {
    config: Pick<Config, "sessionIdle" | "sessionLife">;
    given: ReadonlyMap<SettingKey, { texts: readonly string[] }>;
  },
  changed: ReadonlySet<SettingKey>,
): SettingConflict[] {
  if (config.sessionIdle <= config.sessionLife) return [];
  const shown = (key: "sessionIdle" | "sessionLife") =>
    `${SETTINGS[key].flag} (${given.get(key)?.texts[0] ?? SETTINGS[key].default})`;
  if (changed.has("sessionIdle")) {
    return [{ key: "sessionIdle", problem: `must not be longer than ${shown("sessionLife")}` }];
  }
  const problem = `must not be shorter than ${shown("sessionIdle")}: shorten that first, or both together`;
  return changed.has("sessionLife") ? [{ key: "sessionLife", problem }] : [];
}

/** Settings of the machine that need others; the database can give none of them. Any of `anyOf`, or all of `allOf`. */
const NEEDS: readonly {
  key: SettingKey;
  anyOf?: readonly SettingKey[];
  allOf?: readonly SettingKey[];
  problem: string;
}[] = [
  {
    key: "adminHost",
    allOf: ["adminPort"],
    problem: "is where --admin-port listens: give that too",
  },
  {
    key: "snmpPort",
    anyOf: ["snmpCommunity", "snmpUser"],
    problem: "needs --snmp-community or --snmp-user, or nobody may read",
  },
  {
    key: "snmpUser",
    allOf: ["snmpAuthPassword", "snmpPrivPassword"],
    problem: "needs --snmp-auth-password and --snmp-priv-password",
  },
];

/** What is given without what it needs. @param read  the settings that were looked for: of others nothing can be said */
export function gapsIn(given: ReadonlyMap<SettingKey, unknown>, read: ReadonlySet<SettingKey>): SettingConflict[] {
  return NEEDS.filter(({ key, anyOf = [], allOf = [] }) => {
    if (!given.has(key) || ![...anyOf, ...allOf].every((other) => read.has(other))) return false;
    const isMet =
      allOf.every((other) => given.has(other)) && (anyOf.length === 0 || anyOf.some((other) => given.has(other)));
    return !isMet;
  }).map(({ key, problem }) => ({ key, problem }));
}
