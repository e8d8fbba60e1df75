import type { WapReader } from "./wap-reader.ts";

/** What a service indication or service loading says; what is missing or cut off is absent. */
interface PushedText {
  text?: string;
  link?: string;
}

/** Global tokens of WBXML 1.2 §7.1. */
const TOKEN = { end: 0x01, inlineString: 0x03, tableString: 0x83, opaque: 0xc3, entity: 0x02 } as const;

/** 2,000: longer than links and notices are. A document of 34 KB could otherwise name its string table 17,000 times. */
const LONGEST = 2_000;

/** Attribute tokens that begin a link, with what they stand for. */
type LinkStarts = ReadonlyMap<number, string>;
const startsFrom = (first: number): LinkStarts =>
  new Map(["", "http://", "http://www.", "https://", "https://www."].map((start, at) => [first + at, start]));

/** `href` of WAP-167-ServiceInd §8.3.2 and of WAP-168-ServiceLoad §8.3.2. */
const LINK_STARTS: Readonly<Record<string, LinkStarts>> = {
  "application/vnd.wap.sic": startsFrom(0x0b),
  "application/vnd.wap.slc": startsFrom(0x08),
};
/** Attribute values of both. */
const DOMAINS: ReadonlyMap<number, string> = new Map([
  [0x85, ".com/"],
  [0x86, ".edu/"],
  [0x87, ".net/"],
  [0x88, ".org/"],
]);

/**
 * Reads text and link of a service indication (text and link) or service loading (link), in their binary and their XML
 * form; nothing of other types. Never throws.
 *
 * @param reader  at the body
 */
export function readPushedText(contentType: string, reader: WapReader): PushedText {
  const starts = LINK_STARTS[contentType];
  if (starts !== undefined) return readBinary(reader, starts);
  return contentType === "text/vnd.wap.si" || contentType === "text/vnd.wap.sl" ? readXml(reader.rest()) : {};
}

/** Version, public identifier, character set and string table, WBXML 1.2 §5.4, then tags with their attributes. */
function readBinary(reader: WapReader, starts: LinkStarts): PushedText {
  reader.octet();
  if (reader.uintvar() === 0) reader.uintvar();
  const charset = reader.uintvar();
  const table = reader.at;
  const tableLength = reader.uintvar();
  const strings = { from: reader.at, to: reader.at + tableLength };
  if (strings.to > reader.octets.length) return {};
  reader.at = Math.max(table, strings.to);
  let text = "";
  let link: string | undefined;
  let inAttributes = false;
  let inLink = false;
  while (!reader.atEnd && text.length < LONGEST && (link ?? "").length < LONGEST) {
    const token = reader.octet() ?? 0;
    let said: string | undefined;
    if (token === TOKEN.end) {
      inAttributes = false;
      inLink = false;
    } else if (token === TOKEN.inlineString) said = reader.text(charset);
    else if (token === TOKEN.tableString)
      said = reader.textAt(strings.from + reader.uintvar(), { charset, most: LONGEST });
    else if (token === TOKEN.entity) said = characterOf(reader.uintvar());
    else if (token === TOKEN.opaque) reader.skip(reader.uintvar());
    else if (inAttributes) {
      const start = starts.get(token);
      if (start !== undefined) {
        inLink = true;
        link = start;
      } else if (token < 0x80) inLink = false;
      else said = DOMAINS.get(token);
    } else inAttributes = (token & 0x80) !== 0;
    if (said === undefined) continue;
    if (inLink) link += said;
    else if (!inAttributes) text += said;
  }
  return found(text, link ?? "");
}

const characterOf = (code: number) => (code > 0 && code <= 0x10ffff ? String.fromCodePoint(code).toWellFormed() : "");

function found(text: string, link: string): PushedText {
  const shown = { text: text.slice(0, LONGEST).toWellFormed(), link: link.slice(0, LONGEST).toWellFormed() };
  return { ...(text === "" ? {} : { text: shown.text }), ...(link === "" ? {} : { link: shown.link }) };
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** The one element that such a document has, `<indication href="…">text</indication>` or `<sl href="…"/>`. */
function readXml(document: string): PushedText {
  const tag = /<(?:indication|sl)\s([^<>]*)>([^<]*)/.exec(document);
  const link = tag === null ? undefined : /(?:^|\s)href\s*=\s*(?:"([^"]*)"|'([^']*)')/.exec(tag[1] ?? "");
  return found(plain(tag?.[2]).trim(), plain(link?.[1] ?? link?.[2]));
}

const plain = (xml = "") => xml.replaceAll(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => ENTITIES[name] ?? "");
