import { createLru } from "../../lru.ts";
import { onFirstUse } from "../../on-first-use.ts";
import { patternSize } from "./pattern-size.ts";

/** A pattern that a user wrote, matched in time linear in the input. */
export interface Pattern {
  /** Whether any part of `input` matches. */
  test(input: string): boolean;
  /** Groups in brackets, the whole match not counted. */
  groupCount(): number;
  /** Walks over the matches in `input`, each after the end of the one before. */
  matcher(input: string): Matches;
}

/** One match after another. A group is 0 for the whole match, or one of the pattern's. */
interface Matches {
  /** Goes to the next match, if there is one. One call looks at no more than the rest of the input. */
  find(): boolean;
  start(): number;
  end(): number;
  /** `null`: the group took no part in the match. */
  group(group: number): string | null;
}

/** `too-large`: longer than {@link LONGEST_PATTERN}, or a program larger than {@link LARGEST_PROGRAM}. */
export type PatternProblem = "malformed" | "too-large";

/** Compiles users' patterns and keeps the ones in use. */
interface PatternCompiler {
  /** `malformed` is also what a linear-time engine cannot express. */
  compile(source: string): Pattern | PatternProblem;
}

/** 1,000 characters; checked before anything else is done with a pattern, so that all later work is bounded. */
export const LONGEST_PATTERN = 1_000;
/** 500 in the measure of `patternSize`: a program within it compiles in a few milliseconds. */
const LARGEST_PROGRAM = 500;

/** Makes a compiler that keeps the last `cacheSize` patterns, malformed ones too. */
export function createPatternCompiler(options: { cacheSize?: number } = {}): PatternCompiler {
  const cache = createLru<string, Pattern | PatternProblem>(options.cacheSize ?? 256);
  return {
    compile(source) {
      if (source.length > LONGEST_PATTERN) return "too-large";
      let pattern = cache.get(source);
      if (pattern === undefined) {
        pattern = patternSize(source) > LARGEST_PROGRAM ? "too-large" : compileOnce(source);
        cache.set(source, pattern);
      }
      return pattern;
    },
  };
}

/** Read with the first pattern: most gateways have none. */
const re2js = onFirstUse(() => require("re2js") as typeof import("re2js"));

function compileOnce(source: string): Pattern | PatternProblem {
  const { RE2JS, RE2JSException } = re2js();
  try {
    return RE2JS.compile(source);
  } catch (error) {
    if (error instanceof RE2JSException) return "malformed";
    throw error;
  }
}
