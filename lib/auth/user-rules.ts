import { PASSWORD_CHARACTERS, USER_NAME_CHARACTERS } from "../limits.ts";
import { composed } from "../names.ts";
import { no, ok, type Result } from "../result.ts";
import { canonicalName, isUserName } from "./names.ts";
import { parseNetwork } from "./networks.ts";
import type { UserLimits } from "./types.ts";

/** Shortest and longest password, in characters. */
const PASSWORD_LENGTH = { min: 6, max: 256 } as const;

/** Most requests a minute that a user can be limited to: each of them is remembered for that minute. */
export const MOST_PER_MINUTE = 100_000;
/** 100 networks: each is compared for every request of the user. */
export const MOST_NETWORKS = 100;

/** Why nothing was changed. `message` is a sentence for people; it never holds the password. */
export interface UserProblem {
  kind:
    | "name-invalid"
    | "name-taken"
    | "password-too-short"
    | "password-too-long"
    | "password-invalid"
    | "password-is-name"
    | "permission-unknown"
    | "network-invalid"
    | "rate-invalid"
    | "not-found"
    | "last-administrator";
  message: string;
}

export const refused = (kind: UserProblem["kind"], message: string) => no<UserProblem>({ kind, message });

/** The name as it is kept: composed (NFC). */
export function readUserName(text: string): Result<string, UserProblem> {
  const name = composed(text, USER_NAME_CHARACTERS);
  return name !== undefined && isUserName(name)
    ? ok(name)
    : refused(
        "name-invalid",
        `A user name has 1 to ${USER_NAME_CHARACTERS} letters, digits and . _ - @ +, with single blanks between them`,
      );
}

/** What is wrong with a password, whoever's it is. */
export function passwordProblem(password: string): Result<never, UserProblem> | undefined {
  const { min, max } = PASSWORD_LENGTH;
  const length = password.length > PASSWORD_CHARACTERS ? password.length : [...password].length;
  if (length < min)
    return refused("password-too-short", `A password has at least ${min} characters, this one has ${length}`);
  if (length > max)
    return refused("password-too-long", `A password has at most ${max} characters, this one has ${length}`);
  return /\p{Cc}/u.test(password) ? refused("password-invalid", "A password has no control characters") : undefined;
}

/** What is wrong with a password for the user of this name. */
export function nameAsPassword(name: string, password: string): Result<never, UserProblem> | undefined {
  const key = canonicalName(name);
  return key !== undefined && canonicalName(password) === key
    ? refused("password-is-name", "The password must differ from the user name")
    : undefined;
}

/** Limits as they are kept: networks in one form, each once. */
export function readLimits({ networks, requestsPerMinute }: UserLimits): Result<UserLimits, UserProblem> {
  const limits: UserLimits = {};
  if (networks !== undefined) {
    const read = networks.map((text) => parseNetwork(text)?.text);
    if (read.includes(undefined)) {
      return refused("network-invalid", "A network is written as 10.0.0.0/8, 192.0.2.7 or 2001:db8::/32");
    }
    if (read.length === 0 || read.length > MOST_NETWORKS) {
      return refused("network-invalid", `A user has 1 to ${MOST_NETWORKS} networks, or any`);
    }
    limits.networks = [...new Set(read.filter((text) => text !== undefined))];
  }
  if (requestsPerMinute !== undefined) {
    if (!Number.isInteger(requestsPerMinute) || requestsPerMinute < 1 || requestsPerMinute > MOST_PER_MINUTE) {
      return refused("rate-invalid", `Requests a minute are 1 to ${MOST_PER_MINUTE}, or any`);
    }
    limits.requestsPerMinute = requestsPerMinute;
  }
  return ok(limits);
}
