import type { Kysely, Selectable, Updateable } from "kysely";
import type { Permission, StoredUser, User, UserLimits, UserStore } from "../auth/index.ts";
import { defined } from "../defined.ts";
import { USER_NAME_CHARACTERS } from "../limits.ts";
import { StoreFailure } from "../messages/index.ts";
import { nameKey } from "../names.ts";
import type { Backend } from "./backend.ts";
import { advanceGeneration } from "./change-counters.ts";
import type { GroupCommit } from "./group-commit.ts";
import { prepare } from "./prepared.ts";
import { read } from "./read.ts";
import type { Schema } from "./schema/index.ts";
import type { UsersTable } from "./schema/users.ts";
import { present } from "./text.ts";

type Change = "changed" | "not-found" | "last-administrator";
type UserRow = Selectable<UsersTable>;

/** Each of these must be held by an enabled user, or nobody could grant access again. */
const ADMINISTRATION: readonly Permission[] = ["users", "permissions"];

/** The users on a database. */
export function createUserStore(backend: Backend, writer: GroupCommit): UserStore {
  let lookOfThisTurn: Promise<number> | undefined;

  /** Changes users. Every change locks the generation's row first, so that two gateways never change users at once. */
  async function change<Result>(work: (db: Kysely<Schema>) => Promise<Result>): Promise<Result> {
    const result = await writer.write(async (db) => {
      await advanceGeneration(db, "users");
      return work(db);
    });
    lookOfThisTurn = undefined;
    return result;
  }

  /** As {@link change}, for one user; rolled back if it would leave the gateway without an administrator. */
  async function changeUser(
    name: string,
    work: (db: Kysely<Schema>, user: UserRow) => Promise<unknown>,
  ): Promise<Change> {
    try {
      return await change(async (db) => {
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

  function generation(): Promise<number> {
    if (lookOfThisTurn) return lookOfThisTurn;
    const look = read(backend, async (db) => (await readGeneration(db, {}))[0]?.value ?? 0);
    lookOfThisTurn = look;
    setImmediate(() => {
      if (lookOfThisTurn === look) lookOfThisTurn = undefined;
    });
    return look;
  }

  return {
    generation,
    findByName: (name) => read(backend, (db) => findUser(db, name)),
    list: () => read(backend, listUsers),
    count: () =>
      read(backend, async (db) => {
        const query = db.selectFrom("users").select(({ fn }) => fn.countAll<number>().as("count"));
        return (await query.executeTakeFirstOrThrow()).count;
      }),
    add: (user) => change((db) => addUser(db, user)),
    async setPassword(name, passwordHash) {
      const set = { password_hash: passwordHash };
      return (await changeUser(name, (db, user) => updateUser(db, user.id, set))) === "changed";
    },
    setDisabled: (name, disabled) =>
      changeUser(name, (db, user) => updateUser(db, user.id, { disabled: disabled ? 1 : 0 })),
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

const readGeneration = prepare((db: Kysely<Schema>) =>
  db.selectFrom("generations").select("value").where("name", "=", "users").compile(),
);

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
  const permissions = await db
    .selectFrom("user_permissions")
    .select("permission")
    .where("user_id", "=", row.id)
    .orderBy("permission")
    .execute();
  return {
    ...userOf(
      row,
      permissions.map((held) => held.permission),
    ),
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

function userOf(row: UserRow, permissions: readonly string[]): User {
  const limits = limitsOf(row);
  return {
    id: row.id,
    name: row.name,
    disabled: row.disabled === 1,
    permissions: permissions as Permission[],
    ...defined({ limits }),
  };
}

function limitsOf({ networks, requests_per_minute }: UserRow): UserLimits | undefined {
  if (networks === null && requests_per_minute === null) return undefined;
  return {
    ...present({ networks: networks === null ? null : networks.split(","), requestsPerMinute: requests_per_minute }),
  };
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
