import { patternSize } from "../submission/pattern-size.ts";
import { createPatternCompiler, LONGEST_PATTERN, type Pattern } from "../submission/patterns.ts";
import { RULE_PATTERN_SIZE } from "./limits.ts";
import { anyText, fault, type Place } from "./reading.ts";

/** 1,024: what all rules of a gateway have in use. A rule that was read is compiled without compiling its patterns again. */
const compiler = createPatternCompiler({ cacheSize: 1_024 });

const TOO_LARGE_TOGETHER = "makes the patterns of this rule too large together";

/** Reads a regular expression, and checks that it can be compiled. */
export function readPattern(place: Place, ignoreCase?: boolean): { source: string; groups: number } | undefined {
  const source = anyText(place, LONGEST_PATTERN);
  if (source === undefined) return undefined;
  if (source === "") return fault(place, "must not be empty");
  const { rule } = place;
  // Nothing more is compiled once they are too large together.
  if (rule.patternSize > RULE_PATTERN_SIZE) return fault(place, TOO_LARGE_TOGETHER);
  rule.patternSize += sizeOf(source, ignoreCase);
  const pattern = compiler.compile(engineSource(source, ignoreCase));
  if (pattern === "too-large") return fault(place, "is too large a pattern");
  if (pattern === "malformed") return fault(place, "is not a regular expression that runs in linear time (RE2)");
  if (rule.patternSize > RULE_PATTERN_SIZE) return fault(place, TOO_LARGE_TOGETHER);
  return { source, groups: pattern.groupCount() };
}

/** A pattern of a rule that was read. */
export function patternOf(source: string, ignoreCase: boolean | undefined): Pattern {
  const pattern = compiler.compile(engineSource(source, ignoreCase));
  if (typeof pattern === "string") throw new Error(`A pattern that was accepted is ${pattern} now`);
  return pattern;
}

/** How much work one character is for a pattern, at worst. */
export const sizeOf = (source: string, ignoreCase: boolean | undefined): number =>
  Math.max(1, patternSize(engineSource(source, ignoreCase)));

const engineSource = (source: string, ignoreCase: boolean | undefined) =>
  ignoreCase === true ? `(?i)${source}` : source;
