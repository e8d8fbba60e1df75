import type { ByUser, Nothing } from "./fields.ts";
import { info, type Wordings } from "./wording.ts";

export interface UserEvents {
  /** A system user was added. */
  "user.added": Named;
  /** A set-up link was made: with it a browser can make the first user, for 30 minutes. */
  "setup.offered": Nothing;
  /** The first system user was made with the set-up link, and holds every permission. */
  "setup.completed": {
    /** The system user's. */
    name: string;
    /** The client's. */
    address: string;
  };
  /** A system user was removed. */
  "user.removed": Named;
  /** A system user may sign in again. */
  "user.enabled": Named;
  /** A system user may no longer sign in. */
  "user.disabled": Named;
  /** A system user has another password: open sessions ended, and tokens unless they were kept. */
  "user.password-changed": Named & { keepsTokens: boolean };
  /** A system user has other permissions. */
  "user.permissions-changed": Named & { details: { before: string; after: string } };
  /** The statistics of a system user were reset: they begin at nothing. */
  "user.statistics-reset": Named;
  /** A system user has other limits. */
  "user.limits-changed": Named & CallLimits;
}

interface Named extends ByUser {
  /** The system user's who was changed. */
  name: string;
}

/** From where and how often a user may call; absent: anywhere, any number. */
interface CallLimits {
  networks?: readonly string[];
  requestsPerMinute?: number;
}

export const USER_WORDINGS: Wordings<UserEvents> = {
  "user.added": info(({ name }) => `User ${name} was added`),
  "setup.offered": info(() => "A set-up link was made: it is valid for 30 minutes, once"),
  "setup.completed": info(({ name }) => `User ${name} was made with the set-up link and holds every permission`),
  "user.removed": info(({ name }) => `User ${name} was removed`),
  "user.enabled": info(({ name }) => `User ${name} was enabled`),
  "user.disabled": info(({ name }) => `User ${name} was disabled`),
  "user.password-changed": info(
    ({ name, keepsTokens }) =>
      `The password of user ${name} was changed: open sessions ended, tokens were ${keepsTokens ? "kept" : "revoked"}`,
  ),
  "user.permissions-changed": info(
    ({ name, details: { after } }) => `Permissions of user ${name} are now: ${after || "none"}`,
  ),
  "user.statistics-reset": info(({ name }) => `The statistics of user ${name} were reset`),
  "user.limits-changed": info((event) => `User ${event.name} may now send requests ${describeLimits(event)}`),
};

/** `from 10.0.0.0/8, 60 requests a minute` */
export function describeLimits({ networks, requestsPerMinute }: CallLimits): string {
  const from = networks === undefined ? "from any address" : `from ${networks.join(", ")}`;
  const rate = requestsPerMinute === undefined ? "any number of requests" : `${requestsPerMinute} requests`;
  return `${from}, ${rate} a minute`;
}
