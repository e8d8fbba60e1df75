import { visible } from "../visible.ts";
import { CliError } from "./error.ts";

/** Why a change of what is kept under names was not done, whatever it is. */
type Failure =
  | { kind: "not-found" | "name-taken" | "too-many" | "changed-meanwhile" | "other-request" }
  /** `by`: who names it, as people call them. */
  | { kind: "in-use"; by: readonly string[] }
  | { kind: "no-key"; problem: string }
  | { kind: "invalid"; faults: readonly { pointer: string; message: string }[] }
  | { kind: "invalid"; field: string; message: string };

type Outcome<Value> = { ok: true; value: Value } | { ok: false; problem: Failure };

/** What is kept, in words: `one` rule, `many` rules, found by an `ID or name`. */
interface Kept {
  one: string;
  many: string;
  foundBy: string;
  /** So many may be kept, where that is worth saying. */
  most?: number;
  /** What those who name it are to do first, otherwise `name another rule`. */
  instead?: string;
}

/**
 * Gives what tells commands about such things how a change went.
 *
 * @param isFile  whether what is wrong with values is wrong with a file
 * @returns the value of what was done. @throws CliError kind "usage" when a file's content is wrong, "failed" otherwise
 */
export const outcomesOf =
  (kept: Kept) =>
  <Value>(outcome: Outcome<Value>, { isFile = true } = {}): Value => {
    if (outcome.ok) return outcome.value;
    const { problem } = outcome;
    const isWrong = isFile && problem.kind === "invalid" && "faults" in problem;
    throw new CliError(isWrong ? "usage" : "failed", sentenceFor(problem, kept));
  };

function sentenceFor(problem: Failure, { one, many, foundBy, most, instead = `name another ${one}` }: Kept): string {
  switch (problem.kind) {
    case "not-found":
      return `no ${one} has this ${foundBy}`;
    case "name-taken":
      return `another ${one} has this name`;
    case "too-many":
      return most === undefined
        ? `no more ${many} fit: remove some first`
        : `there may be ${most} ${many}: remove some first`;
    case "in-use":
      return visible(`it is named by ${problem.by.join(", ")}: let these ${instead} first`);
    case "changed-meanwhile":
    case "other-request":
      return `the ${many} were changed meanwhile`;
    case "no-key":
      return problem.problem;
    case "invalid":
      return "field" in problem
        ? `the ${problem.field} ${problem.message}`
        : problem.faults.map(({ pointer, message }) => visible(`${pointer || `the ${one}`} ${message}`)).join("\n");
    default:
      return problem satisfies never;
  }
}
