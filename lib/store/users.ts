import type { Kysely, Updateable } from "kysely";
import type { Permission, StoredUser, User, UserStore } from "../auth/index.ts";
import { USER_NAME_CHARACTERS } from "../limits.ts";
import { StoreFailure } from "../messages/index.ts";
import { nameKey } from "../names.ts";
import type { Backend } from "./backend.ts";
import { read } from "./read.ts";
import type { Schema } from "./schema/index.ts";
import type { UsersTable } from "./schema/users.ts";
import { permissionsOf, type UserRow, userOf } from "./user-rows.ts";
import type { UsersGeneration } from "./users-generation.ts";

type Change = "changed" | "not-found" | "last-administrator";

/** Each of these must be held by an enabled user, or nobody could grant access again. */
const ADMINISTRATION: readonly Permission[] = ["users", "permissions"];

/** The users on a database. */
export function createUserStore(backend: Backend, generation: UsersGeneration): UserStore {
  /** Changes one user; rolled back if it would leave the gateway without an administrator. */
  async function changeUser(
    name: string,
    work: (db: Kysely<Schema>, user: UserRow) => Promise<unknown>,
  ): Promise<Change> {
    try {
      return await generation.change(async (db) => {
        const user = await findRow(db, name);
        if (!user) return "not-found";
        const before = await heldAdministration(db);
        await work(db, user);
        await db
          .updateTable("users")
          .set({ revision: user.revision + 1 })
          .where("id", "=", user.id)
          .execute();
        const after = await heldAdministration(db);
        if (before.some((permission) => !after.includes(permission))) throw new LastAdministrator();
        return "changed";
      });
    } catch (error) {
      if (error instanceof LastAdministrator) return "last-administrator";
      throw error;
    }
  }

  return {
    generation: generation.current,
    findByName: (name) => read(backend, (db) => findUser(db, name)),
    list: () => read(backend, listUsers),
    count: () =>
      read(backend, async (db) => {
        const query = db.selectFrom("users").select(({ fn }) => fn.countAll<number>().as("count"));
        return (await query.executeTakeFirstOrThrow()).count;
      }),
    add: (user) => generation.change((db) => addUser(db, user)),
    async setPassword(name, passwordHash, keep = {}) {
      const outcome = await changeUser(name, async (db, { id }) => {
        await updateUser(db, id, { password_hash: passwordHash });
        await endSignIns(db, id, keep);
      });
      return outcome === "changed";
    },
    setDisabled: (name, disabled) =>
      changeUser(name, async (db, { id }) => {
        await updateUser(db, id, { disabled: disabled ? 1 : 0 });
        if (disabled) await endSignIns(db, id, {});
      }),
    setPermissions: (name, permissions) =>
      changeUser(name, async (db, user) => {
        await db.deleteFrom("user_permissions").where("user_id", "=", user.id).execute();
        await addPermissions(db, user.id, permissions);
      }),
    async setLimits(name, { networks, requestsPerMinute }) {
      const set = { networks: networks?.join(",") ?? null, requests_per_minute: requestsPerMinute ?? null };
      return (await changeUser(name, (db, user) => updateUser(db, user.id, set))) === "changed";
    },
    remove: (name) => changeUser(name, (db, user) => db.deleteFrom("users").where("id", "=", user.id).execute()),
  };
}

/** Rolls back a change that would remove the last administrator. */
class LastAdministrator extends Error {}

/** Compared without case, whatever the language: the same form as auth's. */
const keyOf = (name: string) => nameKey(name, USER_NAME_CHARACTERS);

async function findRow(db: Kysely<Schema>, name: string): Promise<UserRow | undefined> {
  const key = keyOf(name);
  if (key === undefined) return undefined;
  return db.selectFrom("users").selectAll().where("name_key", "=", key).executeTakeFirst();
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

async function addUser(db: Kysely<Schema>, user: Parameters<UserStore["add"]>[0]): Promise<User | "name-taken"> {
  const key = keyOf(user.name);
  if (key === undefined) throw new StoreFailure("invalid", "this user name is not allowed");
  const row = await db
    .insertInto("users")
    .values({ name: user.name, name_key: key, password_hash: user.passwordHash })
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

function updateUser(db: Kysely<Schema>, id: number, set: Updateable<UsersTable>) {
  return db.updateTable("users").set(set).where("id", "=", id).execute();
}

/** Signs the user out everywhere but where `keep` says. */
async function endSignIns(db: Kysely<Schema>, id: number, keep: { session?: string; tokens?: boolean }): Promise<void> {
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
