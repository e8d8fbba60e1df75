import type { Kysely, Migration } from "kysely";
import { counter } from "./columns.ts";

/** Until when a user's guesses of codes are spent, in all gateways together: each wrong one moves it on. */
export const secondFactorGuesses: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable("second_factors").addColumn("guesses_until", "bigint", counter).execute();
  },
};
