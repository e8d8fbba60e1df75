import type { Caller } from "../access/caller.ts";
import { type Failure, holds, lacking } from "../operations/failures.ts";

/** For the descriptions of what a token may not do by itself. */
export const NOT_BY_TOKEN = "With a token it needs the permission *Manage users* (`users`).";

/**
 * Whether a caller may manage the tokens, sessions and identities of their own user. A token is made to do less than its
 * user: it does so only where it may manage users.
 */
export const managesOwn = ({ user, by }: Pick<Caller, "user" | "by">): boolean =>
  by.kind !== "token" || holds(user, "users");

/** The answer to a token that may not; `undefined`: the caller may. */
export const refuseToken = (caller: Pick<Caller, "user" | "by">): Failure | undefined =>
  managesOwn(caller) ? undefined : lacking("users");
