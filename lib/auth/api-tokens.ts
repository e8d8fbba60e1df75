import { defined } from "../defined.ts";
import { TOKEN_NAME_CHARACTERS } from "../limits.ts";
import type { EventRecorder, OnceKey, OnceResult, OnceStore } from "../messages/index.ts";
import { composed } from "../names.ts";
import { no, ok, type Result } from "../result.ts";
import { isShown, visible } from "../visible.ts";
import { readPermissions } from "./permissions.ts";
import type { SecretBox } from "./secret-box.ts";
import { createSecret, hashOfSecret, isSecret } from "./secrets.ts";
import type { Permission, User, UserStore } from "./types.ts";
import { rememberUntilUsersChange } from "./until-users-change.ts";

/** A named token of a user, with which a program calls in place of a password. Its secret is never in it. */
export interface ApiToken {
  id: number;
  userId: number;
  /** One of a kind for its user, without case. */
  name: string;
  /** What it was given; it allows what its user holds of these. */
  permissions: readonly Permission[];
  /** Times are milliseconds since 1970. */
  createdAt: number;
  /** Absent: never. */
  expiresAt?: number;
  /** Up to {@link WRITTEN_AFTER_MS} old; absent until it is used. */
  usedAt?: number;
  /** The client's address at that time. */
  usedFrom?: string;
}

/** A token that was added, and its secret, sealed, where it may be asked for again. */
export interface AddedToken {
  token: ApiToken;
  sealed?: string;
}

/** What auth needs from a store. @throws StoreFailure from every promise */
export interface ApiTokenStore {
  /** `too-many`: the user has `most` already. With a key, once: then `sealed` is kept with the answer. */
  add(
    token: Omit<ApiToken, "id" | "usedAt" | "usedFrom"> & { secretHash: string },
    options: { most: number; once?: { key: OnceKey; sealed: string } | undefined },
  ): Promise<OnceResult<AddedToken, "name-taken" | "too-many" | "no-user" | "other-request">>;
  /** A token with its user as they are now. */
  find(secretHash: string): Promise<{ token: ApiToken; user: User } | undefined>;
  /** By name; of all users without `userId`. */
  list(userId?: number): Promise<ApiToken[]>;
  /** `false`: the user has no such token. */
  revoke(userId: number, id: number): Promise<boolean>;
  /** Takes it at once and keeps it soon after. Never throws. */
  used(id: number, use: { at: number; from: string }): void;
}

/** Why nothing was changed. `message` is a sentence for people. */
interface TokenProblem {
  kind:
    | "name-invalid"
    | "name-taken"
    | "permission-unknown"
    | "permission-not-held"
    | "no-api-permission"
    | "expiry-invalid"
    | "too-many"
    | "not-found"
    /** The key of a request that is done once was used for another one. */
    | "other-request"
    /** This gateway cannot seal or open secrets. */
    | "unusable";
  message: string;
}

/** Who calls with a token. */
interface TokenCaller {
  /** With the permissions that the token allows: what its user holds now of what it was given. */
  user: User;
  tokenId: number;
}

/** Named tokens. What is added or revoked counts at once and is an event. @throws StoreFailure from every method */
export interface ApiTokens {
  /**
   * Makes a token. `secret` is what its program sends; nobody can find it out again.
   *
   * @param user  with what it may pass on: the new token is never given more
   * @param asked.permissions  everything that the user has when left out
   * @param by  who asks; absent on the command line. A token makes none that lasts longer than itself. With a key (`once`)
   *   the same is done once, and whoever repeats it within 24 hours gets the same secret
   */
  add(
    user: User,
    asked: { name: string; permissions?: readonly string[]; expiresAt?: number },
    by?: { userName: string; tokenId?: number; once?: OnceKey | undefined },
  ): Promise<OnceResult<{ token: ApiToken; secret: string }, TokenProblem>>;
  /** By name; of all users without `userId`. */
  list(userId?: number): Promise<ApiToken[]>;
  /** @param userName  who asks; absent on the command line */
  revoke(user: User, id: number, userName?: string): Promise<Result<ApiToken, TokenProblem>>;
  /** Who calls with this secret; `undefined` when it is not a token, or one that was revoked, has expired or lost its user. */
  read(secret: string, address: string): Promise<TokenCaller | undefined>;
}

