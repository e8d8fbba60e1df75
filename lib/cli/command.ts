import { attemptSettings, type Option, type Resolved, SETTINGS, type SettingKey } from "../config/index.ts";
import { readArguments } from "./arguments.ts";
import { withCountryOfGateway } from "./country-of-gateway.ts";
import { CliError } from "./error.ts";
import type { CommandIo } from "./io.ts";
import { withStoredSettings } from "./stored-settings.ts";

/** Options of one command only, by the name under which it reads them; each is absent when not given. */
type Flags = Record<string, Option<unknown>>;
type FlagValues<F extends Flags> = { [N in keyof F]?: F[N] extends Option<infer V> ? V : never };

/** One call of a command: settings and options read and checked, operands counted. */
interface Call<K extends SettingKey, F extends Flags> extends Resolved<K> {
  /** Of a command that looks for problems: what is wrong with the settings, which have their defaults instead. */
  problems: readonly string[];
  flags: FlagValues<F>;
  operands: readonly string[];
  io: CommandIo;
}

/** What help needs of a command. */
export interface CommandDescription {
  /** Words that name it: `["user", "add"]`. */
  path: readonly string[];
  /** Operands as help shows them: `["NAME"]`; `…` at the end takes more, in brackets also none. */
  operands: readonly string[];
  /** One line. */
  summary: string;
  /** Paragraphs for its own help. */
  details?: string;
  settings: readonly SettingKey[];
  flags: Flags;
  /** It takes the settings, as every command does, and uses none, or all: help leaves them out. */
  ignoresSettings?: true;
  /** It opens the store itself and takes the settings that are stored there, instead of getting them. */
  readsStoredSettings?: true;
  /** What is wrong with the settings does not keep it from running, unless it would look at other data than was meant. */
  looksForProblems?: true;
  /** It writes data for other programs, which are changed only on a terminal. */
  writesData?: true;
  /** Flags that must be given, by the name under which the command reads them. */
  required?: readonly string[];
}

/** A command, ready to be called with what stands behind its name. */
export interface Command extends CommandDescription {
  /** Gives the exit status. @throws CliError */
  execute(args: readonly string[], io: CommandIo): Promise<number>;
}

/** Declares a command: its arguments are read and checked before `run` sees them. */
export function defineCommand<const K extends SettingKey, const F extends Flags>(
  description: CommandDescription & {
    settings: readonly K[];
    flags: F;
    run(call: Call<K, F>): Promise<number>;
  },
): Command {
  const { run, ...rest } = description;
  return {
    ...rest,
    async execute(args, io) {
      const byKey = new Map<SettingKey, Option<unknown>>(description.settings.map((key) => [key, SETTINGS[key]]));
      const byName = new Map(Object.entries<Option<unknown>>(description.flags));
      const { given, operands, problems } = readArguments(args, [...byKey.values(), ...byName.values()]);
      // A value behind an unknown option looks like an operand: one complaint is enough.
      if (problems.length === 0) problems.push(...operandProblems(operands, description.operands));

      const flags: Record<string, unknown> = {};
      for (const [name, flag] of byName) {
        const texts = given.get(flag.flag);
        if (texts === undefined) {
          if (description.required?.includes(name)) problems.push(`--${flag.flag} ${flag.placeholder ?? ""}: missing`);
          continue;
        }
        const parsed = flag.parse(texts);
        if (!parsed.ok) problems.push(`--${flag.flag}: ${sentence(parsed.problem, texts)}`);
        else flags[name] = parsed.value;
      }
      const options: Partial<Record<SettingKey, readonly string[]>> = {};
      for (const [key, setting] of byKey) {
        const texts = given.get(setting.flag);
        if (texts !== undefined) options[key] = texts;
      }
      const {
        problems: wrongSettings,
        wrong,
        ...own
      } = attemptSettings(description.settings, {
        options,
        environment: io.env,
      });
      const goesOn = rest.looksForProblems && !PLACES.some((key) => wrong.has(key));
      if (!goesOn) problems.push(...wrongSettings);
      if (problems.length > 0) throw new CliError("usage", problems.join("\n"));
      const resolved = rest.readsStoredSettings ? own : withCountryOfGateway(await withStoredSettings(own, io), io);
      return run({ ...resolved, problems: wrongSettings, flags: flags as FlagValues<F>, operands, io });
    },
  };
}

/** Where the data is, and the file that may say so. */
const PLACES = ["config", "data", "database"] as const satisfies readonly SettingKey[];

/** "must be …" says what it was instead; another problem names it already. */
const sentence = (problem: string, texts: readonly string[]) =>
  /^(?:must|may) /.test(problem) ? `${problem}, not ${texts.join(" and ")}` : problem;

function operandProblems(operands: readonly string[], wanted: readonly string[]): string[] {
  const missing = wanted.slice(operands.length).filter((name) => !name.startsWith("["));
  if (missing.length > 0) return [`${missing.join(" ")}: missing`];
  const more = /…\]?$/.test(wanted.at(-1) ?? "") ? [] : operands.slice(wanted.length);
  return more.length === 0 ? [] : [`${more.join(" ")}: not expected here`];
}
