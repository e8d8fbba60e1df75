/** One thing in a class, or behind a backslash: a range of characters, a table of Unicode, or what is neither. */
export type ClassItem =
  | { kind: "range"; first: number; last: number }
  | { kind: "table" }
  /** `\d`, `[:alpha:]`, `\b` */
  | { kind: "word" };

/** Reads the class that begins at `start`, to its end or to that of the text. */
export function readClass(source: string, start: number): { items: ClassItem[]; length: number } {
  const items: ClassItem[] = [];
  let at = start + (source[start + 1] === "^" ? 2 : 1);
  let isFirst = true;
  while (at < source.length && (source[at] !== "]" || isFirst)) {
    isFirst = false;
    const named = source.startsWith("[:", at) ? source.indexOf(":]", at + 2) : -1;
    if (named !== -1) {
      items.push({ kind: "word" });
      at = named + 2;
      continue;
    }
    const lower = readOne(source, at);
    at += lower.length;
    const isRange =
      lower.item.kind === "range" && source[at] === "-" && at + 1 < source.length && source[at + 1] !== "]";
    if (!isRange) {
      items.push(lower.item);
      continue;
    }
    const upper = readOne(source, at + 1);
    at += 1 + upper.length;
    items.push(spanOf(lower.item, upper.item));
  }
  return { items, length: Math.min(at + 1, source.length) - start };
}

/** Reads what begins with a backslash at `start`. */
export function readEscape(source: string, start: number): { item: ClassItem; length: number } {
  const rest = source.slice(start, start + LONGEST_ESCAPE);
  const table = /^\\[pP](?:\{[^}]*\}?|[\s\S]?)/.exec(rest);
  if (table !== null) return { item: { kind: "table" }, length: table[0].length };
  const hexadecimal = /^\\x(?:\{([\da-f]+)\}|([\da-f]{2}))/i.exec(rest);
  if (hexadecimal !== null) {
    const point = Number.parseInt(hexadecimal[1] ?? hexadecimal[2] ?? "0", 16);
    return { item: onePoint(point), length: hexadecimal[0].length };
  }
  const octal = /^\\[0-7]{1,3}/.exec(rest);
  if (octal !== null) return { item: onePoint(Number.parseInt(octal[0].slice(1), 8)), length: octal[0].length };
  if (/^\\[dDsSwWAbBz]/.test(rest)) return { item: { kind: "word" }, length: 2 };
  const point = source.codePointAt(start + 1);
  return point === undefined
    ? { item: { kind: "word" }, length: 1 }
    : { item: onePoint(point), length: 1 + String.fromCodePoint(point).length };
}

function readOne(source: string, at: number): { item: ClassItem; length: number } {
  if (source[at] === "\\") return readEscape(source, at);
  const point = source.codePointAt(at) ?? 0;
  return { item: onePoint(point), length: String.fromCodePoint(point).length };
}

const onePoint = (point: number): ClassItem => ({ kind: "range", first: point, last: point });

function spanOf(lower: ClassItem, upper: ClassItem): ClassItem {
  return lower.kind === "range" && upper.kind === "range"
    ? { kind: "range", first: lower.first, last: Math.max(lower.last, upper.last) }
    : { kind: "table" };
}

/** A pattern has 1,000 characters; names of tables have far fewer than 64. */
const LONGEST_ESCAPE = 64;
