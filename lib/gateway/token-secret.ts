import { randomBytes } from "node:crypto";
import type { SettingsStore } from "../store/index.ts";

/** What a secret is for: tokens of the REST API, and addresses for replies by mail. */
type SecretName = "rest.token-secret" | "email.reply-secret";
/** 32 bytes: what HS256 needs, RFC 7518 §3.2. */
const SECRET_BYTES = 32;

/**
 * A secret of this installation, made once; the same for all gateways on the database.
 *
 * What was damaged is replaced, as any other damaged setting. @throws StoreFailure
 */
export async function loadSecret(settings: SettingsStore, name: SecretName): Promise<Uint8Array> {
  const made = randomBytes(SECRET_BYTES).toString("base64url");
  const kept = await settings.keep(name, made);
  if (typeof kept === "string") return Buffer.from(kept, "base64url");
  await settings.set({ [name]: made });
  return Buffer.from(made, "base64url");
}
