import { createHash } from "node:crypto";
import { type Failure, failure } from "../operations/failures.ts";

/** 1,024 characters: more than twenty ETags of ours. */
const LONGEST_HEADER = 1_024;
/** 16 bytes: nobody finds two representations with the same beginning of their hash. */
const HASH_BYTES = 16;

/** A strong ETag (RFC 9110 §8.8.3) of what a thing looks like to a client. */
export const etagOf = (representation: unknown): string =>
  `"${createHash("sha256").update(JSON.stringify(representation)).digest().subarray(0, HASH_BYTES).toString("base64url")}"`;

/**
 * What `If-Match` asks for: whether it lets a thing with this ETag be changed. `undefined`: the header is absent. A weak
 * ETag matches nothing (RFC 9110 §13.1.1).
 */
export function readIfMatch(headers: Headers): ((etag: string) => boolean) | undefined {
  const given = headers.get("if-match");
  if (given === null) return undefined;
  if (given.trim() === "*") return () => true;
  const etags = given.length > LONGEST_HEADER ? [] : given.split(",").map((etag) => etag.trim());
  return (etag) => etags.includes(etag);
}

/** Somebody else has changed it. */
export const changedMeanwhile = (etag?: string): Failure =>
  failure(412, ["It was changed meanwhile: read it again."], etag === undefined ? {} : { headers: { etag } });
