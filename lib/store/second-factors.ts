import { type Kysely, sql } from "kysely";
import type { SecondFactorStore } from "../auth/index.ts";
import type { Backend } from "./backend.ts";
import type { GroupCommit } from "./group-commit.ts";
import { read } from "./read.ts";
import type { Schema } from "./schema/index.ts";
import type { UsersGeneration } from "./users-generation.ts";

/** Before every step of RFC 6238. */
const NO_STEP = -1;

/** The second factors on a database. Each code is used up by one statement, so that it counts once for all gateways. */
export function createSecondFactorStore(
  backend: Backend,
  writer: GroupCommit,
  generation: UsersGeneration,
): SecondFactorStore {
  return {
    find: (userId) =>
      read(backend, async (db) => {
        const row = await db.selectFrom("second_factors").selectAll().where("user_id", "=", userId).executeTakeFirst();
        if (row === undefined) return undefined;
        const confirmed = row.confirmed_at !== null;
        return { sealed: row.sealed, confirmed, codesLeft: confirmed ? await countCodes(db, userId) : 0 };
      }),
    begin: (userId, sealed) =>
      writer.write(async (db) => {
        const begun = await db
          .insertInto("second_factors")
          .values({ user_id: userId, sealed, confirmed_at: null, last_step: NO_STEP })
          .onConflict((conflict) =>
            conflict.column("user_id").doUpdateSet({ sealed }).where("second_factors.confirmed_at", "is", null),
          )
          .returning("user_id")
          .execute();
        return begun.length > 0;
      }),
    guess: (userId, { most, everyMs, at }) =>
      writer.write(async (db) => {
        // All guesses are spent until then; later only if the clock was set back.
        const latest = at + most * everyMs;
        const spent = sql<number>`case when guesses_until between ${at} and ${latest} then guesses_until else ${at} end`;
        const taken = await db
          .updateTable("second_factors")
          .set({ guesses_until: sql<number>`${spent} + ${everyMs}` })
          .where("user_id", "=", userId)
          .where((where) =>
            where.or([where("guesses_until", "<=", latest - everyMs), where("guesses_until", ">", latest)]),
          )
          .executeTakeFirst();
        if (taken.numUpdatedRows > 0n) return 0;
        const row = await db
          .selectFrom("second_factors")
          .select("guesses_until")
          .where("user_id", "=", userId)
          .executeTakeFirst();
        return row === undefined ? 0 : Math.max(1, row.guesses_until - (latest - everyMs));
      }),
    confirm: (userId, sealed, { step, at, codes, everyMs }) =>
      // Sessions of the user may depend on it.
      generation.change(async (db) => {
        const { numUpdatedRows } = await db
          .updateTable("second_factors")
          .set({ confirmed_at: at, last_step: step, ...givenBack(everyMs) })
          .where("user_id", "=", userId)
          .where("sealed", "=", sealed)
          .where("confirmed_at", "is", null)
          .executeTakeFirst();
        if (numUpdatedRows === 0n) return false;
        const rows = codes.map((code) => ({ user_id: userId, code_hash: code, used_at: null }));
        await db.insertInto("recovery_codes").values(rows).execute();
        return true;
      }),
    useStep: (userId, step, { everyMs }) =>
      writer.write(async (db) => {
        const { numUpdatedRows } = await db
          .updateTable("second_factors")
          .set({ last_step: step, ...givenBack(everyMs) })
          .where("user_id", "=", userId)
          .where("last_step", "<", step)
          .executeTakeFirst();
        return numUpdatedRows > 0n;
      }),
    useRecoveryCode: (userId, hash, { at, everyMs }) =>
      writer.write(async (db) => {
        const { numUpdatedRows } = await db
          .updateTable("recovery_codes")
          .set({ used_at: at })
          .where("user_id", "=", userId)
          .where("code_hash", "=", hash)
          .where("used_at", "is", null)
          .executeTakeFirst();
        if (numUpdatedRows === 0n) return undefined;
        await db.updateTable("second_factors").set(givenBack(everyMs)).where("user_id", "=", userId).execute();
        return countCodes(db, userId);
      }),
    remove: (userId) =>
      generation.change(async (db) => {
        const { numDeletedRows } = await db
          .deleteFrom("second_factors")
          .where("user_id", "=", userId)
          .executeTakeFirst();
        return numDeletedRows > 0n;
      }),
  };
}

const givenBack = (everyMs: number) => ({ guesses_until: sql<number>`guesses_until - ${everyMs}` });

async function countCodes(db: Kysely<Schema>, userId: number): Promise<number> {
  const { count } = await db
    .selectFrom("recovery_codes")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("user_id", "=", userId)
    .where("used_at", "is", null)
    .executeTakeFirstOrThrow();
  return count;
}
