import { readFileSync } from "node:fs";
import { parse as parseToml, TomlError } from "smol-toml";
import { no, ok, type Result } from "../result.ts";
import type { Setting } from "./option.ts";
import { type Config, SETTINGS, type SettingKey } from "./settings.ts";
import { nearest } from "./suggest.ts";

/** Where settings come from, the strongest first: options, environment, file, default. */
interface Sources {
  /** Texts given on the command line, by setting. */
  options: Partial<Record<SettingKey, readonly string[]>>;
  environment: Record<string, string | undefined>;
}

/** The texts of one setting and the name under which a person gave them. */
interface Given {
  source: string;
  texts: readonly string[];
}

/**
 * Reads the settings named by `keys`. All problems come together, each a sentence that begins with the name the
 * person used; what is secret is not repeated in them.
 */
export function resolveSettings<K extends SettingKey>(
  keys: readonly K[],
  sources: Sources,
): Result<Pick<Config, K>, readonly string[]> {
  const problems: string[] = [];
  const file = readConfigFile(sources, problems);
  const config: Partial<Record<SettingKey, unknown>> = {};
  for (const key of keys) {
    const setting = SETTINGS[key] as Setting<unknown>;
    const given = find(key, { sources, file, problems });
    const parsed = given === undefined ? fallback(setting) : setting.parse(given.texts);
    const problem = parsed.ok ? setting.check?.(parsed.value) : parsed.problem;
    if (problem !== undefined) problems.push(complaint(setting, given, problem));
    else if (parsed.ok) config[key] = parsed.value;
  }
  return problems.length > 0 ? no(problems) : ok(config as Pick<Config, K>);
}

function fallback(setting: Setting<unknown>): Result<unknown> {
  return setting.default === undefined ? ok(setting.absent) : setting.parse([setting.default]);
}

function complaint(setting: Setting<unknown>, given: Given | undefined, problem: string): string {
  const source = given?.source ?? `--${setting.flag}`;
  return setting.secret || given === undefined
    ? `${source}: ${problem}`
    : `${source}: ${problem}, not ${given.texts.map((text) => JSON.stringify(text)).join(" and ")}`;
}

function find(
  key: SettingKey,
  from: { sources: Sources; file: ConfigFile | undefined; problems: string[] },
): Given | undefined {
  const setting: Setting<unknown> = SETTINGS[key] as Setting<unknown>;
  const option = from.sources.options[key];
  if (option !== undefined) return { source: `--${setting.flag}`, texts: option };
  const variable = fromEnvironment(setting, from);
  if (variable !== undefined) return variable;
  const texts = from.file?.values.get(setting.flag);
  return texts === undefined ? undefined : { source: `${from.file?.path}, ${setting.flag}`, texts };
}

function fromEnvironment(
  setting: Setting<unknown>,
  { sources, problems }: { sources: Sources; problems: string[] },
): Given | undefined {
  const name = setting.environment;
  const fileName = `${name}_FILE`;
  const text = sources.environment[name];
  const path = setting.secret ? sources.environment[fileName] : undefined;
  if (text && path) problems.push(`${name} and ${fileName}: give one of the two`);
  if (text) return { source: name, texts: split(setting, text) };
  if (!path) return undefined;
  try {
    return { source: fileName, texts: split(setting, readFileSync(path, "utf8").trim()) };
  } catch (cause) {
    problems.push(`${fileName}: cannot read ${path} (${reason(cause)})`);
    return undefined;
  }
}

/** One variable or secret file gives all values of a repeatable setting, with commas or line ends between them. */
function split(setting: Setting<unknown>, text: string): readonly string[] {
  if (!setting.repeatable) return [text];
  return text
    .split(/[,\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

interface ConfigFile {
  path: string;
  /** By flag. */
  values: Map<string, readonly string[]>;
}

function readConfigFile(sources: Sources, problems: string[]): ConfigFile | undefined {
  const path = sources.options.config?.at(-1) ?? sources.environment[SETTINGS.config.environment];
  if (!path) return undefined;
  let table: Record<string, unknown>;
  try {
    table = parseToml(readFileSync(path, "utf8"));
  } catch (cause) {
    // The parser's message quotes the line, which may hold a secret.
    const where = cause instanceof TomlError ? `not TOML at line ${cause.line}, column ${cause.column}` : reason(cause);
    problems.push(`${path}: cannot be read (${where})`);
    return undefined;
  }
  const flags = Object.values(SETTINGS)
    .map((setting) => setting.flag)
    .filter((flag) => flag !== SETTINGS.config.flag);
  const values = new Map<string, readonly string[]>();
  for (const [flag, value] of Object.entries(table)) {
    const texts = textsOf(value);
    if (!flags.includes(flag)) {
      const close = nearest(flag, flags);
      problems.push(`${path}, ${flag}: unknown option${close === undefined ? "" : `; did you mean ${close}?`}`);
    } else if (texts === undefined) {
      problems.push(`${path}, ${flag}: must be a text, a number or a list of texts`);
    } else if (texts.length > 0) values.set(flag, texts);
  }
  return { path, values };
}

function textsOf(value: unknown): readonly string[] | undefined {
  if (typeof value === "string") return [value];
  if (typeof value === "number" || typeof value === "bigint") return [String(value)];
  if (!Array.isArray(value)) return undefined;
  return value.every((item): item is string => typeof item === "string") ? value : undefined;
}

function reason(cause: unknown): string {
  const missing = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
  if (missing) return "there is no such file";
  return cause instanceof Error ? cause.message : String(cause);
}
