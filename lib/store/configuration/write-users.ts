import type { Kysely } from "kysely";
import { defined } from "../../defined.ts";
import { USER_NAME_CHARACTERS } from "../../limits.ts";
import { type ConfiguredUser, StoreFailure } from "../../messages/index.ts";
import { nameKey } from "../../names.ts";
import type { Schema } from "../schema/index.ts";
import { limitColumns } from "../users.ts";
import { inSteps } from "./steps.ts";

/**
 * Adds users, and makes those who are there what is given. Whoever is disabled, or gets another password, is signed out everywhere.
 * The caller sees to it that somebody is left who administers.
 *
 * @throws StoreFailure kind "invalid" for a name that nobody can have; the driver's error
 */
export async function writeUsers(db: Kysely<Schema>, users: readonly ConfiguredUser[]): Promise<void> {
  if (users.length === 0) return;
  const given = new Map(users.map((user) => [keyOf(user), user]));
  const all = await db.selectFrom("users").select(["id", "name_key", "password_hash"]).execute();
  const before = all.filter(({ name_key }) => given.has(name_key));
  const signedOut = before.filter(({ name_key, password_hash }) => {
    const user = given.get(name_key);
    return user?.disabled === true || user?.passwordHash !== password_hash;
  });
  await inSteps(signedOut.map(idOf), (ids) => endSignIns(db, ids));
  await inSteps(before.map(idOf), (ids) => removeHeld(db, ids));
  const ids = new Map<string, number>();
  await inSteps([...given], async (step) => {
    for (const { id, name_key } of await writeRows(db, step)) ids.set(name_key, id);
  });
  const held = [...given].map(([key, user]) => ({ ...user, user_id: ids.get(key) ?? 0 }));
  const permissions = held.flatMap(({ user_id, permissions }) =>
    [...new Set(permissions)].map((permission) => ({ user_id, permission })),
  );
  await inSteps(permissions, (rows) => db.insertInto("user_permissions").values(rows).execute());
  const identities = held.flatMap(({ user_id, identities }) =>
    identities.map(({ issuer, subject }) => ({ issuer, subject, user_id })),
  );
  await inSteps(identities, (rows) => db.insertInto("identities").values(rows).execute());
}

/** @throws StoreFailure kind "invalid" */
function keyOf({ name }: ConfiguredUser): string {
  const key = nameKey(name, USER_NAME_CHARACTERS);
  if (key === undefined) throw new StoreFailure("invalid", "this user name is not allowed");
  return key;
}

const idOf = ({ id }: { id: number }) => id;

/** Who is there keeps the name as it is written there. */
function writeRows(db: Kysely<Schema>, users: readonly (readonly [key: string, user: ConfiguredUser])[]) {
  const rows = users.map(([key, { name, disabled, passwordHash, networks, requestsPerMinute }]) => ({
    name,
    name_key: key,
    password_hash: passwordHash,
    disabled: disabled ? (1 as const) : (0 as const),
    ...limitColumns(defined({ networks, requestsPerMinute })),
  }));
  return db
    .insertInto("users")
    .values(rows)
    .onConflict((conflict) =>
      conflict.column("name_key").doUpdateSet((eb) => ({
        password_hash: eb.ref("excluded.password_hash"),
        disabled: eb.ref("excluded.disabled"),
        networks: eb.ref("excluded.networks"),
        requests_per_minute: eb.ref("excluded.requests_per_minute"),
        revision: eb("users.revision", "+", 1),
      })),
    )
    .returning(["id", "name_key"])
    .execute();
}

async function endSignIns(db: Kysely<Schema>, ids: readonly number[]): Promise<void> {
  await db.deleteFrom("sessions").where("user_id", "in", ids).execute();
  await db.deleteFrom("api_tokens").where("user_id", "in", ids).execute();
}

async function removeHeld(db: Kysely<Schema>, ids: readonly number[]): Promise<void> {
  await db.deleteFrom("user_permissions").where("user_id", "in", ids).execute();
  await db.deleteFrom("identities").where("user_id", "in", ids).execute();
}
