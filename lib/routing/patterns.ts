import { RE2JS, RE2JSException } from "re2js";
import { createLru } from "./lru.ts";

/** A pattern that a user wrote, matched in time linear in the input. */
export interface Pattern {
  /** Whether any part of `input` matches. */
  test(input: string): boolean;
}

/** Compiles users' patterns and keeps the ones in use. */
export interface PatternCompiler {
  /** `undefined`: malformed, longer than 1,000 characters, or beyond what a linear-time engine can express. */
  compile(source: string): Pattern | undefined;
}

const LONGEST_PATTERN = 1_000;

/** Makes a compiler that keeps the last `cacheSize` patterns, malformed ones too. */
export function createPatternCompiler(options: { cacheSize?: number } = {}): PatternCompiler {
  const cache = createLru<string, Pattern | "malformed">(options.cacheSize ?? 256);
  return {
    compile(source) {
      if (source.length > LONGEST_PATTERN) return undefined;
      let pattern = cache.get(source);
      if (pattern === undefined) {
        pattern = compileOnce(source) ?? "malformed";
        cache.set(source, pattern);
      }
      return pattern === "malformed" ? undefined : pattern;
    },
  };
}

function compileOnce(source: string): Pattern | undefined {
  try {
    return RE2JS.compile(source);
  } catch (error) {
    if (error instanceof RE2JSException) return undefined;
    throw error;
  }
}
