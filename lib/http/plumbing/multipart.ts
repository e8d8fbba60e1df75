import { PAIRS_OF_A_BODY } from "../../limits.ts";
import { charsetOf, decodeText } from "./text-decoding.ts";

/** A field of a form, decoded. A part that was sent as a file counts as its contents. */
type MultipartField = [name: string, value: string];

/**
 * Reads a `multipart/form-data` body (RFC 7578). Where the boundary is missing in the header, it is in the first line;
 * lines may end without carriage return. What the octets mean, see {@link decodeText}; a part may declare its own.
 */
export function readMultipart(
  body: Uint8Array,
  contentType: string,
): MultipartField[] | "malformed-multipart" | "too-many-pairs" {
  // One character for each octet.
  const source = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("latin1");
  const boundary = boundaryOf(contentType) ?? /^\s*--([^\r\n"]{1,70})/.exec(source.slice(0, 100))?.[1];
  if (boundary === undefined) return "malformed-multipart";
  const delimiter = `--${boundary}`;
  const fields: MultipartField[] = [];
  let at = firstDelimiter(source, delimiter);
  while (at !== -1) {
    at += delimiter.length;
    if (source.startsWith("--", at)) return fields;
    if (fields.length === PAIRS_OF_A_BODY) return "too-many-pairs";
    const start = source.indexOf("\n", at) + 1;
    const next = start === 0 ? -1 : source.indexOf(`\n${delimiter}`, start - 1);
    if (next === -1) break;
    const field = readPart(source.slice(start, Math.max(start, next)), charsetOf(contentType));
    if (field === undefined) break;
    fields.push(field);
    at = next + 1;
  }
  return "malformed-multipart";
}

function firstDelimiter(source: string, delimiter: string): number {
  if (source.startsWith(delimiter)) return 0;
  const line = source.indexOf(`\n${delimiter}`);
  return line === -1 ? -1 : line + 1;
}

function boundaryOf(contentType: string): string | undefined {
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]*)"|([^\s;]+))/i.exec(contentType) ?? [];
  return quoted ?? plain;
}

/** `undefined`: it has no name. */
function readPart(part: string, charset: string | undefined): MultipartField | undefined {
  const gap = /(?:^|\n)\r?\n/.exec(part);
  if (gap === null) return undefined;
  const head = part.slice(0, gap.index);
  const value = part.slice(gap.index + gap[0].length).replace(/\r$/, "");
  const disposition = headerOf(head, "content-disposition");
  const [, quoted, plain] = /;\s*name=(?:"((?:[^"\\]|\\.)*)"|([^\s;]*))/i.exec(disposition) ?? [];
  const name = quoted?.replace(/\\(.)/g, "$1") ?? plain;
  if (name === undefined) return undefined;
  const declared = charsetOf(headerOf(head, "content-type")) ?? charset;
  return [decode(name, charset), decode(value, declared)];
}

function headerOf(head: string, name: string): string {
  for (const line of head.split("\n")) {
    if (line.slice(0, name.length + 1).toLowerCase() === `${name}:`) return line.slice(name.length + 1);
  }
  return "";
}

const decode = (octets: string, charset: string | undefined) => decodeText(Buffer.from(octets, "latin1"), charset);
