import { createLru } from "../lru.ts";
import type { StoredUser, User } from "./types.ts";

/** What was found out about a name with a password, and about which state of the user. */
export interface Verdict {
  /** Whose password it is; absent: it is wrong. */
  user?: User;
  /** See {@link CredentialCache.stateOf}. */
  state: string;
  /** Of all users, when the state was looked at last. */
  generation: number;
  /** Addresses that the right password came from, so that they need not be remembered again at each request. */
  addresses: Set<string>;
}

/** Verdicts that need not be found out again. It owns them. */
interface CredentialCache {
  /** A digest under a key that never leaves the process: neither a password nor a hash of one lies in memory. */
  fingerprintOf(name: string, password: string): string;
  /** Differs after any change by which a verdict may no longer hold; empty when there is no such user. */
  stateOf(stored: StoredUser | undefined): string;
  get(fingerprint: string): Verdict | undefined;
  keep(fingerprint: string, verdict: Verdict): void;
  forget(fingerprint: string): void;
}

/** @param capacity  most right passwords kept, and as many wrong ones, so that guesses do not push out right ones */
export function createCredentialCache(capacity: number): CredentialCache {
  const key = crypto.getRandomValues(new Uint8Array(32));
  const keyed = new Bun.CryptoHasher("sha256", key);
  const digest = (text: string) => keyed.copy().update(text).digest("base64");
  const right = createLru<string, Verdict>(capacity);
  const wrong = createLru<string, Verdict>(capacity);

  return {
    // The length in front keeps `a` + `bc` and `ab` + `c` apart.
    fingerprintOf: (name, password) => digest(`${name.length} ${name}${password}`),
    stateOf: (stored) =>
      stored === undefined ? "" : digest(`${stored.id} ${stored.disabled ? "disabled" : ""} ${stored.passwordHash}`),
    get: (fingerprint) => right.peek(fingerprint) ?? wrong.peek(fingerprint),
    keep(fingerprint, verdict) {
      (verdict.user === undefined ? wrong : right).set(fingerprint, verdict);
    },
    forget(fingerprint) {
      right.delete(fingerprint);
      wrong.delete(fingerprint);
    },
  };
}
