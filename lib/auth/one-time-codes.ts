/** Time-based one-time passwords (RFC 6238), as authenticator apps make them: SHA-1, 6 digits, 30 seconds. */

const FORM = { algorithm: "SHA1", digits: 6, period: 30, issuer: "Aldis" } as const;
/** One step before and after: clocks of telephones differ, and people type slowly (RFC 6238 §5.2). */
const WINDOW = 1;

/**
 * A new key in base32 (160 bits, RFC 4226 §4), and the address that an app reads from a QR code.
 *
 * @throws what the import of a package throws that cannot be read
 */
export async function createOneTimeSecret(userName: string): Promise<{ key: string; uri: string }> {
  const { Secret, TOTP } = await import("otpauth");
  const secret = new Secret({ size: 20 });
  return { key: secret.base32, uri: new TOTP({ ...FORM, secret, label: userName }).toString() };
}

/**
 * The time step that a code belongs to, counted from 1970; `undefined`: it belongs to none of now.
 *
 * @throws what the import of a package throws that cannot be read
 */
export async function stepOf(code: string, secret: string, now: number): Promise<number | undefined> {
  const { Secret, TOTP } = await import("otpauth");
  const totp = new TOTP({ ...FORM, secret: Secret.fromBase32(secret) });
  const delta = totp.validate({ token: code, timestamp: now, window: WINDOW });
  return delta === null ? undefined : totp.counter({ timestamp: now }) + delta;
}
