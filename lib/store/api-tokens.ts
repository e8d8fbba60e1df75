import type { Kysely, Selectable } from "kysely";
import type { AddedToken, ApiToken, ApiTokenStore, Permission } from "../auth/index.ts";
import { defined } from "../defined.ts";
import { TOKEN_NAME_CHARACTERS } from "../limits.ts";
import type { Log } from "../log.ts";
import { StoreFailure } from "../messages/index.ts";
import { nameKey } from "../names.ts";
import { no, ok, type Result } from "../result.ts";
import type { Backend } from "./backend.ts";
import type { GroupCommit } from "./group-commit.ts";
import { doOnce } from "./once.ts";
import { read } from "./read.ts";
import type { Schema } from "./schema/index.ts";
import type { ApiTokensTable } from "./schema/users.ts";
import { orNull, present } from "./text.ts";
import { findUserById } from "./user-rows.ts";
import type { UsersGeneration } from "./users-generation.ts";

/** The tokens on a database. */
export function createApiTokenStore(
  backend: Backend,
  writer: GroupCommit,
  { generation, log }: { generation: UsersGeneration; log?: Log },
): ApiTokenStore {
  return {
    // A hash that was unknown is looked for again, so nobody needs to hear of a new token.
    add: (token, { most, once }) =>
      writer.write((db) =>
        doOnce(db, { key: once?.key, now: token.createdAt }, () => addToken(db, token, { most, sealed: once?.sealed })),
      ),
    find: (secretHash) =>
      read(backend, async (db) => {
        const row = await db
          .selectFrom("api_tokens")
          .selectAll()
          .where("secret_hash", "=", secretHash)
          .executeTakeFirst();
        const user = row && (await findUserById(db, row.user_id));
        return user && { token: tokenOf(row), user };
      }),
    list: (userId) =>
      read(backend, async (db) => {
        const all = db.selectFrom("api_tokens").selectAll().orderBy("name_key").orderBy("id");
        const rows = await (userId === undefined ? all : all.where("user_id", "=", userId)).execute();
        return rows.map(tokenOf);
      }),
    revoke: (userId, id) =>
      generation.change(async (db) => {
        const { numDeletedRows } = await db
          .deleteFrom("api_tokens")
          .where("id", "=", id)
          .where("user_id", "=", userId)
          .executeTakeFirst();
        return numDeletedRows > 0n;
      }),
    used(id, { at, from }) {
      const kept = writer.write((db) =>
        db
          .updateTable("api_tokens")
          .set({ used_at: at, used_from: from })
          .where("id", "=", id)
          .where((eb) => eb.or([eb("used_at", "is", null), eb("used_at", "<", at)]))
          .execute(),
      );
      kept.catch((error: unknown) => log?.warn({ err: error }, "the use of a token could not be stored"));
    },
  };
}

async function addToken(
  db: Kysely<Schema>,
  token: Parameters<ApiTokenStore["add"]>[0],
  { most, sealed }: { most: number; sealed: string | undefined },
): Promise<Result<AddedToken, "name-taken" | "too-many" | "no-user">> {
  const key = nameKey(token.name, TOKEN_NAME_CHARACTERS);
  if (key === undefined) throw new StoreFailure("invalid", "this name of a token is not allowed");
  if ((await findUserById(db, token.userId)) === undefined) return no("no-user");
  const { count } = await db
    .selectFrom("api_tokens")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("user_id", "=", token.userId)
    .executeTakeFirstOrThrow();
  if (count >= most) return no("too-many");
  const row = await db
    .insertInto("api_tokens")
    .values({
      user_id: token.userId,
      name: token.name,
      name_key: key,
      secret_hash: token.secretHash,
      permissions: token.permissions.join(","),
      created_at: token.createdAt,
      expires_at: orNull(token.expiresAt),
    })
    .onConflict((conflict) => conflict.columns(["user_id", "name_key"]).doNothing())
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? no("name-taken") : ok({ token: tokenOf(row), ...defined({ sealed }) });
}

function tokenOf(row: Selectable<ApiTokensTable>): ApiToken {
  return {
    id: row.id,
    userId: row.user_id,
    name: row.name,
    permissions: row.permissions.split(",") as Permission[],
    createdAt: row.created_at,
    ...present({ expiresAt: row.expires_at, usedAt: row.used_at, usedFrom: row.used_from }),
  };
}
