import type { Kysely, Selectable } from "kysely";
import type { Permission, User, UserLimits } from "../auth/index.ts";
import { defined } from "../defined.ts";
import type { Schema } from "./schema/index.ts";
import type { UsersTable } from "./schema/users.ts";
import { present } from "./text.ts";

export type UserRow = Selectable<UsersTable>;

/** The user of this ID as they are now. @throws the driver's error */
export async function findUserById(db: Kysely<Schema>, id: number): Promise<User | undefined> {
  const row = await db.selectFrom("users").selectAll().where("id", "=", id).executeTakeFirst();
  return row && userOf(row, await permissionsOf(db, id));
}

/** What the user holds, in order. @throws the driver's error */
export async function permissionsOf(db: Kysely<Schema>, userId: number): Promise<string[]> {
  const held = await db
    .selectFrom("user_permissions")
    .select("permission")
    .where("user_id", "=", userId)
    .orderBy("permission")
    .execute();
  return held.map(({ permission }) => permission);
}

/** A user without what only auth may see. */
export function userOf(row: UserRow, permissions: readonly string[]): User {
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
