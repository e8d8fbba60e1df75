import { type Kysely, type RawBuilder, sql } from "kysely";
import { isPostgres } from "../dialect.ts";
import type { Schema } from "../schema/index.ts";
import { textKeysOf } from "../sealing/sealed-texts.ts";
import { DIRECTIONS, type Direction, searchOf } from "./tables.ts";

/** Among the settings: the index has numbers and no texts, as texts are encrypted. All gateways of a database go by it. */
const KEY = "search.numbers-only";

/**
 * The column with the text that searches look through, beside those that open it: an empty one where they look through none.
 *
 * @throws the driver's error
 */
export async function searchedText(db: Kysely<Schema>, direction: Direction): Promise<RawBuilder<unknown>> {
  // Without keys nothing is encrypted.
  if (textKeysOf(db) === undefined) return sql`text`;
  if (!(await searchesTexts(db))) return sql`'' as text`;
  return direction === "outgoing" ? sql`text, recipient, created_at` : sql`text, sim, sender`;
}

/** Whether the index is to have texts. @throws the driver's error */
export async function searchesTexts(db: Kysely<Schema>): Promise<boolean> {
  return (await db.selectFrom("settings").select("key").where("key", "=", KEY).executeTakeFirst()) === undefined;
}

/** Empties the index, which is filled again from the first message, with texts or without. @throws the driver's error */
export async function forgetIndex(db: Kysely<Schema>, { texts }: { texts: boolean }): Promise<void> {
  await db.deleteFrom("settings").where("key", "=", KEY).execute();
  if (!texts) await db.insertInto("settings").values({ key: KEY, value: "true" }).execute();
  for (const direction of DIRECTIONS) {
    const index = searchOf(direction);
    await (isPostgres(db)
      ? sql`truncate ${index}`
      : sql`insert into ${index} (${index}) values ('delete-all')`
    ).execute(db);
  }
  await db.deleteFrom("search_changes").execute();
  const fresh = isPostgres(db)
    ? { up_to: 0, seen: null, seen_xmax: null, seen_at: null }
    : { up_to: 0, live: 0, dead: 0, compacting: null };
  await db.updateTable("search_progress").set(fresh).execute();
}
