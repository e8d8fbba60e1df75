import type { Kysely, Updateable } from "kysely";
import type {
  ChangedUser,
  NewUser,
  Permission,
  SignInsKept,
  StoredUser,
  User,
  UserChange,
  UserLimits,
  UserStore,
} from "../auth/index.ts";
import { defined } from "../defined.ts";
import { USER_NAME_CHARACTERS } from "../limits.ts";
import { StoreFailure } from "../messages/index.ts";
import { nameKey } from "../names.ts";
import { no, ok, type Result } from "../result.ts";
import type { Backend } from "./backend.ts";
import { read } from "./read.ts";
import type { Schema } from "./schema/index.ts";
import type { UsersTable } from "./schema/users.ts";
import { findUserById, permissionsOf, type UserRow, userOf } from "./user-rows.ts";
import type { UsersGeneration } from "./users-generation.ts";

/** Each of these must be held by an enabled user, or nobody could grant access again. */
const ADMINISTRATION: readonly Permission[] = ["users", "permissions"];

/** The users on a database. */
export function createUserStore(backend: Backend, generation: UsersGeneration): UserStore {
  return {
    generation: generation.current,
    findByName: (name) => read(backend, (db) => findUser(db, name)),
    list: () => read(backend, listUsers),
    count: () => read(backend, countUsers),
    add: (user) => generation.change((db) => addUser(db, user)),
    async change(who, decide) {
      try {
        return await generation.change((db) => changeUser(db, who, decide));
      } catch (error) {
        if (error instanceof LastAdministrator) return no("last-administrator");
        throw error;
      }
    },
  };
}

/** @throws the driver's error */
export async function countUsers(db: Kysely<Schema>): Promise<number> {
  const query = db.selectFrom("users").select(({ fn }) => fn.countAll<number>().as("count"));
  return (await query.executeTakeFirstOrThrow()).count;
}

/**
 * How many may manage users or their permissions. Disabled ones count: whoever disabled them did not ask for another.
 *
 * @throws the driver's error
 */
export async function countManagers(db: Kysely<Schema>): Promise<number> {
  const query = db
    .selectFrom("user_permissions")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("permission", "in", ADMINISTRATION);
  return (await query.executeTakeFirstOrThrow()).count;
}

/** Rolls back a change that would remove the last administrator. */
export class LastAdministrator extends Error {}

/** @throws LastAdministrator; the driver's error */
async function changeUser<Refusal>(
  db: Kysely<Schema>,
  who: string | number,
  decide: (now: User) => Result<UserChange | "remove", Refusal>,
): Promise<Result<ChangedUser, Refusal | "not-found">> {
  const row = await findRow(db, who);
  if (row === undefined) return no("not-found");
  const before = userOf(row, await permissionsOf(db, row.id));
  const decided = decide(before);
  if (!decided.ok) return decided;
  const { value: change } = decided;
  await keepingAdministration(db, async () => {
    if (change === "remove") await db.deleteFrom("users").where("id", "=", row.id).execute();
    else await update(db, row, change);
  });
  return ok({ before, after: (await findUserById(db, row.id)) ?? before });
}

/**
 * Does what is given, after which somebody still has to hold what the administration needs. It looks at all users.
 *
 * @throws LastAdministrator, and whatever `work` rejects with
 */
export async function keepingAdministration(db: Kysely<Schema>, work: () => Promise<void>): Promise<void> {
  const held = await heldAdministration(db);
  await work();
  const left = await heldAdministration(db);
  if (held.some((permission) => !left.includes(permission))) throw new LastAdministrator();
}

async function update(db: Kysely<Schema>, { id, revision }: UserRow, change: UserChange): Promise<void> {
  const { passwordHash, keep = {}, disabled, permissions, limits } = change;
  const set: Updateable<UsersTable> = {
    ...defined({ password_hash: passwordHash, disabled: disabled === undefined ? undefined : flagOf(disabled) }),
    ...(limits && limitColumns(limits)),
  };
  if (permissions === undefined && Object.keys(set).length === 0) return;
  await db
    .updateTable("users")
    .set({ ...set, revision: revision + 1 })
    .where("id", "=", id)
    .execute();
  if (permissions !== undefined) {
    await db.deleteFrom("user_permissions").where("user_id", "=", id).execute();
    await addPermissions(db, id, permissions);
  }
  if (disabled === true) await endSignIns(db, id, {});
  else if (passwordHash !== undefined) await endSignIns(db, id, keep);
}

