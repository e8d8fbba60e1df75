import type { Clock } from "../../clock.ts";
import { IDEMPOTENCY_KEY_CHARACTERS } from "../../limits.ts";
import type { OnceKey, OnceStore } from "../../messages/index.ts";
import { no, ok, type Result } from "../../result.ts";
import { pathOf, searchOf } from "../access/address.ts";
import { type Failure, keyUsed, unprocessable } from "./failures.ts";

const HEADER = "Idempotency-Key";

/** As the document shows it. */
export const IDEMPOTENCY_KEY_PARAMETER = {
  name: HEADER,
  in: "header",
  required: false,
  description:
    "Of your choice, a new one for each request, such as a UUID. Whoever repeats the request with the same key within 24 hours gets the first answer again, with the header `Idempotency-Replayed: true`, and nothing is done; with another body it is refused with 422. An error keeps no key.",
  example: "8e03978e-40d5-43e8-bc93-6894a57f9324",
  schema: { type: "string", minLength: 1, maxLength: IDEMPOTENCY_KEY_CHARACTERS },
};

/** Of an answer that was given before. */
export const REPLAYED = { "idempotency-replayed": "true" };

/**
 * What was kept of the first call with this key, whatever has become of the things it was about. `undefined`: nothing was
 * done for it. @throws StoreFailure
 */
export async function answeredBefore<Kept>(
  { once, clock }: { once: Pick<OnceStore, "find">; clock: Pick<Clock, "now"> },
  key: OnceKey | undefined,
): Promise<Result<Kept, Failure> | undefined> {
  const earlier = key && (await once.find(key, clock.now()));
  if (earlier === undefined) return undefined;
  return earlier.kind === "again" ? ok(JSON.parse(earlier.answer) as Kept) : no(keyUsed());
}

/**
 * Reads the header `Idempotency-Key`. What makes a request the same is its method, path, query and body, to the byte. Only
 * hashes are kept.
 */
export function readOnceKey(
  request: Request,
  { userId, bytes }: { userId: number; bytes: Uint8Array },
): Result<OnceKey | undefined, Failure> {
  const key = request.headers.get(HEADER);
  if (key === null) return ok(undefined);
  if (key.length > IDEMPOTENCY_KEY_CHARACTERS || !/^[!-~]+$/.test(key)) {
    return no(unprocessable([`${HEADER} must have 1 to ${IDEMPOTENCY_KEY_CHARACTERS} visible ASCII characters.`]));
  }
  // Keyed, since a hash of a body alone would let whoever reads the database guess a password in it.
  const requested = new Bun.CryptoHasher("sha256", key)
    .update(`${request.method} ${pathOf(request)}${searchOf(request)}\n`)
    .update(bytes);
  return ok({
    userId,
    keyHash: new Bun.CryptoHasher("sha256").update(key).digest("base64url"),
    requestHash: requested.digest("base64url"),
  });
}

/** The key of one of many things that a request does, each of them once. */
export const keyOfPart = (key: OnceKey, part: number): OnceKey => ({
  ...key,
  keyHash: new Bun.CryptoHasher("sha256").update(`${key.keyHash} ${part}`).digest("base64url"),
});
