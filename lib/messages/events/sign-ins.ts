import type { ByClient, ByUser } from "./fields.ts";
import { info, type Wordings } from "./wording.ts";

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
  "session.ended": info(({ owner, sessions, userName }) =>
    sessions === 1 && userName === owner
      ? `User ${owner} signed out`
      : `${sessions} ${sessions === 1 ? "session" : "sessions"} of user ${owner} ended`,
  ),
};
