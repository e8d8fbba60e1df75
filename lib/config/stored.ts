import { no } from "../result.ts";
import type { Setting } from "./option.ts";
import { type Given, type Resolved, readSetting } from "./resolve.ts";
import type { Config, SettingKey } from "./settings.ts";
import { everySetting } from "./settings.ts";

/** What the database keeps of each setting, in the form of the file; no texts: they cannot be opened, or were damaged. */
export type StoredTexts = ReadonlyMap<SettingKey, readonly string[]>;

/** A stored value that cannot be used: of an older version, or of something that is gone. */
export interface UnusableSetting {
  key: SettingKey;
  flag: string;
  problem: string;
}

const PREFIX = "option.";
/** What all keys of stored settings begin with. */
export const STORED_SETTINGS = PREFIX;
const DAMAGED = "was damaged in the database";
const UNOPENED = "was sealed with another key than the file secret.key of this gateway has";
/** Under which key the database keeps a setting. */
export const storedKey = ({ flag }: Pick<Setting<unknown>, "flag">) => `${PREFIX}${flag}`;

/** The texts of a secret, sealed. */
export type SealedTexts = { readonly sealed: string };
/** Opens the sealed texts of the setting `flag`; `undefined`: it cannot. */
export type OpenTexts = (sealed: string, flag: string) => readonly string[] | undefined;

/** `undefined`: the stored value is not sealed. */
export const sealedTexts = (value: unknown): string | undefined =>
  typeof value === "object" && value !== null && "sealed" in value && typeof value.sealed === "string"
    ? value.sealed
    : undefined;

/** Reads what the database keeps. Leaves out unknown settings and those of the machine. */
export function readStoredTexts(values: ReadonlyMap<string, unknown>, open: OpenTexts): StoredTexts {
  const stored = new Map<SettingKey, readonly string[]>();
  for (const [key, setting] of everySetting()) {
    const value = values.get(storedKey(setting));
    const sealed = sealedTexts(value);
    if (setting.applies === "machine") continue;
    if (sealed !== undefined && setting.secret) stored.set(key, open(sealed, setting.flag) ?? []);
    else if (isTexts(value)) stored.set(key, value);
    else if (isDamaged(value, setting)) stored.set(key, NO_TEXTS);
  }
  return stored;
}

/** In place of what was damaged. */
const NO_TEXTS: readonly string[] = [];

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.length > 0 && value.every((text) => typeof text === "string");

/** Whether what the database keeps of a setting is neither texts nor sealed; `null`: it is no JSON. An empty list is nothing. */
function isDamaged(value: unknown, { secret }: Pick<Setting<unknown>, "secret">): boolean {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return false;
  return !isTexts(value) && !(secret && sealedTexts(value) !== undefined);
}

/** The first setting whose value in the database was damaged. */
export const damagedSetting = (values: ReadonlyMap<string, unknown>): string | undefined =>
  everySetting().find(
    ([, setting]) => setting.applies !== "machine" && isDamaged(values.get(storedKey(setting)), setting),
  )?.[1].flag;

/**
 * Adds the database as the last source: its values stand where nothing else gives one. One that cannot be used is left out, so
 * that a gateway always starts.
 */
export function withStored<K extends SettingKey>(
  resolved: Resolved<K>,
  stored: StoredTexts,
): Resolved<K> & { unusable: readonly UnusableSetting[] } {
  const config: Partial<Record<SettingKey, unknown>> = { ...resolved.config };
  const given = new Map<SettingKey, Given>(resolved.given);
  const unusable: UnusableSetting[] = [];
  for (const [key, setting] of everySetting()) {
    const texts = stored.get(key);
    if (texts === undefined || !(key in config) || given.has(key)) continue;
    const read = texts.length === 0 ? no(texts === NO_TEXTS ? DAMAGED : UNOPENED) : readSetting(setting, texts);
    if (read.ok) {
      config[key] = read.value;
      given.set(key, { source: "database", name: "database", texts });
    } else unusable.push({ key, flag: setting.flag, problem: read.problem });
  }
  return { config: config as Pick<Config, K>, given, unusable };
}
