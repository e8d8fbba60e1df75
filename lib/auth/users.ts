import { PASSWORD_CHARACTERS, USER_NAME_CHARACTERS } from "../limits.ts";
import type { DomainEvent, EventKind, EventRecorder } from "../messages/index.ts";
import { composed } from "../names.ts";
import { no, ok, type Result } from "../result.ts";
import { canonicalName, isUserName } from "./names.ts";
import { parseNetwork } from "./networks.ts";
import { hashPassword } from "./passwords.ts";
import { readPermissions } from "./permissions.ts";
import type { Permission, User, UserLimits, UserStore } from "./types.ts";

/** Shortest and longest password, in characters. */
const PASSWORD_LENGTH = { min: 6, max: 256 } as const;

/** Most requests a minute that a user can be limited to: each of them is remembered for that minute. */
export const MOST_PER_MINUTE = 100_000;
/** 100 networks: each is compared for every request of the user. */
const MOST_NETWORKS = 100;

/** Why nothing was changed. `message` is a sentence for people; it never holds the password. */
interface UserProblem {
  kind:
    | "name-invalid"
    | "name-taken"
    | "password-too-short"
    | "password-too-long"
    | "password-invalid"
    | "password-is-name"
    | "permission-unknown"
    | "limit-invalid"
    | "not-found"
    | "last-administrator";
  message: string;
}

export type UserResult<Value = undefined> = Result<Value, UserProblem>;

/**
 * What can be done to system users. Every change takes effect at once and is an event.
 *
 * @throws StoreFailure from every method; `create` and `changePassword` also as {@link hashPassword}
 */
export interface UserAdministration {
  create(user: { name: string; password: string; permissions: readonly string[] }): Promise<UserResult<User>>;
  /**
   * Ends the user's sessions, and revokes the user's tokens.
   *
   * @param keep.session  the ID of the session that asks: it stays
   * @param keep.tokens  programs go on with their tokens
   */
  changePassword(name: string, password: string, keep?: { session?: string; tokens?: boolean }): Promise<UserResult>;
  /** Adds to what the user holds. */
  grant(name: string, permissions: readonly string[]): Promise<UserResult<readonly Permission[]>>;
  /** Takes from what the user holds; never the last administrator's `users` or `permissions`. */
  revoke(name: string, permissions: readonly string[]): Promise<UserResult<readonly Permission[]>>;
  /** Who is disabled loses all sessions and tokens. */
  setDisabled(name: string, disabled: boolean): Promise<UserResult>;
  /** Changes what is given; `"any"` lifts a limit. Gives the limits that hold now. */
  limit(
    name: string,
    limits: { networks?: readonly string[] | "any"; requestsPerMinute?: number | "any" },
  ): Promise<UserResult<UserLimits>>;
  remove(name: string): Promise<UserResult>;
  /** By name. */
  list(): Promise<User[]>;
}

type UserChangeKind = Extract<EventKind, `user.${string}`>;

