import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";

/** Keeps secrets that must be read again, such as those of second factors, so that the database alone does not tell them. */
export interface SecretBox {
  /** Seals a text by AES-256-GCM. Only with the same key and for the same purpose it is opened again. */
  seal(text: string, purpose: string): string;
  /** `undefined`: it was not sealed by this key for this purpose, or was changed. */
  open(sealed: string, purpose: string): string | undefined;
  /** A keyed digest: whoever has the digest alone cannot try texts. */
  digest(text: string, purpose: string): string;
}

/** Bytes of the key: AES-256. */
export const SECRET_KEY_BYTES = 32;
/** Bytes of the nonce and of the tag: NIST SP 800-38D §5.2.1.1 and §5.2.1.2. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** @param key  {@link SECRET_KEY_BYTES} random bytes */
export function createSecretBox(key: Uint8Array): SecretBox {
  if (key.length !== SECRET_KEY_BYTES) throw new TypeError(`a key has ${SECRET_KEY_BYTES} bytes, not ${key.length}`);
  const derived = (use: string) => new Uint8Array(hkdfSync("sha256", key, "", `aldis ${use}`, SECRET_KEY_BYTES));
  const sealing = derived("seal");
  const digesting = derived("digest");

  return {
    seal(text, purpose) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", sealing, nonce).setAAD(Buffer.from(purpose));
      const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return Buffer.concat([nonce, sealed, cipher.getAuthTag()]).toString("base64url");
    },
    open(sealed, purpose) {
      const bytes = Buffer.from(sealed, "base64url");
      if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
      const decipher = createDecipheriv("aes-256-gcm", sealing, bytes.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      })
        .setAAD(Buffer.from(purpose))
        .setAuthTag(bytes.subarray(-TAG_BYTES));
      try {
        return decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, "utf8") + decipher.final("utf8");
      } catch {
        return undefined;
      }
    },
    digest: (text, purpose) => createHmac("sha256", digesting).update(`${purpose}\n${text}`).digest("base64url"),
  };
}
