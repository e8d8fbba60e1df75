import { parseArgs } from "node:util";
import type { Option } from "../config/index.ts";
import { nearest } from "../nearest.ts";

/** What stands behind a command's name, sorted but not yet read. */
interface Arguments {
  /** Texts by flag, in order. */
  given: Map<string, string[]>;
  operands: string[];
  /** One sentence each. */
  problems: string[];
}

/** Sorts arguments into options and operands: `--name value`, `--name=value`, `--switch`; all behind `--` are operands. */
export function readArguments(args: readonly string[], options: readonly Option<unknown>[]): Arguments {
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    tokens: true,
    allowPositionals: true,
    options: Object.fromEntries(
      options.map((option) => [option.flag, { type: option.placeholder === undefined ? "boolean" : "string" }]),
    ),
  });
  const result: Arguments = { given: new Map(), operands: [], problems: [] };
  for (const token of tokens) {
    if (token.kind === "positional") result.operands.push(token.value);
    if (token.kind !== "option") continue;
    const option = options.find((candidate) => candidate.flag === token.name);
    const problem = optionProblem(token, option, options);
    if (problem !== undefined) result.problems.push(problem);
    else if (option !== undefined) {
      result.given.set(option.flag, [...(result.given.get(option.flag) ?? []), token.value ?? "true"]);
    }
  }
  return result;
}

function optionProblem(
  token: { rawName: string; name: string; value: string | undefined; inlineValue: boolean | undefined },
  option: Option<unknown> | undefined,
  options: readonly Option<unknown>[],
): string | undefined {
  if (option === undefined) {
    const flags = options.map((candidate) => candidate.flag);
    const close = nearest(token.name, flags);
    return `${token.rawName}: unknown option${close === undefined ? "" : `; did you mean --${close}?`}`;
  }
  if (option.placeholder === undefined) {
    return token.value === undefined ? undefined : `--${option.flag}: takes no value`;
  }
  const looksLikeOption = token.inlineValue === false && token.value?.startsWith("--");
  return token.value === undefined || looksLikeOption ? `--${option.flag}: needs ${option.placeholder}` : undefined;
}
