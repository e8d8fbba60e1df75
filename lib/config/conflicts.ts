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