/** Begins every token, so that scanners for leaked secrets know it. */
const PREFIX = "aldis_";
/** 100: each program has its own, and a list of them is still read by people. */
const MOST_TOKENS = 100;
/** 15 min: each write is a page of an SD card, and nobody needs to know the minute. */
const WRITTEN_AFTER_MS = 900_000;

/** Whether a text is meant as a token: then it is nothing else. */
const isApiToken = (text: string): boolean => text.startsWith(PREFIX);

/**
 * @param options.repeats  what it takes to give the same answer again; absent on the command line, where nobody asks for it
 * @param options.now  milliseconds since 1970
 */
export function createApiTokens(options: {
  store: ApiTokenStore;
  users: Pick<UserStore, "generation">;
  events: EventRecorder;
  repeats?: { kept: Pick<OnceStore, "find">; box: () => Promise<Result<SecretBox>> };
  now: () => number;
}): ApiTokens {
  const { store, events, now, repeats } = options;
  const known = rememberUntilUsersChange<Known>(options.users);

  async function find(secretHash: string): Promise<Known | undefined> {
    const found = await store.find(secretHash);
    if (found === undefined || found.user.disabled) return undefined;
    const { token, user } = found;
    const permissions = user.permissions.filter((permission) => token.permissions.includes(permission));
    return { token, caller: { user: { ...user, permissions }, tokenId: token.id }, writtenAt: token.usedAt };
  }

  /** What was kept of the first request, with its secret. */
  function openAgain({ token, sealed }: AddedToken, box: SecretBox): OnceResult<Made, TokenProblem> {
    const secret = sealed === undefined ? undefined : box.open(sealed, SEALED_FOR);
    return secret === undefined
      ? refused("unusable", KEY_CHANGED)
      : { ok: true, value: { token, secret }, again: true };
  }

  return {
    async add(user, asked, by) {
      const createdAt = now();
      const key = by?.once;
      const box = key && (await repeats?.box());
      if (box?.ok === false) return refused("unusable", box.problem);
      const earlier = key && (await repeats?.kept.find(key, createdAt));
      if (earlier?.kind === "other-request") return KEY_USED;
      if (earlier !== undefined && box !== undefined)
        return openAgain(JSON.parse(earlier.answer) as AddedToken, box.value);
      const name = readName(asked.name);
      if (name === undefined) return NAME_INVALID;
      const permissions = permissionsOf(asked.permissions ?? user.permissions, user, by?.tokenId !== undefined);
      if (!permissions.ok) return permissions;
      const maker = (await store.list(user.id)).find(({ id }) => id === by?.tokenId);
      const expiresAt = asked.expiresAt ?? maker?.expiresAt;
      if (expiresAt !== undefined && expiresAt <= createdAt) {
        return refused("expiry-invalid", "A token must expire in the future");
      }
      if (maker?.expiresAt !== undefined && expiresAt !== undefined && expiresAt > maker.expiresAt) {
        return refused("expiry-invalid", "A token made with another token must expire no later than that one");
      }
      const secret = `${PREFIX}${createSecret()}`;
      const token = { userId: user.id, name, permissions: permissions.value, createdAt, ...defined({ expiresAt }) };
      const once = key && box && { key, sealed: box.value.seal(secret, SEALED_FOR) };
      const added = await store.add({ ...token, secretHash: hashOfSecret(secret) }, { most: MOST_TOKENS, once });
      if (!added.ok) return whyNotAdded(added.problem, { user, name });
      if (added.again && box !== undefined) return openAgain(added.value, box.value);
      const event = { name, owner: user.name, permissions: permissions.value, ...defined({ expiresAt }) };
      events.record({ kind: "token.added", userName: by?.userName, ...event });
      return ok({ token: added.value.token, secret });
    },
    list: (userId) => store.list(userId),
    async revoke(user, id, userName) {
      const token = (await store.list(user.id)).find((each) => each.id === id);
      if (token === undefined || !(await store.revoke(user.id, id))) {
        return refused("not-found", `User ${user.name} has no such token`);
      }
      events.record({ kind: "token.revoked", userName, name: token.name, owner: user.name });
      return ok(token);
    },
    async read(secret, address) {
      if (!isApiToken(secret) || !isSecret(secret.slice(PREFIX.length))) return undefined;
      const hash = hashOfSecret(secret);
      const found = await known.recall(hash, () => find(hash));
      const at = now();
      if (found === undefined || (found.token.expiresAt ?? Number.POSITIVE_INFINITY) <= at) return undefined;
      if (found.writtenAt === undefined || Math.abs(at - found.writtenAt) >= WRITTEN_AFTER_MS) {
        found.writtenAt = at;
        store.used(found.token.id, { at, from: address });
      }
      return found.caller;
    },
  };
}

