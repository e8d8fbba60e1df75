import { readFileSync } from "node:fs";
import { parse as parseToml, TomlError } from "smol-toml";
import { nearest } from "../nearest.ts";
import { no, ok, type Result } from "../result.ts";
import { conflictsIn, gapsIn } from "./conflicts.ts";
import type { Setting } from "./option.ts";
import { type Config, SETTINGS, type SettingKey } from "./settings.ts";

/** What the command line and the environment give. The file is named by one of them. */
interface Sources {
  /** Texts given on the command line, by setting. */
  options: Partial<Record<SettingKey, readonly string[]>>;
  environment: Record<string, string | undefined>;
}

/** The texts of one setting. */
export interface Given {
  source: "command-line" | "environment" | "file" | "database";
  /** As the person knows it: `--port`, `ALDIS_PORT`, `/etc/aldis.toml, port`. */
  name: string;
  texts: readonly string[];
}

/** Settings, read and checked. */
export interface Resolved<K extends SettingKey = SettingKey> {
  config: Pick<Config, K>;
  /** Where each value comes from; those that nothing gives, and so have their default, are absent. */
  given: ReadonlyMap<SettingKey, Given>;
}

/** What was read, with the default in the place of each setting that cannot be used. */
interface Attempted<K extends SettingKey> extends Resolved<K> {
  /** Each a sentence that begins with the name the person used; what is secret is not repeated in it. */
  problems: readonly string[];
  /** The settings that cannot be used; `config` is among them when the file cannot be read. */
  wrong: ReadonlySet<SettingKey>;
}

/**
 * Reads the settings named by `keys`: options win over the environment, the environment over the file. All problems come
 * together, as {@link attemptSettings} has them.
 */
export function resolveSettings<K extends SettingKey>(
  keys: readonly K[],
  sources: Sources,
): Result<Resolved<K>, readonly string[]> {
  const { problems, config, given } = attemptSettings(keys, sources);
  return problems.length > 0 ? no(problems) : ok({ config, given });
}

/** The same for whoever goes on in spite of problems. */
export function attemptSettings<K extends SettingKey>(keys: readonly K[], sources: Sources): Attempted<K> {
  const problems: string[] = [];
  const wrong = new Set<SettingKey>();
  const file = readConfigFile(sources, { problems, wrong });
  const config: Partial<Record<SettingKey, unknown>> = {};
  const given = new Map<SettingKey, Given>();
  const named = new Map<SettingKey, Given>();
  for (const key of keys) {
    const setting: Setting<unknown> = SETTINGS[key];
    const before = problems.length;
    const found = find(key, { sources, file, problems });
    if (problems.length > before) wrong.add(key);
    const read = readSetting(setting, found?.texts);
    if (found !== undefined) named.set(key, found);
    if (read.ok) {
      config[key] = read.value;
      if (found !== undefined) given.set(key, found);
    } else {
      problems.push(complaint(setting, found, read.problem));
      wrong.add(key);
      const otherwise = readSetting(setting, undefined);
      if (otherwise.ok) config[key] = otherwise.value;
    }
  }
  for (const { key, problem } of gapsIn(named, new Set<SettingKey>(keys))) {
    problems.push(`${named.get(key)?.name}: ${problem}`);
    wrong.add(key);
  }
  // The database may give the other one: only what is given here can be judged.
  if (given.has("sessionIdle") && given.has("sessionLife")) {
    const both = { config: config as Pick<Config, "sessionIdle" | "sessionLife">, given };
    for (const { key, problem } of conflictsIn(both, new Set(given.keys()))) {
      problems.push(complaint(SETTINGS[key], given.get(key), problem));
      wrong.add(key);
    }
  }
  return { config: config as Pick<Config, K>, given, problems, wrong };
}

/** The value that texts stand for, or without them the default. The problem never repeats them. */
export function readSetting<V>(setting: Setting<V>, texts: readonly string[] | undefined): Result<V | undefined> {
  const read = texts ?? (setting.default === undefined ? undefined : [setting.default]);
  if (read === undefined) return ok(setting.absent);
  const parsed = setting.parse(read);
  const problem = parsed.ok ? setting.check?.(parsed.value) : undefined;
  return problem === undefined ? parsed : no(problem);
}

function complaint(setting: Setting<unknown>, given: Given | undefined, problem: string): string {
  const source = given?.name ?? `--${setting.flag}`;
  return setting.secret || given === undefined
    ? `${source}: ${problem}`
    : `${source}: ${problem}, not ${given.texts.map((text) => JSON.stringify(text)).join(" and ")}`;
}

function find(
  key: SettingKey,
  from: { sources: Sources; file: ConfigFile | undefined; problems: string[] },
): Given | undefined {
  const setting: Setting<unknown> = SETTINGS[key];
  const option = from.sources.options[key];
  if (option !== undefined) return { source: "command-line", name: `--${setting.flag}`, texts: option };
  const variable = fromEnvironment(setting, from);
  if (variable !== undefined) return variable;
  const texts = from.file?.values.get(setting.flag);
  return texts && { source: "file", name: `${from.file?.path}, ${setting.flag}`, texts };
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
  if (text) return { source: "environment", name, texts: split(setting, text) };
  if (!path) return undefined;
  try {
    return { source: "environment", name: fileName, texts: split(setting, readFileSync(path, "utf8").trim()) };
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

function readConfigFile(
  sources: Sources,
  { problems, wrong }: { problems: string[]; wrong: Set<SettingKey> },
): ConfigFile | undefined {
  const path = sources.options.config?.at(-1) ?? sources.environment[SETTINGS.config.environment];
  if (!path) return undefined;
  let table: Record<string, unknown>;
  try {
    table = parseToml(readFileSync(path, "utf8"));
  } catch (cause) {
    // The parser's message quotes the line, which may hold a secret.
    const where =
      cause instanceof TomlError
        ? `not TOML at line ${cause.line}, column ${cause.column}; texts stand in quotes: name = "text"`
        : reason(cause);
    problems.push(`${path}: cannot be read (${where})`);
    wrong.add("config");
    return undefined;
  }
  const flags = Object.values(SETTINGS)
    .map((setting) => setting.flag)
    .filter((flag) => flag !== SETTINGS.config.flag);
  const values = new Map<string, readonly string[]>();
  for (const [flag, value] of Object.entries(table)) {
    const texts = textsOf(value);
    if (isSection(value)) {
      problems.push(`${path}, [${flag}]: there are no sections: leave that line out`);
    } else if (!flags.includes(flag)) {
      const close = nearest(flag, flags);
      problems.push(`${path}, ${flag}: unknown option${close === undefined ? "" : `; did you mean ${close}?`}`);
    } else if (texts === undefined) {
      problems.push(`${path}, ${flag}: must be a text, a number or a list of texts`);
    } else if (texts.length > 0) values.set(flag, texts);
  }
  return { path, values };
}

/** Of `[name]`, or of a name with a dot in it. */
const isSection = (value: unknown) => typeof value === "object" && !Array.isArray(value) && !(value instanceof Date);

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
