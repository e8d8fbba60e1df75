import { randomInt } from "node:crypto";
import { defined } from "../defined.ts";
import type { EventRecorder } from "../messages/index.ts";
import { no, ok, type Result } from "../result.ts";
import { createOneTimeSecret, stepOf } from "./one-time-codes.ts";
import type { SecretBox } from "./secret-box.ts";
import type { User } from "./types.ts";

/** What auth needs from a store. @throws StoreFailure from every method */
export interface SecondFactorStore {
  find(userId: number): Promise<{ sealed: string; confirmed: boolean; codesLeft: number } | undefined>;
  /** Keeps the secret of a factor that is to be confirmed, in place of an earlier one. `false`: one is confirmed. */
  begin(userId: number, sealed: string): Promise<boolean>;
  /** Takes one of the user's guesses, in all gateways together. Gives how long it takes until there is one; 0: it was taken. */
  guess(userId: number, guesses: Guesses & { at: number }): Promise<number>;
  /**
   * Confirms this very secret, uses up its step and gives back the guess. `false`: it is not there any more, or confirmed.
   */
  confirm(
    userId: number,
    sealed: string,
    first: { step: number; at: number; codes: readonly string[] } & Guesses,
  ): Promise<boolean>;
  /** Uses up all steps up to this one, and gives back the guess. `false`: it was used up. */
  useStep(userId: number, step: number, guesses: Guesses): Promise<boolean>;
  /**
   * Uses up a recovery code, gives back the guess, and gives how many codes are left. `undefined`: the code is wrong or was used
   * before.
   */
  useRecoveryCode(userId: number, hash: string, use: Guesses & { at: number }): Promise<number | undefined>;
  /** `false`: the user has none. */
  remove(userId: number): Promise<boolean>;
}

/** How many guesses a user has at once, and after how long one more. */
interface Guesses {
  most: number;
  everyMs: number;
}

/** Why a code does not let in, or nothing was changed. `unusable`: a sentence about the key of this gateway. */
export type SecondFactorProblem =
  | { kind: "needed" | "wrong" | "none" | "confirmed" }
  | { kind: "throttled"; retryAfterSeconds: number }
  | { kind: "unusable"; message: string };

/**
 * Second factors of users who sign in with a browser: codes of an authenticator app, and ten recovery codes for the day on
 * which the telephone is lost. Each code counts once, in all gateways together.
 *
 * @throws StoreFailure from every method
 */
export interface SecondFactors {
  stateOf(user: Pick<User, "id">): Promise<{ enabled: boolean; recoveryCodesLeft: number }>;
  /** Makes a key for an app, in base32; it counts once a code of it was shown. */
  begin(user: User): Promise<Result<{ key: string; uri: string }, SecondFactorProblem>>;
  /** Shows that the app has the secret; gives the recovery codes, this once. */
  confirm(user: User, code: string): Promise<Result<string[], SecondFactorProblem>>;
  /** Whether the user may sign in with this code, or without one. A code that lets in is used up. */
  check(user: User, code: string | undefined): Promise<Result<undefined, SecondFactorProblem>>;
  /** @param by  the system user who asks; absent on the command line */
  remove(user: Pick<User, "id" | "name">, by?: string): Promise<boolean>;
}

const RECOVERY_CODES = 10;
/** As for passwords: 5 a minute after the first 10, and that in all gateways together and over restarts. */
const GUESSES: Guesses = { most: 10, everyMs: 12_000 };
/** Without letters and digits that look alike. */
const LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
/** 10 of 31 letters: 49 bits, and no more guesses than for a password. */
const LETTERS_OF_A_CODE = 10;

/**
 * @param options.box  of this installation's key; a sentence when it cannot be used
 * @param options.now  milliseconds since 1970
 */
