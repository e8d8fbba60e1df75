const lenient = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();

/** Bytes as UTF-8; what is none becomes U+FFFD. */
export function decodeUtf8(bytes: Uint8Array): string {
  return lenient.decode(bytes);
}

/**
 * Reads one name or value of a query string or of an `application/x-www-form-urlencoded` body: `+` is a blank, `%41` a
 * byte, bytes are UTF-8. Never fails: a cut character becomes U+FFFD, a `%` without two digits stays.
 */
export function decodeFormComponent(raw: string): string {
  const spaced = raw.includes("+") ? raw.replaceAll("+", " ") : raw;
  if (!spaced.includes("%")) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    return decodeUtf8(percentToBytes(encoder.encode(spaced)));
  }
}

/** Takes the pairs whose name `wanted` holds, in order, decoded. */
export interface PairSink {
  wanted: ReadonlySet<string>;
  take(name: string, value: string): void;
}

/** Gives each pair of a query string or urlencoded body. One that nobody wants costs little. */
export function eachPair(source: string, sink: PairSink): void {
  let start = 0;
  while (start < source.length) {
    let end = source.indexOf("&", start);
    if (end === -1) end = source.length;
    const equals = source.indexOf("=", start);
    const nameEnd = equals === -1 || equals > end ? end : equals;
    const name = decodeFormComponent(source.slice(start, nameEnd));
    if (sink.wanted.has(name))
      sink.take(name, nameEnd === end ? "" : decodeFormComponent(source.slice(nameEnd + 1, end)));
    start = end + 1;
  }
}

const PERCENT = 0x25;

/** The bytes that `%41` and plain characters stand for; a `%` without two digits stays. */
export function percentToBytes(ascii: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(ascii.length);
  let length = 0;
  for (let at = 0; at < ascii.length; at++) {
    const high = ascii[at] === PERCENT ? hexDigit(ascii[at + 1]) : -1;
    const low = high === -1 ? -1 : hexDigit(ascii[at + 2]);
    if (low === -1) {
      bytes[length++] = ascii[at] ?? 0;
    } else {
      bytes[length++] = high * 16 + low;
      at += 2;
    }
  }
  return bytes.subarray(0, length);
}

/** 0–15, or -1. */
function hexDigit(character: number | undefined): number {
  if (character === undefined) return -1;
  if (character >= 0x30 && character <= 0x39) return character - 0x30;
  const lower = character | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
