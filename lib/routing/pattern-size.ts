/**
 * About how many instructions a linear-time engine makes of a pattern. Counted repetitions are written out by the
 * engine, also within each other, so that few characters can become a large program: `((a{30}){30})` is 900.
 *
 * Reads any text; what is no pattern gets some number.
 */
export function patternSize(source: string): number {
  const open: Level[] = [];
  let level: Level = { size: 0, last: 0 };
  let at = 0;

  function atom(size: number, length: number): void {
    level.size += size;
    level.last = size;
    at += length;
  }

  while (at < source.length) {
    const rest = source.slice(at, at + LONGEST_TOKEN);
    const character = rest[0];
    const counted = /^\{(\d+)(?:,(\d*))?\}/.exec(rest);
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
      const set = /^\[\^?\]?(?:\\[\s\S]|\[:\^?\w+:\]|[^\]\\])*\]?/.exec(source.slice(at))?.[0] ?? character;
      atom(1 + SCRIPT_SIZE * (set.match(/\\p/gi)?.length ?? 0), set.length);
    } else if (/^\\[pP]/.test(rest)) {
      atom(SCRIPT_SIZE, /^..\{[^}]*\}/.exec(rest)?.[0].length ?? 3);
    } else if (character === "\\") {
      atom(1, 2);
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

/** A class of Unicode (`\p{L}`) is a table of hundreds of ranges. */
const SCRIPT_SIZE = 100;
const LONGEST_TOKEN = 64;
