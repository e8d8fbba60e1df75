import { createCipheriv, createDecipheriv, randomBytes, scrypt } from "node:crypto";
import { composed } from "../../names.ts";
import { no, ok, type Result } from "../../result.ts";

/** Secrets, readable with a passphrase alone. Bytes are base64url. */
export interface LockedSecrets {
  /** Of scrypt with {@link COST}; another one is not read, so that no file decides how much work it makes. */
  kdf: "scrypt-32768-8-3";
  salt: string;
  nonce: string;
  /** AES-256-GCM, its tag at the end. */
  data: string;
}

/** OWASP's choice for 32 MiB: what a small machine has. */
const COST = { N: 32_768, r: 8, p: 3, maxmem: 64 * 1024 * 1024 };
const KDF = "scrypt-32768-8-3";
const KEY_BYTES = 32;
const SALT_BYTES = 16;
/** NIST SP 800-38D §5.2.1.1 and §5.2.1.2. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** What the data are, so that those of another use do not open. */
const PURPOSE = Buffer.from("aldis configuration secrets 1");

/** Characters of a passphrase: 12 at least, since whoever has the file can try at leisure. */
export const PASSPHRASE_CHARACTERS = { min: 12, max: 1_000 } as const;

/** Locks a text. @throws Error when memory runs out */
export async function lockSecrets(text: string, passphrase: string): Promise<LockedSecrets> {
  const [salt, nonce] = [randomBytes(SALT_BYTES), randomBytes(NONCE_BYTES)];
  const cipher = createCipheriv("aes-256-gcm", await keyOf(passphrase, salt), nonce).setAAD(PURPOSE);
  const data = Buffer.concat([cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return {
    kdf: KDF,
    salt: salt.toString("base64url"),
    nonce: nonce.toString("base64url"),
    data: data.toString("base64url"),
  };
}

/** Opens what was locked. The problem is a sentence. @throws Error when memory runs out */
export async function openSecrets(locked: LockedSecrets, passphrase: string): Promise<Result<string>> {
  const bytes = Buffer.from(locked.data, "base64url");
  const nonce = Buffer.from(locked.nonce, "base64url");
  if (locked.kdf !== KDF || nonce.length !== NONCE_BYTES || bytes.length < TAG_BYTES) return no(WRONG);
  const key = await keyOf(passphrase, Buffer.from(locked.salt, "base64url"));
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES })
    .setAAD(PURPOSE)
    .setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    return ok(decipher.update(bytes.subarray(0, -TAG_BYTES), undefined, "utf8") + decipher.final("utf8"));
  } catch {
    return no(WRONG);
  }
}

const WRONG = "The passphrase is not the one of this file, or the file was changed";

function keyOf(passphrase: string, salt: Uint8Array): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  // Bun gives `undefined` where Node.js gives `null`.
  scrypt(composed(passphrase, PASSPHRASE_CHARACTERS.max) ?? passphrase, salt, KEY_BYTES, COST, (error, key) =>
    error ? reject(error) : resolve(key),
  );
  return promise;
}
