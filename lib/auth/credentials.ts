import { defined } from "../defined.ts";
import { PASSWORD_CHARACTERS } from "../limits.ts";
import type { EventRecorder } from "../messages/index.ts";
import { no, ok, type Result } from "../result.ts";
import { createCredentialCache, type Verdict } from "./credential-cache.ts";
import { createHashQueue } from "./hash-queue.ts";
import type { KnownAddresses } from "./known-addresses.ts";
import { canonicalName } from "./names.ts";
import { verifyPassword } from "./passwords.ts";
import type { SharedGuesses } from "./shared-guesses.ts";
import { createThrottle, type ThrottleLimits } from "./throttle.ts";
import type { StoredUser, User, UserStore } from "./types.ts";

/**
 * `wrong`: unknown user, wrong password or disabled user; which of them is not told. `throttled`: the password was not
 * looked at; `retryAfterSeconds` is at least 1.
 */
type Authentication = Result<User, { kind: "wrong" } | { kind: "throttled"; retryAfterSeconds: number }>;

/** Who sends a name and a password. */
export interface Authenticator {
  /**
   * Authenticates one request. The slow hash is paid once for a name and password; after that it costs microseconds,
   * until that user changes, in this process or another.
   *
   * @param credentials.address  the client's, for throttling; an empty one counts as one address
   * @throws what the user store throws
   */
  authenticate(credentials: { name: string; password: string; address: string }): Promise<Authentication>;
}

/** 500 sign-ins may wait for a password hash: some 10 s of work. Later ones are told to come back. */
const MOST_WAITING = 500;
/** 10 s: by then the hashes that wait now are done. */
const BUSY_RETRY_SECONDS = 10;
/**
 * 64 addresses per verdict that need not be remembered again; beyond that the set starts over, which only costs
 * repeats.
 */
const MOST_ADDRESSES = 64;

/**
 * Makes the authenticator. What it has found out about a name with a password it keeps until that user changes, so that the
 * slow hash is paid once:
 *
 * - A password known to be wrong is wrong at once. It counts once, so that a script with an old password, which sends it
 *   again and again, locks nobody out.
 * - One known to be right gets in, also while its address has used up its guesses, if the user has signed in from there
 *   before. To ask for that is a guess of its own kind: see {@link Throttle.mayCompare}.
 *
 * @param options.now  milliseconds since 1970
 * @param options.known  from where users have signed in
 * @param options.capacity  most credentials kept
 * @param options.verify  the slow check, for tests that count it
 */
