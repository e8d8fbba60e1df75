/** 256 random bits as 43 characters (base64url): nobody guesses them, so that they need neither a slow hash nor a throttle. */
export const createSecret = (): string => Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url");

/** Whether a text has the form of {@link createSecret}. */
export const isSecret = (text: string): boolean => /^[\w-]{43}$/.test(text);

/** By what a secret is found without being kept. */
export const hashOfSecret = (secret: string): string =>
  new Bun.CryptoHasher("sha256").update(secret).digest("base64url");
