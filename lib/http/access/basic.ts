import { decodeText } from "../plumbing/text-decoding.ts";

/** Name and password of an `Authorization: Basic` header (RFC 7617, as UTF-8, or else Windows-1252); `undefined` without a readable one. */
export function readBasicCredentials(request: Request): { name: string; password: string } | undefined {
  const encoded = /^basic +([a-z0-9+/]+={0,2}) *$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  if (encoded === undefined) return undefined;
  const pair = decodeText(Buffer.from(encoded, "base64"));
  const colon = pair.indexOf(":");
  return colon === -1 ? undefined : { name: pair.slice(0, colon), password: pair.slice(colon + 1) };
}