export function createSecondFactors(options: {
  store: SecondFactorStore;
  box: () => Promise<Result<SecretBox>>;
  events: EventRecorder;
  now: () => number;
}): SecondFactors {
  const { store, events, now } = options;

  /** Takes a guess before a code is looked at, since others may be looked at meanwhile. */
  async function guess<Value>(
    user: User,
    look: () => Promise<Result<Value, SecondFactorProblem>>,
  ): Promise<Result<Value, SecondFactorProblem>> {
    const waitMs = await store.guess(user.id, { ...GUESSES, at: now() });
    return waitMs === 0 ? look() : no({ kind: "throttled", retryAfterSeconds: Math.ceil(waitMs / 1000) });
  }

  async function opened(user: User, sealed: string): Promise<Result<Opened, SecondFactorProblem>> {
    const box = await usableBox();
    if (!box.ok) return box;
    const secret = box.value.open(sealed, secretOf(user));
    return secret === undefined
      ? no({ kind: "unusable", message: "The secret of this second factor was sealed with another key" })
      : ok({ box: box.value, secret });
  }

  async function usableBox(): Promise<Result<SecretBox, SecondFactorProblem>> {
    const box = await options.box();
    return box.ok ? box : no({ kind: "unusable", message: box.problem });
  }

  async function useUp(
    user: User,
    { box, secret }: Opened,
    code: string,
  ): Promise<Result<undefined, SecondFactorProblem>> {
    const step = isOneTimeCode(code) ? await stepOf(code, secret, now()) : undefined;
    if (step !== undefined) return (await store.useStep(user.id, step, GUESSES)) ? ok(undefined) : WRONG;
    const left = await store.useRecoveryCode(user.id, hashOf(box, user, code), { ...GUESSES, at: now() });
    if (left === undefined) return WRONG;
    events.record({ kind: "second-factor.recovery-code-used", userName: user.name, details: { left } });
    return ok(undefined);
  }

  return {
    async stateOf({ id }) {
      const found = await store.find(id);
      const enabled = found?.confirmed === true;
      return { enabled, recoveryCodesLeft: enabled ? found.codesLeft : 0 };
    },
    async begin(user) {
      const box = await usableBox();
      if (!box.ok) return box;
      const made = await createOneTimeSecret(user.name);
      return (await store.begin(user.id, box.value.seal(made.key, secretOf(user))))
        ? ok(made)
        : no({ kind: "confirmed" });
    },
    async confirm(user, code) {
      const found = await store.find(user.id);
      if (found === undefined) return no({ kind: "none" });
      if (found.confirmed) return no({ kind: "confirmed" });
      const open = await opened(user, found.sealed);
      if (!open.ok) return open;
      const { box, secret } = open.value;
      return guess(user, async () => {
        const step = isOneTimeCode(code) ? await stepOf(code, secret, now()) : undefined;
        if (step === undefined) return WRONG;
        const codes = Array.from({ length: RECOVERY_CODES }, createRecoveryCode);
        const hashes = codes.map((each) => hashOf(box, user, each));
        if (!(await store.confirm(user.id, found.sealed, { ...GUESSES, step, at: now(), codes: hashes })))
          return no({ kind: "none" });
        events.record({ kind: "second-factor.added", userName: user.name });
        return ok(codes);
      });
    },
    async check(user, code) {
      const found = await store.find(user.id);
      if (found?.confirmed !== true) return ok(undefined);
      if (code === undefined) return no({ kind: "needed" });
      const open = await opened(user, found.sealed);
      return open.ok ? guess(user, () => useUp(user, open.value, code)) : open;
    },
    async remove({ id, name }, by) {
      if (!(await store.remove(id))) return false;
      events.record({ kind: "second-factor.removed", owner: name, ...defined({ userName: by }) });
      return true;
    },
  };
}

/** What a sealed secret is checked with. */
interface Opened {
  box: SecretBox;
  secret: string;
}

const WRONG = no<SecondFactorProblem>({ kind: "wrong" });

const isOneTimeCode = (code: string) => /^\d{6}$/.test(code);
/** Bound to its user, so that nobody who writes to the database can give one user's to another. */
const secretOf = ({ id }: User) => `second factor of ${id}`;
const hashOf = (box: SecretBox, { id }: User, code: string) =>
  box.digest(code.toLowerCase().replace(/[^a-z0-9]/g, ""), `recovery code of ${id}`);

function createRecoveryCode(): string {
  const letters = Array.from({ length: LETTERS_OF_A_CODE }, () => LETTERS.charAt(randomInt(LETTERS.length))).join("");
  return `${letters.slice(0, LETTERS_OF_A_CODE / 2)}-${letters.slice(LETTERS_OF_A_CODE / 2)}`;
}
