import { IDEMPOTENCY_KEY_CHARACTERS } from "../../limits.ts";
import type { OnceKey } from "../../messages/index.ts";
import { no, ok, type Result } from "../../result.ts";
import { type Failure, unprocessable } from "./failures.ts";

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
  const { pathname, search } = new URL(request.url);
  const requested = new Bun.CryptoHasher("sha256").update(`${request.method} ${pathname}${search}\n`).update(bytes);
  return ok({
    userId,
    keyHash: new Bun.CryptoHasher("sha256").update(key).digest("base64url"),
    requestHash: requested.digest("base64url"),
  });
}
