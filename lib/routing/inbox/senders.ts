import { onFirstUse } from "../../on-first-use.ts";
import { no, ok, type Result } from "../../result.ts";
import { createPatternCompiler, type Pattern } from "../submission/patterns.ts";
import { createNumberReader } from "../submission/recipients.ts";

/** Whose messages and calls are taken: the setting `--incoming-from`. */
export interface SenderRules {
  /** If there are any, only what matches one of them is taken. */
  accepted: readonly Pattern[];
  /** What matches one of these is not; they come before the accepted ones. */
  blocked: readonly Pattern[];
}

/** 200 patterns: each message is compared with all of them. */
const MOST_PATTERNS = 200;
const FORM = /^\s*(accept|block)\s*:\s*(.*?)\s*$/s;

/**
 * Reads `accept:PATTERN` and `block:PATTERN`, each text one or several, separated by semicolons. A pattern is a regular
 * expression on any part of the sender, without case.
 */
export function parseSenderRules(texts: readonly string[]): Result<SenderRules> {
  const given = texts.flatMap((text) => text.split(";")).filter((text) => text.trim() !== "");
  if (given.length === 0) return no("must have at least one accept:PATTERN or block:PATTERN");
  if (given.length > MOST_PATTERNS) return no(`must have up to ${MOST_PATTERNS} patterns`);
  const compiler = createPatternCompiler({ cacheSize: 1 });
  const rules = { accepted: [] as Pattern[], blocked: [] as Pattern[] };
  for (const text of given) {
    const [, what, source = ""] = FORM.exec(text) ?? [];
    if (what === undefined) return no("must be accept:PATTERN or block:PATTERN, such as accept:^\\+49, separated by ;");
    if (source === "") return no(`has ${what}: without a pattern; ^$ stands for withheld numbers`);
    const pattern = compiler.compile(`(?i)${source}`);
    if (pattern === "malformed") return no("has a pattern that is not a regular expression (RE2 syntax)");
    if (pattern === "too-large") return no("has a pattern that is too long or too large");
    rules[what === "accept" ? "accepted" : "blocked"].push(pattern);
  }
  return ok(rules);
}

/**
 * Whether a sender is taken, by its number as it was received and in its international form. A withheld or unknown sender
 * is empty.
 */
export function createSenderFilter({ country }: { country: string }): (sender: string, rules: SenderRules) => boolean {
  const numbers = onFirstUse(() => createNumberReader({ country }));
  return (sender, { accepted, blocked }) => {
    if (accepted.length + blocked.length === 0) return true;
    const read = sender === "" ? undefined : numbers().read(sender);
    const forms = read?.ok && read.value !== sender ? [sender, read.value] : [sender];
    const matches = (pattern: Pattern) => forms.some((form) => pattern.test(form));
    return !blocked.some(matches) && (accepted.length === 0 || accepted.some(matches));
  };
}