/** Makes the administration of system users on a store. */
export function createUserAdministration({
  users,
  events,
}: {
  users: UserStore;
  events: EventRecorder;
}): UserAdministration {
  function changed<Value>(event: DomainEvent<UserChangeKind>, value: Value): UserResult<Value> {
    events.record(event);
    return ok(value);
  }

  async function replacePermissions(
    name: string,
    asked: readonly string[],
    combine: (held: ReadonlySet<Permission>, asked: readonly Permission[]) => Set<Permission>,
  ): Promise<UserResult<readonly Permission[]>> {
    const known = readPermissions(asked);
    if (!known.ok) return refused("permission-unknown", known.problem);
    const user = await users.findByName(name);
    if (user === undefined) return notFound(name);
    const permissions = [...combine(new Set(user.permissions), known.value)].sort();
    const outcome = await users.setPermissions(name, permissions);
    if (outcome !== "changed") return refusal(outcome, name);
    return changed({ kind: "user.permissions-changed", name: user.name, permissions }, permissions);
  }

  return {
    async create({ name, password, permissions }) {
      const known = readPermissions(permissions);
      if (!known.ok) return refused("permission-unknown", known.problem);
      const normalName = composed(name, USER_NAME_CHARACTERS);
      if (normalName === undefined || !isUserName(normalName)) {
        return refused(
          "name-invalid",
          `A user name has 1 to ${USER_NAME_CHARACTERS} letters, digits and . _ - @ +, with single blanks between them`,
        );
      }
      const problem = passwordProblem(normalName, password);
      if (problem !== undefined) return problem;
      const passwordHash = await hashPassword(password);
      const user = await users.add({ name: normalName, passwordHash, permissions: known.value });
      if (user === "name-taken") return refused("name-taken", `The user ${name} already exists`);
      return changed({ kind: "user.added", name: user.name }, user);
    },
    async changePassword(name, password, keep = {}) {
      const problem = passwordProblem(name, password);
      if (problem !== undefined) return problem;
      if (!(await users.setPassword(name, await hashPassword(password), keep))) return notFound(name);
      return changed({ kind: "user.password-changed", name, keepsTokens: keep.tokens === true }, undefined);
    },
    grant: (name, permissions) => replacePermissions(name, permissions, (held, asked) => new Set([...held, ...asked])),
    revoke: (name, permissions) =>
      replacePermissions(name, permissions, (held, asked) => {
        const taken = new Set(asked);
        return new Set([...held].filter((permission) => !taken.has(permission)));
      }),
    async setDisabled(name, disabled) {
      const outcome = await users.setDisabled(name, disabled);
      if (outcome !== "changed") return refusal(outcome, name);
      return changed({ kind: disabled ? "user.disabled" : "user.enabled", name }, undefined);
    },
    async limit(name, asked) {
      const user = await users.findByName(name);
      if (user === undefined) return notFound(name);
      const limits = combineLimits(user.limits ?? {}, asked);
      if (!limits.ok || (asked.networks === undefined && asked.requestsPerMinute === undefined)) return limits;
      if (!(await users.setLimits(name, limits.value))) return notFound(name);
      return changed({ kind: "user.limits-changed", name: user.name, ...limits.value }, limits.value);
    },
    async remove(name) {
      const outcome = await users.remove(name);
      if (outcome !== "changed") return refusal(outcome, name);
      return changed({ kind: "user.removed", name }, undefined);
    },
    async list() {
      return (await users.list()).toSorted((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
    },
  };
}

const sortKey = ({ name }: User) => canonicalName(name) ?? name;

function combineLimits(held: UserLimits, asked: Parameters<UserAdministration["limit"]>[1]): UserResult<UserLimits> {
  const { networks = held.networks ?? "any", requestsPerMinute = held.requestsPerMinute ?? "any" } = asked;
  const limits: UserLimits = {};
  if (networks !== "any") {
    const read = networks.map((text) => parseNetwork(text)?.text);
    const bad = networks.find((_, at) => read[at] === undefined);
    if (bad !== undefined) {
      return refused("limit-invalid", `A network is written as 10.0.0.0/8, 192.0.2.7 or 2001:db8::/32, not ${bad}`);
    }
    if (read.length === 0 || read.length > MOST_NETWORKS) {
      return refused("limit-invalid", `A user has 1 to ${MOST_NETWORKS} networks, or any`);
    }
    limits.networks = [...new Set(read.filter((text) => text !== undefined))];
  }
  if (requestsPerMinute !== "any") {
    if (!Number.isInteger(requestsPerMinute) || requestsPerMinute < 1 || requestsPerMinute > MOST_PER_MINUTE) {
      return refused("limit-invalid", `Requests a minute are 1 to ${MOST_PER_MINUTE}, or any`);
    }
    limits.requestsPerMinute = requestsPerMinute;
  }
  return ok(limits);
}

function passwordProblem(name: string, password: string): UserResult<never> | undefined {
  const { min, max } = PASSWORD_LENGTH;
  const length = password.length > PASSWORD_CHARACTERS ? password.length : [...password].length;
  if (length < min)
    return refused("password-too-short", `A password has at least ${min} characters, this one has ${length}`);
  if (length > max)
    return refused("password-too-long", `A password has at most ${max} characters, this one has ${length}`);
  if (/\p{Cc}/u.test(password)) return refused("password-invalid", "A password has no control characters");
  const key = canonicalName(name);
  if (key !== undefined && canonicalName(password) === key) {
    return refused("password-is-name", "The password must differ from the user name");
  }
  return undefined;
}

function refusal(outcome: "not-found" | "last-administrator", name: string): UserResult<never> {
  return outcome === "not-found"
    ? notFound(name)
    : refused("last-administrator", `User ${name} is the last who may manage users and permissions`);
}

const notFound = (name: string) => refused("not-found", `The user ${name} does not exist`);

function refused(kind: UserProblem["kind"], message: string): UserResult<never> {
  return no({ kind, message });
}
