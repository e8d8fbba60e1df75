/** Units of text that cost more than their length where a program is careless. Repeated, they fill a whole body. */
export const NASTY_UNITS: Readonly<Record<string, string>> = {
  /** See {@link nastyText}: the classes of the marks make NFC sort them, which takes time quadratic in their number. */
  "combining marks": "\u0301\u0316",
  "lone surrogates": "\ud800",
  "surrogates the wrong way round": "\udc00\ud800",
  "letters that grow when folded": "\u0130\u00df\u0149\ufb03",
  "directions of writing": "\u202e\u2066\u200f",
  NUL: "\0",
  blanks: " \t",
  "line ends": "\r\n",
  digits: "0",
  "a foreign number": "+4",
  separators: ",;",
  "opening brackets": "(",
};

/** Such a text, as long as fits into so many bytes of JSON. */
export function nastyText(name: string, jsonBytes: number): string {
  const unit = NASTY_UNITS[name] ?? "";
  const count = Math.floor(jsonBytes / (Buffer.byteLength(JSON.stringify(unit)) - 2));
  if (name === "combining marks") return `a${"\u0301".repeat(count)}${"\u0316".repeat(count)}`;
  if (name === "a foreign number") return `+490${"1".repeat(jsonBytes - 10)}`;
  return unit.repeat(count);
}

/** The same, as long as fits into so many bytes percent-encoded. */
export function nastyQuery(name: string, bytes: number): string {
  const unit = NASTY_UNITS[name] ?? "";
  const encoded = percentEncoded(unit);
  const count = Math.floor(bytes / encoded.length);
  if (name === "combining marks") return `a${"%CC%81".repeat(count)}${"%CC%96".repeat(count)}`;
  return encoded.repeat(count);
}

/** Lone surrogates too, as some programs write them. */
function percentEncoded(text: string): string {
  return [...text]
    .map((character) => {
      const code = character.codePointAt(0) ?? 0;
      if (code < 0xd800 || code > 0xdfff) return encodeURIComponent(character);
      const bytes = [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f)];
      return bytes.map((byte) => `%${byte.toString(16)}`).join("");
    })
    .join("");
}
