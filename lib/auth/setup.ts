import type { EventRecorder } from "../messages/index.ts";
import { no, ok, type Result } from "../result.ts";
import { networkOfClient } from "./networks.ts";
import { hashPassword } from "./passwords.ts";
import { PRESETS } from "./presets.ts";
import { createSecret, hashOfSecret, isSecret } from "./secrets.ts";
import { createThrottle } from "./throttle.ts";
import type { NewUser, User } from "./types.ts";
import { nameAsPassword, passwordProblem, readUserName, type UserProblem } from "./user-rules.ts";

/** What auth needs from a store. @throws StoreFailure from every method */
export interface SetupStore {
  /** Keeps the code of the set-up link, in place of an earlier one. `false`: somebody may manage users. */
  offer(code: { hash: string; expiresAt: number }): Promise<boolean>;
  /** Whether this code is the one that holds, and nobody may manage users. */
  holds(hash: string, now: number): Promise<boolean>;
  /** Whether there is no user yet. */
  isEmpty(): Promise<boolean>;
  /** Adds the administrator and uses up the code, in one transaction that looks again. `undefined`: the code does not hold. */
  complete(user: NewUser, code: { hash: string; now: number }): Promise<User | undefined>;
}

/** The code is not the one that holds: wrong, used, too old, replaced, or somebody may manage users. */
type CodeProblem = { kind: "code-not-valid" } | { kind: "throttled"; retryAfterSeconds: number };
type SetupProblem = UserProblem | CodeProblem;

/**
 * How a gateway that nobody may manage gets its administrator, by a link that works once. Users without the permissions
 * `users` and `permissions` do not stand in its way.
 *
 * @throws StoreFailure from every method
 */
export interface Setup {
  /** True as long as there is no user. Once there was one it stays false until the next start. */
  isNeeded(): Promise<boolean>;
  /** A new code, for {@link SETUP_MINUTES}; earlier ones no longer hold. `undefined`: somebody may manage users. */
  offer(): Promise<string | undefined>;
  /** Whether the code would make the administrator now. A wrong one counts as a guess, a right one is not used up. */
  check(code: string, address: string): Promise<Result<void, CodeProblem>>;
  /**
   * Makes the administrator. Of several at once, in any process, one succeeds.
   *
   * @throws also as {@link hashPassword}
   */
  complete(
    asked: { code: string; name: string; password: string },
    address: string,
  ): Promise<Result<User, SetupProblem>>;
}

/** 30 minutes from the start to a browser. */
export const SETUP_MINUTES = 30;

/** @param options.now  milliseconds since 1970 */
export function createSetup({
  store,
  events,
  now,
}: {
  store: SetupStore;
  events: EventRecorder;
  now: () => number;
}): Setup {
  const throttle = createThrottle({ now });
  let isOver = false;

  // Each network has its own guesses, so that nobody is locked out by somebody else's.
  async function check(code: string, address: string): Promise<Result<void, CodeProblem>> {
    const who = networkOfClient(address);
    const retryAfterSeconds = throttle.retryAfterSeconds(who, address);
    if (retryAfterSeconds > 0) return no({ kind: "throttled", retryAfterSeconds });
    const giveBack = throttle.charge(who, address);
    if (!isSecret(code) || !(await store.holds(hashOfSecret(code), now()))) return NOT_VALID;
    giveBack();
    return ok(undefined);
  }

  return {
    async isNeeded() {
      isOver ||= !(await store.isEmpty());
      return !isOver;
    },
    async offer() {
      const code = createSecret();
      const expiresAt = now() + SETUP_MINUTES * 60_000;
      if (!(await store.offer({ hash: hashOfSecret(code), expiresAt }))) return undefined;
      events.record({ kind: "setup.offered" });
      return code;
    },
    check,
    async complete({ code, name, password }, address) {
      const checked = await check(code, address);
      if (!checked.ok) return checked;
      const readName = readUserName(name);
      if (!readName.ok) return readName;
      const problem = passwordProblem(password) ?? nameAsPassword(readName.value, password);
      if (problem !== undefined) return problem;
      const passwordHash = await hashPassword(password);
      const { permissions } = PRESETS.administrator;
      const user = await store.complete(
        { name: readName.value, passwordHash, permissions },
        { hash: hashOfSecret(code), now: now() },
      );
      if (user === undefined) return NOT_VALID;
      events.record({ kind: "setup.completed", name: user.name, address });
      return ok(user);
    },
  };
}

const NOT_VALID = no<CodeProblem>({ kind: "code-not-valid" });
