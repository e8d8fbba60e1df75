import { randomBytes } from "node:crypto";
import type { SettingsStore } from "../store/index.ts";

const KEY = "rest.token-secret";
/** 32 bytes: what HS256 needs, RFC 7518 §3.2. */
const SECRET_BYTES = 32;

/**
 * The secret of this installation's tokens, made once; the same for all gateways on the database.
 *
 * @throws StoreFailure; TypeError when something else is stored in its place
 */
export async function loadTokenSecret(settings: SettingsStore): Promise<Uint8Array> {
  const kept = await settings.keep(KEY, randomBytes(SECRET_BYTES).toString("base64url"));
  if (typeof kept !== "string") throw new TypeError(`the setting ${KEY} is not a text`);
  return Buffer.from(kept, "base64url");
}
