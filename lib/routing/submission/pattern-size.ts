import { type ClassItem, readClass, readEscape } from "./pattern-tokens.ts";

/**
 * About how many instructions a linear-time engine makes of a pattern, and how much work its classes are. Counted
 * repetitions are written out by the engine, also within each other, so that few characters can become a large program:
 * `((a{30}){30})` is 900. What is quoted and what is a class is read as the engine (re2js) reads it: a bracket that only
 * looks like the start of a class must hide nothing.
 *
 * Reads any text; what is no pattern gets some number.
 */
export function patternSize(source: string): number {
  const open: Level[] = [];
  let level: Level = { size: 0, last: 0 };
  let at = 0;
  // Wherever the flag is set: from there on, and perhaps only within a group, but never for less.
  const folds = /\(\?[a-z]*i/i.test(source);

  function atom(size: number, length: number): void {
    level.size += size;
    level.last = size;
    at += length;
  }

  while (at < source.length) {
    const character = source[at];
    const counted = character === "{" ? /^\{(\d+)(?:,(\d*))?\}/.exec(source.slice(at, at + LONGEST_COUNT)) : null;
    if (character === "(") {
      open.push(level);
      level = { size: 1, last: 0 };
      at++;
    } else if (character === ")") {
      const inner = level.size;
      level = open.pop() ?? { size: 0, last: 0 };
      atom(inner, 1);
    } else if (counted !== null) {
      const times = Math.max(1, Number(counted[1]), Number(counted[2] ?? 0));
      level.size += level.last * (times - 1);
      level.last *= times;
      at += counted[0].length;
    } else if (character === "[") {
      const { items, length } = readClass(source, at);
      atom(1 + items.reduce((sum, item) => sum + workOf(item, folds), 0), length);
    } else if (source.startsWith("\\Q", at)) {
      const end = source.indexOf("\\E", at + 2);
      // What is repeated behind it is its last character.
      for (const _ of source.slice(at + 2, end === -1 ? undefined : end)) atom(1, 0);
      at = end === -1 ? source.length : end + 2;
    } else if (character === "\\") {
      const { item, length } = readEscape(source, at);
      atom(1 + workOf(item, folds), length);
    } else if (character === "*" || character === "+" || character === "?" || character === "|") {
      level.size++;
      at++;
    } else {
      atom(1, 1);
    }
  }
  for (const outer of open) level.size += outer.size;
  return level.size;
}

/** A group that is being read. */
interface Level {
  size: number;
  /** Of what a repetition behind it repeats. */
  last: number;
}

/** What is beyond one instruction. */
function workOf(item: ClassItem, folds: boolean): number {
  if (item.kind === "table") return SCRIPT_SIZE;
  if (item.kind === "word" || !folds) return 0;
  const first = Math.max(item.first, FIRST_FOLDED);
  const last = Math.min(item.last, LAST_FOLDED);
  // Both ends outside: the range is taken as it is.
  if (item.first <= FIRST_FOLDED && item.last >= LAST_FOLDED) return 0;
  return Math.max(0, Math.floor((last - first) / FOLDED_AN_INSTRUCTION));
}

/** A class of Unicode (`\p{L}`) is a table of hundreds of ranges. */
const SCRIPT_SIZE = 100;
/** `{1000,1000}` */
const LONGEST_COUNT = 16;
/** The characters that have a case: without regard to it, each of a range between them is looked up. */
const FIRST_FOLDED = 0x41;
const LAST_FOLDED = 0x1e943;
/** 250: measured, as much work as one instruction; a range over all of them is as much as the largest program. */
const FOLDED_AN_INSTRUCTION = 250;
