import { errors, jwtVerify, SignJWT } from "jose";
import type { User, UserStore } from "./types.ts";
import { rememberUntilUsersChange } from "./until-users-change.ts";

/** How long a token lives, in milliseconds. */
export const TOKEN_LIFE_MS = 3_600_000;

/** A token, and when it ends in milliseconds since 1970. */
interface IssuedToken {
  jwt: string;
  expiresAt: number;
}

/**
 * Tokens that stand for a user who has signed in: JWT, HS256. `rights` in it is for clients to look at; what counts
 * is what
 * the user holds when the token is used.
 *
 * @throws StoreFailure from both methods; the function that `prepare` gives never rejects
 */
export interface Tokens {
  /**
   * To be asked before the password is looked at: what it gives makes the token once the user has been let in. It
   * stands for the user as it was now, never for a later one; `undefined` when there was no such user.
   */
  prepare(name: string): Promise<(user: User) => Promise<IssuedToken | undefined>>;
  /**
   * Whose token it is, the same object until anything about users changes; `undefined` when it is no token of this
   * gateway, has run out, or was issued before the latest change of its user: a new password, other permissions,
   * disabled or removed.
   */
  read(jwt: string): Promise<User | undefined>;
}

const ALGORITHM = "HS256";
const ISSUER = "aldis";
/** 32 bytes: RFC 7518 §3.2 wants a key of HS256 at least as long as its hash. */
const SECRET_BYTES = 32;

/**
 * Makes the tokens of one installation. They outlive a restart.
 *
 * @param options.secret  the same for all gateways on one database; 32 bytes or more
 * @param options.now  milliseconds since 1970
 */
export function createTokens(options: {
  users: Pick<UserStore, "findByName" | "generation">;
  secret: Uint8Array;
  now: () => number;
}): Tokens {
  const { users, secret, now } = options;
  if (secret.length < SECRET_BYTES) throw new TypeError(`the tokens' secret has less than ${SECRET_BYTES} bytes`);
  const known = rememberUntilUsersChange<Known>(users);

  const findUser = (name: string) =>
    known.recall(name, async () => {
      const stored = await users.findByName(name);
      if (stored === undefined) return undefined;
      const { passwordHash: _, revision, ...user } = stored;
      return { user, revision };
    });

  return {
    async prepare(name) {
      const before = await users.findByName(name);
      return async (user) => {
        if (before?.id !== user.id) return undefined;
        const expiresAt = now() + TOKEN_LIFE_MS;
        const jwt = await new SignJWT({ name: before.name, rights: user.permissions, rev: before.revision })
          .setProtectedHeader({ alg: ALGORITHM, typ: "JWT" })
          .setSubject(String(before.id))
          .setIssuer(ISSUER)
          .setIssuedAt(seconds(now()))
          .setExpirationTime(seconds(expiresAt))
          .sign(secret);
        return { jwt, expiresAt };
      };
    },
    async read(jwt) {
      const claims = await verified(jwt);
      const found = claims === undefined ? undefined : await findUser(claims.name);
      if (claims === undefined || found === undefined) return undefined;
      const { user, revision } = found;
      const isStill = String(user.id) === claims.sub && revision === claims.rev && !user.disabled;
      return isStill ? user : undefined;
    },
  };

  async function verified(jwt: string): Promise<{ sub: string; name: string; rev: number } | undefined> {
    try {
      const { payload } = await jwtVerify<{ name: unknown; rev: unknown }>(jwt, secret, {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        currentDate: new Date(now()),
        requiredClaims: ["exp", "sub"],
      });
      const { sub, name, rev } = payload;
      return typeof sub === "string" && typeof name === "string" && typeof rev === "number"
        ? { sub, name, rev }
        : undefined;
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  }
}

/** A user at one revision. */
interface Known {
  user: User;
  revision: number;
}

const seconds = (ms: number) => Math.floor(ms / 1000);
