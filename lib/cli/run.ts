import manifest from "../../package.json" with { type: "json" };
import { GatewayError, unusableDatabase } from "../gateway/index.ts";
import { isOutage, isStoreFailure } from "../messages/index.ts";
import { nearest } from "../nearest.ts";
import { visibleLines } from "../visible.ts";
import type { Command } from "./command.ts";
import { CliError, fileProblem } from "./error.ts";
import { commandHelp, commandList, overview, usage } from "./help.ts";
import type { CommandIo, Output } from "./io.ts";

/**
 * Runs one command line, without the program's name, and resolves with the exit status: 0 done, 1 could not be done,
 * 2 called wrongly. The first of `commands` with an empty path runs when no command is named.
 *
 * @throws errors that are faults of the program
 */
export async function runCommand(
  commands: readonly Command[],
  args: readonly string[],
  given: CommandIo,
): Promise<number> {
  const io = safeForTerminals(given, findCommand(commands, args));
  if (args[0] === "--version") {
    io.out.write(`aldis ${manifest.version}\n`);
    return 0;
  }
  if (args[0] === "help") return runCommand(commands, [...args.slice(1), "--help"], io);
  const wantsHelp = beforeOperands(args).some((arg) => arg === "--help" || arg === "-h");
  const command = findCommand(commands, args);
  if (command === undefined || (wantsHelp && wordsOf(args).length === 0)) {
    return explain(commands, args, { wantsHelp, io });
  }
  if (wantsHelp) {
    io.out.write(commandHelp(command));
    return 0;
  }
  try {
    const named = command.path.every((word, index) => args[index] === word);
    return await command.execute(named ? args.slice(command.path.length) : args, io);
  } catch (error) {
    const problem = problemOf(error);
    if (problem === undefined) throw error;
    io.err.write(`${prefixed(problem)}\n`);
    if (!(error instanceof CliError) || error.kind === "failed") return 1;
    io.err.write(`Usage: ${usage(command)}, see aldis ${[...command.path, "--help"].join(" ")}\n`);
    return 2;
  }
}

/** What a person can do something about, as a sentence; undefined for a fault of the program. */
function problemOf(error: unknown): string | undefined {
  if (error instanceof CliError || error instanceof GatewayError) return error.message;
  if (isOutage(error) || isStoreFailure(error, "corrupt")) return unusableDatabase(error).message;
  return fileProblem(error);
}

/**
 * Lets no operator, caller or contact speak to the terminal. The gateway's own log sees to that itself, since it may
 * have colours.
 */
function safeForTerminals(io: CommandIo, command: Command | undefined): CommandIo {
  if (command?.path[0] === "serve") return io;
  const safe = (output: Output): Output => ({
    write: (text) => output.write(command?.writesData && !output.isTTY ? text : visibleLines(text)),
    isTTY: output.isTTY,
  });
  return Object.create(io, { out: { value: safe(io.out) }, err: { value: safe(io.err) } }) as CommandIo;
}

/** Words in front of the first option: a command's name and operands. */
function wordsOf(args: readonly string[]): readonly string[] {
  const end = args.findIndex((arg) => arg.startsWith("-"));
  return end === -1 ? args : args.slice(0, end);
}

function beforeOperands(args: readonly string[]): readonly string[] {
  const end = args.indexOf("--");
  return end === -1 ? args : args.slice(0, end);
}

function findCommand(commands: readonly Command[], args: readonly string[]): Command | undefined {
  const words = wordsOf(args);
  if (words.length === 0) return commands[0];
  return commands
    .filter((command) => command.path.every((word, index) => words[index] === word))
    .sort((a, b) => b.path.length - a.path.length)[0];
}

/** Answers help without a command, a group of commands, and words that name none. */
function explain(
  commands: readonly Command[],
  args: readonly string[],
  { wantsHelp, io }: { wantsHelp: boolean; io: CommandIo },
): number {
  const words = wordsOf(args);
  const below = (prefix: readonly string[]) =>
    commands.filter(({ path }) => path.length > prefix.length && prefix.every((word, index) => path[index] === word));
  let prefix = words;
  while (below(prefix).length === 0) prefix = prefix.slice(0, -1);
  const group = below(prefix);
  const known = prefix.length === words.length;
  if (known && wantsHelp) {
    io.out.write(words.length === 0 ? overview(commands) : commandList(group));
    return 0;
  }
  if (known) {
    io.err.write(`aldis ${words.join(" ")}: a command is missing\n${commandList(group)}`);
    return 2;
  }
  const word = words[prefix.length] ?? "";
  const candidates = new Set(group.map((command) => command.path[prefix.length] ?? ""));
  const close = nearest(word, [...candidates, ...(prefix.length === 0 ? ["help"] : [])]);
  const called = [...prefix, word].join(" ");
  io.err.write(`aldis: unknown command "${called}"${close === undefined ? "" : `; did you mean ${close}?`}\n`);
  io.err.write(prefix.length > 0 ? commandList(group) : `"aldis --help" lists the commands.\n`);
  return 2;
}

/** One line for each problem; what is indented belongs to the line above it. */
function prefixed(message: string): string {
  return message
    .split("\n")
    .map((line) => (line.startsWith(" ") ? line : `aldis: ${line}`))
    .join("\n");
}