/** How a row keeps limits. */
export const limitColumns = ({ networks, requestsPerMinute }: UserLimits) => ({
  networks: networks?.join(",") ?? null,
  requests_per_minute: requestsPerMinute ?? null,
});

const flagOf = (truth: boolean) => (truth ? 1 : 0);

/** Compared without case, whatever the language: the same form as auth's. */
const keyOf = (name: string) => nameKey(name, USER_NAME_CHARACTERS);

/** @param who  name or ID */
async function findRow(db: Kysely<Schema>, who: string | number): Promise<UserRow | undefined> {
  const users = db.selectFrom("users").selectAll();
  if (typeof who === "number") return users.where("id", "=", who).executeTakeFirst();
  const key = keyOf(who);
  return key === undefined ? undefined : users.where("name_key", "=", key).executeTakeFirst();
}

async function findUser(db: Kysely<Schema>, name: string): Promise<StoredUser | undefined> {
  const row = await findRow(db, name);
  if (!row) return undefined;
  return {
    ...userOf(row, await permissionsOf(db, row.id)),
    passwordHash: row.password_hash,
    revision: row.revision,
  };
}

async function listUsers(db: Kysely<Schema>): Promise<User[]> {
  const rows = await db.selectFrom("users").selectAll().orderBy("name_key").execute();
  const held = await db.selectFrom("user_permissions").selectAll().orderBy("permission").execute();
  const permissionsOf = Map.groupBy(held, (row) => row.user_id);
  return rows.map((row) =>
    userOf(
      row,
      (permissionsOf.get(row.id) ?? []).map((each) => each.permission),
    ),
  );
}

/** @throws StoreFailure kind "invalid" for a name that nobody can have; the driver's error */
export async function addUser(db: Kysely<Schema>, user: NewUser): Promise<User | "name-taken"> {
  const key = keyOf(user.name);
  if (key === undefined) throw new StoreFailure("invalid", "this user name is not allowed");
  const row = await db
    .insertInto("users")
    .values({ name: user.name, name_key: key, password_hash: user.passwordHash, ...limitColumns(user.limits ?? {}) })
    .onConflict((conflict) => conflict.column("name_key").doNothing())
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) return "name-taken";
  await addPermissions(db, row.id, user.permissions);
  return userOf(row, [...new Set(user.permissions)].sort());
}

async function addPermissions(db: Kysely<Schema>, userId: number, permissions: readonly Permission[]): Promise<void> {
  if (permissions.length === 0) return;
  await db
    .insertInto("user_permissions")
    .values([...new Set(permissions)].map((permission) => ({ user_id: userId, permission })))
    .execute();
}

/** Signs the user out everywhere but where `keep` says. */
async function endSignIns(db: Kysely<Schema>, id: number, keep: SignInsKept): Promise<void> {
  const sessions = db.deleteFrom("sessions").where("user_id", "=", id);
  await (keep.session === undefined ? sessions : sessions.where("id_hash", "<>", keep.session)).execute();
  if (keep.tokens !== true) await db.deleteFrom("api_tokens").where("user_id", "=", id).execute();
}

/** Which of the administration's permissions an enabled user holds. */
async function heldAdministration(db: Kysely<Schema>): Promise<string[]> {
  const rows = await db
    .selectFrom("user_permissions")
    .innerJoin("users", "users.id", "user_permissions.user_id")
    .select("user_permissions.permission")
    .distinct()
    .where("users.disabled", "=", 0)
    .where("user_permissions.permission", "in", ADMINISTRATION)
    .execute();
  return rows.map((row) => row.permission);
}
