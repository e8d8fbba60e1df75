import { createHmac, randomBytes } from "node:crypto";

/** Before every secret, so that scanners for leaked secrets and libraries of receivers know it. */
const PREFIX = "whsec_";
/** 32 bytes, of the 24 to 64 that Standard Webhooks allows: as many as SHA-256 gives. */
const SECRET_BYTES = 32;

/** A new secret, as its receiver gets it. */
export const createWebhookSecret = (): string => `${PREFIX}${randomBytes(SECRET_BYTES).toString("base64")}`;

/**
 * The headers of one attempt, by Standard Webhooks: a signature for each secret. The ID has no full stop in it, since those
 * delimit what is signed. Pure.
 *
 * @param options.at  of the attempt, milliseconds since 1970
 */
export function signatureHeaders(
  eventId: string,
  body: string,
  { secrets, at }: { secrets: readonly string[]; at: number },
): Record<string, string> {
  const id = eventId.replaceAll(".", "_");
  const timestamp = Math.floor(at / 1_000);
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), "base64");
    return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
  });
  return {
    "webhook-id": id,
    "webhook-timestamp": String(timestamp),
    "webhook-signature": signatures.join(" "),
  };
}