/** A token, and what its program sends. */
interface Made {
  token: ApiToken;
  secret: string;
}

/** A token that is good, unless it has expired. */
interface Known {
  token: ApiToken;
  caller: TokenCaller;
  /** When its use was written last. */
  writtenAt: number | undefined;
}

/** Any text of one line. */
function readName(text: string): string | undefined {
  const name = composed(text, TOKEN_NAME_CHARACTERS)?.trim();
  return name === undefined || !isShown(name) || visible(name) !== name ? undefined : name;
}

/** @param byToken  the maker is a token, which may allow less than its user holds */
function permissionsOf(asked: readonly string[], user: User, byToken: boolean): Result<Permission[], TokenProblem> {
  const known = readPermissions(asked);
  if (!known.ok) return refused("permission-unknown", known.problem);
  const permissions = known.value.toSorted();
  const missing = permissions.filter((permission) => !user.permissions.includes(permission));
  if (missing.length > 0) {
    const lacks = byToken ? "the token that makes it does not allow" : `${user.name} does not hold`;
    const message = `A token allows no more than its maker: ${lacks} ${missing.join(", ")}`;
    return refused("permission-not-held", message);
  }
  if (!permissions.includes("rest-api")) {
    const hint = user.permissions.includes("rest-api") ? "include it" : `grant it to user ${user.name} first`;
    return refused("no-api-permission", `A token is of use only with the permission rest-api: ${hint}`);
  }
  return ok(permissions);
}

const refused = (kind: TokenProblem["kind"], message: string) => no<TokenProblem>({ kind, message });

type NotAdded = Extract<Awaited<ReturnType<ApiTokenStore["add"]>>, { ok: false }>["problem"];

function whyNotAdded(problem: NotAdded, { user, name }: { user: User; name: string }) {
  switch (problem) {
    case "name-taken":
      return refused(problem, `User ${user.name} already has a token ${visible(name)}`);
    case "too-many":
      return refused(problem, `A user has at most ${MOST_TOKENS} tokens; revoke one first`);
    case "no-user":
      return refused("not-found", `The user ${user.name} does not exist`);
    case "other-request":
      return KEY_USED;
    default:
      return problem satisfies never;
  }
}

const SEALED_FOR = "a repeated request for a token";
const KEY_USED = refused("other-request", "This key was used for another request");
const KEY_CHANGED = "This token was made with another key of this installation, and cannot be shown again";

const NAME_INVALID = refused(
  "name-invalid",
  `The name of a token has 1 to ${TOKEN_NAME_CHARACTERS} characters, all of them visible`,
);
