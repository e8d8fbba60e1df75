import type { ByClient, ByUser } from "./fields.ts";
import { info, type Wordings, warning } from "./wording.ts";

export interface SignInEvents {
  /** A token for programs was made. */
  "token.added": OfToken & { permissions: readonly string[]; expiresAt?: number };
  /** A token was revoked. */
  "token.revoked": OfToken;
  /** A system user signed in with a browser. */
  "session.started": ByClient;
  /** Sessions of a system user were ended: by signing out, or from elsewhere. Those that end by time are no events. */
  "session.ended": ByUser & {
    owner: string;
    sessions: number;
    /** The client's; absent on the command line. */
    address?: string | undefined;
  };
  /** A system user turned a second factor on: signing in with a browser needs its codes from now on. */
  "second-factor.added": ByUser;
  /** A second factor was turned off, by its owner or by who manages users. */
  "second-factor.removed": ByUser & {
    /** The system user whose it was. */
    owner: string;
  };
  /** Somebody at the provider of OpenID Connect signs in as a system user from now on. */
  "identity.linked": ByUser & {
    /** The system user. */
    owner: string;
  };
  /** A system user signs in at the provider of OpenID Connect no more. */
  "identity.unlinked": ByUser & {
    /** The system user. */
    owner: string;
  };
  /** A system user signed in with a recovery code. *left*: how many codes the user has left. */
  "second-factor.recovery-code-used": ByUser & { details: { left: number } };
}

interface OfToken extends ByUser {
  /** The token's. */
  name: string;
  /** The system user whose it is. */
  owner: string;
}

export const SIGN_IN_WORDINGS: Wordings<SignInEvents> = {
  "token.added": info(({ name, owner, permissions, expiresAt }) => {
    const end = expiresAt === undefined ? "" : `; it expires at ${new Date(expiresAt).toISOString()}`;
    return `Token ${name} of user ${owner} was added with ${permissions.join(", ")}${end}`;
  }),
  "token.revoked": info(({ name, owner }) => `Token ${name} of user ${owner} was revoked`),
  "session.started": info(({ userName }) => `User ${userName} signed in`),
  "second-factor.added": info(({ userName }) => `User ${userName} turned a second factor on`),
  "identity.linked": info(({ owner }) => `User ${owner} can sign in at the provider`),
  "identity.unlinked": info(({ owner }) => `User ${owner} can sign in at the provider no more`),
  "second-factor.removed": info(({ owner }) => `The second factor of user ${owner} was turned off`),
  "second-factor.recovery-code-used": warning(
    ({ userName, details: { left } }) => `User ${userName} signed in with a recovery code: ${left} are left`,
  ),
  "session.ended": info(({ owner, sessions, userName }) =>
    sessions === 1 && userName === owner
      ? `User ${owner} signed out`
      : `${sessions} ${sessions === 1 ? "session" : "sessions"} of user ${owner} ended`,
  ),
};
