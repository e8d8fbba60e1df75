import { createHash } from "node:crypto";
import { type Failure, failure } from "../operations/failures.ts";
import { Reply } from "../operations/reply.ts";

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

/** For the descriptions of what changes one thing. */
export const WITH_IF_MATCH = "With `If-Match` only if it still has this ETag.";

/** Somebody else has changed it. */
export const changedMeanwhile = (etag?: string): Failure =>
  failure(412, ["It was changed meanwhile: read it again."], etag === undefined ? {} : { headers: { etag } });

/** The list is replaced as a whole, so it has to be said which one. */
export const lacksIfMatch = (): Failure =>
  failure(428, ["Read it first, and send its ETag as If-Match: what is there is replaced."]);

/**
 * What `If-Match` lets a change be made for. `ifIs` compares inside the change's transaction, and is absent without the
 * header; `failed` is the answer when it did not match.
 */
export function precondition<Thing>(headers: Headers, show: (now: Thing) => unknown) {
  const matches = readIfMatch(headers);
  let etag: string | undefined;
  const ifIs = (now: Thing): boolean => {
    etag = etagOf(show(now));
    return matches?.(etag) !== false;
  };
  return { ifIs: matches && ifIs, failed: () => changedMeanwhile(etag) };
}

/** An answer with its ETag. To a GET whose client has it already (`If-None-Match`, RFC 9110 §13.1.2): 304, without it. */
export function tagged<Answer>(answer: Answer, asked?: Headers): Reply<Answer> | Response {
  const etag = etagOf(answer);
  const known = asked?.get("if-none-match") ?? "";
  const isKnown = known.length <= LONGEST_HEADER && known.split(",").some((one) => isSame(one.trim(), etag));
  return isKnown ? new Response(null, { status: 304, headers: { etag } }) : new Reply(answer, { headers: { etag } });
}

const isSame = (given: string, etag: string) => given === "*" || given.replace(/^W\//, "") === etag;