export function createAuthenticator(options: {
  users: Pick<UserStore, "findByName" | "generation">;
  now: () => number;
  events: EventRecorder;
  limits?: ThrottleLimits;
  known?: KnownAddresses;
  /** With other gateways. */
  shared?: SharedGuesses | undefined;
  capacity?: number;
  verify?: typeof verifyPassword;
}): Authenticator {
  const { users, events, now, limits, known, verify = verifyPassword } = options;
  const throttle = createThrottle({ now, shared: options.shared, ...defined({ limits, known }) });
  const hashing = createHashQueue({ concurrency: 2, longest: MOST_WAITING });
  const cache = createCredentialCache(options.capacity ?? 10_000);
  const attempts = createAttempts();

  async function authenticate(credentials: { name: string; password: string; address: string }) {
    const { address } = credentials;
    const generation = await users.generation();
    attempts.hold(generation);
    // What can be no name shares one bucket, so that it cannot fill the memory; what can be no password is as wrong as none.
    const name = canonicalName(credentials.name) ?? "";
    const password = credentials.password.length > PASSWORD_CHARACTERS ? "" : credentials.password;
    const fingerprint = cache.fingerprintOf(name, password);
    const retryAfterSeconds = throttle.retryAfterSeconds(name, address);
    const cached = cache.get(fingerprint);
    const verdict = cached?.generation === generation ? cached : await recall(fingerprint, name, generation);
    if (verdict !== undefined && verdict.user === undefined) return WRONG;
    if (retryAfterSeconds > 0 && !throttle.mayCompare(name, address)) return throttled(retryAfterSeconds);
    const right = verdict?.user === undefined ? undefined : { verdict, user: verdict.user };
    if (right !== undefined && !throttle.mustTake(name, address)) return letIn(right, { throttle, name, address });
    if (retryAfterSeconds > 0) {
      throttle.chargeComparison(address, fingerprint);
      return throttled(retryAfterSeconds);
    }
    const begun = attempts.of(fingerprint);
    if (begun !== undefined) return begun;
    const queued =
      right === undefined
        ? hashing.run(() => check(name, password, { address, fingerprint, generation }), {
            urgent: throttle.isKnownAddress(address),
          })
        : payAndLetIn(right, name, address);
    return queued === undefined ? throttled(BUSY_RETRY_SECONDS) : attempts.begin(fingerprint, queued);
  }

  /**
   * From where the user has never signed in, a right password costs a guess until it is found to be right, as wrong ones do: else who
   * guesses at several gateways at once would learn more than the guesses that all of them have together.
   */
  async function payAndLetIn(right: Right, name: string, address: string): Promise<Authentication> {
    const taken = await throttle.take(name, address);
    if (!("giveBack" in taken)) return throttled(taken.retryAfterSeconds);
    taken.giveBack();
    return letIn(right, { throttle, name, address });
  }

  /** The verdict that is known, if it holds still: when any user has changed, this one is looked at again, not the hash. */
  async function recall(fingerprint: string, name: string, generation: number): Promise<Verdict | undefined> {
    const verdict = cache.get(fingerprint);
    if (verdict === undefined) return undefined;
    const stored = await find(name);
    if (cache.stateOf(stored) !== verdict.state) {
      cache.forget(fingerprint);
      return undefined;
    }
    verdict.generation = generation;
    if (verdict.user !== undefined && stored !== undefined) verdict.user = withoutSecrets(stored);
    return verdict;
  }

  const find = async (name: string) => (name === "" ? undefined : users.findByName(name));

  async function check(
    name: string,
    password: string,
    { address, fingerprint, generation }: { address: string; fingerprint: string; generation: number },
  ): Promise<Authentication> {
    const taken = await throttle.take(name, address);
    if (!("giveBack" in taken)) return throttled(taken.retryAfterSeconds);
    // Only a password that was found to be wrong counts; a failing store says nothing about it.
    let wasWrong = false;
    try {
      const stored = await find(name);
      const right = await verify(stored?.passwordHash, password);
      // It holds of the state that was looked at: what has changed while the hash was running is found out by `recall`.
      const verdict: Verdict = { state: cache.stateOf(stored), generation, addresses: new Set() };
      if (!right || stored === undefined || stored.disabled) {
        wasWrong = true;
        cache.keep(fingerprint, verdict);
        return wrong(name, address);
      }
      const user = withoutSecrets(stored);
      verdict.user = user;
      rememberAddress(verdict, { throttle, name, address });
      cache.keep(fingerprint, verdict);
      return ok(user);
    } finally {
      if (!wasWrong) taken.giveBack();
    }
  }

  function wrong(name: string, address: string): Authentication {
    const retryAfterSeconds = throttle.retryAfterSeconds(name, address);
    if (retryAfterSeconds > 0) {
      events.record({ kind: "auth.throttled", userName: name, address, details: { retryAfterSeconds } });
    }
    return WRONG;
  }

  return { authenticate };
}

/** Attempts that are under way, of one state of the users: who brings the same name and password waits for the same one. */
function createAttempts() {
  const pending = new Map<string, Promise<Authentication>>();
  let pendingGeneration: number | undefined;
  return {
    hold(generation: number): void {
      if (generation === pendingGeneration) return;
      pendingGeneration = generation;
      pending.clear();
    },
    of: (fingerprint: string) => pending.get(fingerprint),
    /** Rejects as the attempt. */
    begin(fingerprint: string, begun: Promise<Authentication>): Promise<Authentication> {
      const attempt = begun.finally(() => {
        if (pending.get(fingerprint) === attempt) pending.delete(fingerprint);
      });
      pending.set(fingerprint, attempt);
      return attempt;
    },
  };
}

/** A password that is known to be right. */
interface Right {
  verdict: Verdict;
  user: User;
}

/** Who comes from where. */
interface Comer {
  throttle: Pick<ReturnType<typeof createThrottle>, "remember">;
  name: string;
  address: string;
}

function letIn({ verdict, user }: Right, comer: Comer): Authentication {
  rememberAddress(verdict, comer);
  return ok(user);
}

function rememberAddress({ addresses }: Verdict, { throttle, name, address }: Comer): void {
  if (addresses.has(address)) return;
  if (addresses.size >= MOST_ADDRESSES) addresses.clear();
  addresses.add(address);
  throttle.remember(name, address);
}

const WRONG: Authentication = no({ kind: "wrong" });

function throttled(retryAfterSeconds: number): Authentication {
  return no({ kind: "throttled", retryAfterSeconds });
}

function withoutSecrets({ passwordHash: _, revision: __, ...user }: StoredUser): User {
  return user;
}
