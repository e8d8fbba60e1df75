import { nearest } from "../nearest.ts";
import { no, ok, type Result } from "../result.ts";

/** Any text but an empty one. */
export function parseText(text: string): Result<string> {
  return text.trim() === "" ? no("must not be empty") : ok(text);
}

/** A TCP port; 0 lets the system choose. */
export function parsePort(text: string): Result<number> {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  return port <= 65535 ? ok(port) : no("must be a port, 0 to 65535");
}

/** A whole number within limits, both included. */
export function parseWhole(minimum: number, maximum: number): (text: string) => Result<number> {
  return (text) => {
    const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    return number >= minimum && number <= maximum ? ok(number) : no(`must be a whole number, ${minimum} to ${maximum}`);
  };
}

/** One word of a closed set. */
export function parseOneOf<const W extends string>(words: readonly W[]): (text: string) => Result<W> {
  return (text) => {
    const found = words.find((word) => word === text);
    if (found !== undefined) return ok(found);
    const close = nearest(text, words);
    return no(`must be ${listed(words)}${close === undefined ? "" : `; did you mean ${close}?`}`);
  };
}

const MILLISECONDS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** `500ms`, `30s`, `5m`, `12h`, `1d`, `2w`, as milliseconds. More than nothing. */
export function parseDuration(text: string): Result<number> {
  const found = /^(\d{1,9})(ms|s|m|h|d|w)$/.exec(text);
  const milliseconds = Number(found?.[1] ?? 0) * (MILLISECONDS[found?.[2] ?? ""] ?? 0);
  return milliseconds > 0 ? ok(milliseconds) : no("must be a time such as 500ms, 30s, 5m, 12h or 1d");
}

/** An IANA name such as Europe/Berlin, as it is usually spelt. */
export function parseTimeZone(text: string): Result<string> {
  try {
    return ok(new Intl.DateTimeFormat("en", { timeZone: text.trim() }).resolvedOptions().timeZone);
  } catch {
    return no("must be a time zone such as Europe/Berlin or UTC");
  }
}

const BYTES: Record<string, number> = { "": 1, B: 1, KB: 1000, KIB: 1024, MB: 1_000_000, MIB: 1_048_576 };

/** `65536`, `64KiB`, `1MB`, as bytes. More than nothing. */
export function parseSize(text: string): Result<number> {
  const found = /^(\d{1,9})\s?(B|KB|KIB|MB|MIB)?$/i.exec(text);
  const bytes = Number(found?.[1] ?? 0) * (BYTES[(found?.[2] ?? "").toUpperCase()] ?? 0);
  return bytes > 0 ? ok(bytes) : no("must be a size such as 64KiB or 1MB");
}

/** `postgres://a:5432,b:5432/NAME` is no URL as browsers have it. */
const withFirstHost = (url: string) => url.replace(/,[^/?]*(?=[/?]|$)/, "");

/** `sqlite:FILE`, `postgres://…` or `postgresql://…`, also with several hosts. The problem does not show the URL: it may hold a password. */
export function parseDatabaseUrl(text: string): Result<string> {
  if (/^sqlite:.+/.test(text)) return ok(text);
  if (/^postgres(ql)?:\/\//.test(text) && URL.canParse(withFirstHost(text))) return ok(text);
  return no("must be sqlite:FILE or postgres://USER:PASSWORD@HOST/NAME");
}

/** `a, b or c`. */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
