import { defined } from "../defined.ts";
import type { DomainEvent, EventRecorder } from "../messages/index.ts";
import { no, ok, type Result } from "../result.ts";
import { canonicalName } from "./names.ts";
import { hashPassword } from "./passwords.ts";
import { readPermissions } from "./permissions.ts";
import type { ChangedUser, Permission, SignInsKept, User, UserChange, UserLimits, UserStore } from "./types.ts";
import { nameAsPassword, passwordProblem, readLimits, readUserName, refused, type UserProblem } from "./user-rules.ts";

export type UserResult<Value = undefined, Refusal = never> = Result<Value, UserProblem | Refusal>;

/** What is to become of a user, not checked yet; what is absent stays. */
interface UserWish {
  disabled?: boolean;
  /** The whole set. */
  permissions?: readonly string[];
  /** All of them. */
  limits?: UserLimits;
}

/** Who changes a user, and what they may object to once they have seen it. */
interface Changing<Refusal> {
  /** The system user who asks; absent on the command line. */
  by?: string;
  /** Gives why the user is to stay as it is. It sees the user as it is when the change is made. */
  refuse?: (now: User) => Refusal | undefined;
}

/**
 * What can be done to system users, each by name or ID. Every change takes effect at once and is an event.
 *
 * @throws StoreFailure from every method; `create` and `changePassword` also as {@link hashPassword}
 */
export interface UserAdministration {
  create(
    user: { name: string; password: string; permissions: readonly string[]; limits?: UserLimits },
    by?: string,
  ): Promise<UserResult<User>>;
  /** Ends the user's sessions, and revokes the user's tokens, but those to keep. */
  changePassword<Refusal extends object = never>(
    who: string | number,
    password: string,
    options?: Changing<Refusal> & { keep?: SignInsKept },
  ): Promise<UserResult<User, Refusal>>;
  /** Makes the user what `wish` says once it has seen the user. Who is disabled loses all sessions and tokens. */
  change<Refusal extends object = never>(
    who: string | number,
    wish: (now: User) => UserWish,
    options?: Changing<Refusal>,
  ): Promise<UserResult<User, Refusal>>;
  remove<Refusal extends object = never>(
    who: string | number,
    options?: Changing<Refusal>,
  ): Promise<UserResult<User, Refusal>>;
  /** By name. */
  list(): Promise<User[]>;
}

/** Makes the administration of system users on a store. */
export function createUserAdministration({
  users,
  events,
}: {
  users: Pick<UserStore, "add" | "change" | "list">;
  events: EventRecorder;
}): UserAdministration {
  /** Changes one user, unless it is to stay as it is. */
  async function apply<Refusal extends object>(
    who: string | number,
    decide: (now: User) => Result<UserChange | "remove", UserProblem>,
    refuse: ((now: User) => Refusal | undefined) | undefined,
  ): Promise<UserResult<ChangedUser, Refusal>> {
    let name = String(who);
    const outcome = await users.change<UserProblem | Refusal>(who, (now) => {
      name = now.name;
      const refusal = refuse?.(now);
      return refusal === undefined ? decide(now) : no(refusal);
    });
    if (outcome.ok) return outcome;
    const { problem } = outcome;
    if (problem === "not-found") return refused(problem, `The user ${name} does not exist`);
    return problem === "last-administrator"
      ? refused(problem, `User ${name} is the last who may manage users and permissions`)
      : no(problem);
  }

  return {
    async create({ name, password, permissions, limits }, by) {
      const known = readPermissions(permissions);
      if (!known.ok) return refused("permission-unknown", known.problem);
      const readName = readUserName(name);
      if (!readName.ok) return readName;
      const problem = passwordProblem(password) ?? nameAsPassword(readName.value, password);
      if (problem !== undefined) return problem;
      const readLimit = readLimits(limits ?? {});
      if (!readLimit.ok) return readLimit;
      const user = await users.add({
        name: readName.value,
        passwordHash: await hashPassword(password),
        permissions: known.value,
        limits: readLimit.value,
      });
      if (user === "name-taken") return refused("name-taken", `The user ${name} already exists`);
      events.record({ kind: "user.added", userName: by, name: user.name });
      return ok(user);
    },
    async changePassword(who, password, { by, refuse, keep = {} } = {}) {
      const problem = passwordProblem(password);
      if (problem !== undefined) return problem;
      const passwordHash = await hashPassword(password);
      const decide = ({ name }: User) => nameAsPassword(name, password) ?? ok({ passwordHash, keep });
      const changed = await apply(who, decide, refuse);
      if (!changed.ok) return changed;
      const user = changed.value.after;
      const keepsTokens = keep.tokens === true;
      events.record({ kind: "user.password-changed", userName: by, name: user.name, keepsTokens });
      return ok(user);
    },
    async change(who, wish, { by, refuse } = {}) {
      const changed = await apply(who, (now) => readWish(wish(now)), refuse);
      if (!changed.ok) return changed;
      for (const event of changesIn(changed.value, by)) events.record(event);
      return ok(changed.value.after);
    },
    async remove(who, { by, refuse } = {}) {
      const removed = await apply(who, () => ok("remove" as const), refuse);
      if (!removed.ok) return removed;
      const user = removed.value.before;
      events.record({ kind: "user.removed", userName: by, name: user.name });
      return ok(user);
    },
    async list() {
      return (await users.list()).toSorted((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
    },
  };
}

const sortKey = ({ name }: User) => canonicalName(name) ?? name;

function readWish({ disabled, permissions, limits }: UserWish): Result<UserChange, UserProblem> {
  const known = permissions && readPermissions(permissions);
  if (known?.ok === false) return refused("permission-unknown", known.problem);
  const read = limits && readLimits(limits);
  if (read?.ok === false) return read;
  return ok({ ...defined({ disabled, permissions: known?.value.toSorted(), limits: read?.value }) });
}

/** An event for each thing that differs. */
function changesIn({ before, after }: ChangedUser, userName: string | undefined): DomainEvent[] {
  const { name, limits = {} } = after;
  const events: DomainEvent[] = [];
  const details = { before: listOf(before.permissions), after: listOf(after.permissions) };
  if (details.before !== details.after) events.push({ kind: "user.permissions-changed", userName, name, details });
  if (differ(before.limits ?? {}, limits)) events.push({ kind: "user.limits-changed", userName, name, ...limits });
  if (after.disabled && !before.disabled) events.push({ kind: "user.disabled", userName, name });
  if (before.disabled && !after.disabled) events.push({ kind: "user.enabled", userName, name });
  return events;
}

const listOf = (permissions: readonly Permission[]) => permissions.toSorted().join(", ");
const differ = (one: UserLimits, other: UserLimits) => JSON.stringify(one) !== JSON.stringify(other);
