import { once, pick, type Random } from "./nasty.ts";

/** Bytes as a string of one character a byte: what goes over the wire. */
export type Wire = string;

/** UTF-8, also of lone surrogates, which no encoder of a library would write. */
export function utf8(text: string): Wire {
  if (text.isWellFormed()) return Buffer.from(text, "utf8").toString("latin1");
  return Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0xd800 || code > 0xdfff) return Buffer.from(character, "utf8").toString("latin1");
    return String.fromCharCode(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
  }).join("");
}

/** Each byte as a form has it. */
const ENCODED = Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  return /[A-Za-z0-9_.~-]/.test(character) ? character : `%${byte.toString(16).padStart(2, "0")}`;
});

/** Percent-encoded, as forms and query strings have it; now and then with what should have been encoded. */
function component(random: Random, text: string): Wire {
  const bytes = utf8(text);
  if (once(random, 10)) return bytes.replace(/[\r\n &#]/g, "+");
  return Array.from(Buffer.from(bytes, "latin1"), (byte) => ENCODED[byte]).join("");
}

export type Fields = readonly (readonly [name: string, value: string])[];

/** In a random order, with a field twice, without its value or with an odd name now and then. */
export function urlencoded(random: Random, fields: Fields): Wire {
  const pairs = fields.map(([name, value]) => `${component(random, name)}=${component(random, value)}`);
  if (once(random, 8)) pairs.push(pick(random, pairs.length > 0 ? pairs : ["x"]));
  if (once(random, 8))
    pairs.push(pick(random, ["=", "&", "a", "=b", "%", "%zz", "text[]=1", "__proto__=1", "to%00=1"]));
  return pairs.sort(() => random(3) - 1).join("&");
}

export function multipart(random: Random, fields: Fields, boundary: string): Wire {
  const parts = fields.map(([name, value]) => {
    const file = once(random, 6) ? '; filename="a.txt"' : "";
    return `--${boundary}\r\nContent-Disposition: form-data; name="${utf8(name)}"${file}\r\n\r\n${utf8(value)}\r\n`;
  });
  return `${parts.join("")}${once(random, 6) ? "" : `--${boundary}--\r\n`}`;
}
