/** 100 columns: three times as many as the widest table has. */
export const MOST_COLUMNS = 100;

const ESCAPES: Readonly<Record<string, string>> = { "0": "\0", n: "\n", r: "\r", t: "\t", b: "\b", Z: "\x1A" };
const TEXT_BEGINS = /\s*(?:_\w+\s*)?'/iy;
const VALUE = /\s*(?:0x([0-9A-Fa-f]*)|null(?!\w)|([-+.\w]+))/iy;
const VALUE_ENDS = /\s*([,)])/y;

/** Where a text ends that begins at `from`. Not by a pattern: one repeats a group a million times at most. */
function endOfText(text: string, from: number): number | undefined {
  for (let at = from; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === "'" && text[at + 1] === "'") at++;
    else if (text[at] === "'") return at;
  }
  return undefined;
}

/** One value, and where it ends. */
function readValue(text: string, from: number): { value: string | null; end: number } | undefined {
  TEXT_BEGINS.lastIndex = from;
  if (TEXT_BEGINS.test(text)) {
    const begin = TEXT_BEGINS.lastIndex;
    const end = endOfText(text, begin);
    return end === undefined ? undefined : { value: unescaped(text.slice(begin, end)), end: end + 1 };
  }
  VALUE.lastIndex = from;
  const [found, hex, plain] = VALUE.exec(text) ?? [];
  if (found === undefined) return undefined;
  return {
    value: hex === undefined ? (plain ?? null) : Buffer.from(hex, "hex").toString("utf8"),
    end: VALUE.lastIndex,
  };
}

/** One row in brackets, or the end of the statement, with where it ends; `undefined` when there may be more of it. */
export function readRow(text: string, from: number): { value: (string | null)[] | string; end: number } | undefined {
  const start = /\s*,?\s*([(;]?)/y;
  start.lastIndex = from;
  const begin = start.exec(text);
  if (begin?.[1] === ";") return { value: "end", end: start.lastIndex };
  if (begin?.[1] !== "(") {
    // Something else than rows, such as ON DUPLICATE KEY: the statement's rows are over.
    return start.lastIndex < text.length ? { value: "end", end: start.lastIndex } : undefined;
  }
  const values: (string | null)[] = [];
  let at = start.lastIndex;
  for (let found = readValue(text, at); found !== undefined; found = readValue(text, at)) {
    VALUE_ENDS.lastIndex = found.end;
    const [, end] = VALUE_ENDS.exec(text) ?? [];
    if (end === undefined) return undefined;
    at = VALUE_ENDS.lastIndex;
    values.push(found.value);
    if (end === ")") return { value: values, end: at };
    if (values.length > MOST_COLUMNS) return undefined;
  }
  return undefined;
}

const unescaped = (text: string) =>
  text.replaceAll(/\\([\s\S])|''/g, (_, escaped?: string) =>
    escaped === undefined ? "'" : (ESCAPES[escaped] ?? escaped),
  );
