import { PASSWORD_CHARACTERS } from "../limits.ts";
import type { EventLog } from "../log.ts";
import { createHashQueue } from "./hash-queue.ts";
import type { KnownAddresses } from "./known-addresses.ts";
import { canonicalName } from "./names.ts";
import { verifyPassword } from "./passwords.ts";
import { createThrottle, type ThrottleLimits } from "./throttle.ts";
import type { User, UserStore } from "./types.ts";

/**
 * `wrong`: unknown user, wrong password or disabled user; which of them is not told. `throttled`: the password was not
 * looked at; `retryAfterSeconds` is at least 1.
 */
export type Authentication =
  | { ok: true; user: User }
  | { ok: false; reason: "wrong" }
  | { ok: false; reason: "throttled"; retryAfterSeconds: number };

/** Who sends a name and a password. */
export interface Authenticator {
  /**
   * Authenticates one request. The slow hash is paid once for a name and password; after that it costs microseconds,
   * until any user changes, in this process or another.
   *
   * @param credentials.address  the client's, for throttling; an empty one counts as one address
   * @throws what the user store throws
   */
  authenticate(credentials: { name: string; password: string; address: string }): Promise<Authentication>;
}

/** Places a password hash can be waiting in. Some 10 s of work. */
const MOST_WAITING = 500;
const BUSY_RETRY_SECONDS = 10;
const MOST_ADDRESSES = 64;

interface CachedCredential {
  user: User;
  /** Those it came from, so that they need not be remembered again at each request. */
  addresses: Set<string>;
}

/**
 * Makes the authenticator. It keeps who is right as an HMAC under a key that never leaves the process, so that neither
 * a password nor a hash of one lies in memory.
 *
 * @param options.now  milliseconds since 1970
 * @param options.known  from where users have signed in
 * @param options.capacity  most credentials kept
 * @param options.verify  the slow check, for tests that count it
 */
export function createAuthenticator(options: {
  users: Pick<UserStore, "findByName" | "generation">;
  now: () => number;
  events: EventLog;
  limits?: ThrottleLimits;
  known?: KnownAddresses;
  capacity?: number;
  verify?: typeof verifyPassword;
}): Authenticator {
  const { users, events } = options;
  const verify = options.verify ?? verifyPassword;
  const capacity = options.capacity ?? 10_000;
  const { now, limits, known } = options;
  const throttle = createThrottle({ now, ...(limits ? { limits } : {}), ...(known ? { known } : {}) });
  const hashing = createHashQueue({ concurrency: 2, longest: MOST_WAITING });
  const key = crypto.getRandomValues(new Uint8Array(32));
  const cache = new Map<string, CachedCredential>();
  const pending = new Map<string, Promise<Authentication>>();
  let cachedGeneration: number | undefined;

  async function authenticate(credentials: { name: string; password: string; address: string }) {
    const { address } = credentials;
    const generation = await users.generation();
    if (generation !== cachedGeneration) {
      cachedGeneration = generation;
      cache.clear();
      pending.clear();
    }
    // What can be no name shares one bucket, so that it cannot fill the memory; what can be no password is as wrong as none.
    const name = canonicalName(credentials.name) ?? "";
    const password = credentials.password.length > PASSWORD_CHARACTERS ? "" : credentials.password;
    const retryAfterSeconds = throttle.retryAfterSeconds(name, address);
    if (retryAfterSeconds > 0) return throttled(retryAfterSeconds);

    const fingerprint = fingerprintOf(name, password);
    const cached = cache.get(fingerprint);
    if (cached !== undefined) {
      rememberAddress(cached, name, address);
      return { ok: true, user: cached.user } as const;
    }
    const begun = pending.get(fingerprint);
    if (begun !== undefined) return begun;
    const queued = hashing.run(() => check(name, password, { address, fingerprint, generation }), {
      urgent: throttle.isKnown(name, address),
    });
    if (queued === undefined) return throttled(BUSY_RETRY_SECONDS);
    const attempt = queued.finally(() => {
      if (pending.get(fingerprint) === attempt) pending.delete(fingerprint);
    });
    pending.set(fingerprint, attempt);
    return attempt;
  }

  async function check(
    name: string,
    password: string,
    { address, fingerprint, generation }: { address: string; fingerprint: string; generation: number },
  ): Promise<Authentication> {
    // Others may have used up the guesses while this one waited for its turn.
    const retryAfterSeconds = throttle.retryAfterSeconds(name, address);
    if (retryAfterSeconds > 0) return throttled(retryAfterSeconds);
    const giveBack = throttle.charge(name, address);
    // Only a password that was found to be wrong counts; a failing store says nothing about it.
    let wasWrong = false;
    try {
      const stored = name === "" ? undefined : await users.findByName(name);
      const right = await verify(stored?.passwordHash, password);
      if (!right || stored === undefined || stored.disabled) {
        wasWrong = true;
        return wrong(name, address);
      }
      const { passwordHash: _, revision: __, ...user } = stored;
      const credential: CachedCredential = { user, addresses: new Set() };
      rememberAddress(credential, name, address);
      // What changed while the hash was running must not be kept.
      if ((await users.generation()) === generation && cachedGeneration === generation) keep(fingerprint, credential);
      return { ok: true, user };
    } finally {
      if (!wasWrong) giveBack();
    }
  }

  function wrong(name: string, address: string): Authentication {
    const retryAfterSeconds = throttle.retryAfterSeconds(name, address);
    if (retryAfterSeconds > 0) {
      events.record({
        severity: "warning",
        kind: "auth.throttled",
        message: "Too many wrong passwords: the next ones are refused without being looked at",
        userName: name,
        address,
        details: { retryAfterSeconds },
      });
    }
    return { ok: false, reason: "wrong" };
  }

  function rememberAddress(credential: CachedCredential, name: string, address: string): void {
    if (credential.addresses.has(address)) return;
    if (credential.addresses.size >= MOST_ADDRESSES) credential.addresses.clear();
    credential.addresses.add(address);
    throttle.remember(name, address);
  }

  function keep(fingerprint: string, credential: CachedCredential): void {
    cache.set(fingerprint, credential);
    if (cache.size <= capacity) return;
    const oldest = cache.keys().next().value;
    if (oldest !== undefined) cache.delete(oldest);
  }

  /** The length in front keeps `a` + `bc` and `ab` + `c` apart. */
  const fingerprintOf = (name: string, password: string) =>
    new Bun.CryptoHasher("sha256", key).update(`${name.length} ${name}${password}`).digest("base64");

  return { authenticate };
}

function throttled(retryAfterSeconds: number): Authentication {
  return { ok: false, reason: "throttled", retryAfterSeconds };
}
