import { type Kysely, type RawBuilder, sql } from "kysely";
import { isPostgres } from "../dialect.ts";
import type { Schema } from "../schema/index.ts";
import { gramsOfWording, hashOf } from "./fold.ts";
import { type Direction, messagesOf, searchOf } from "./tables.ts";

/**
 * The IDs of all messages that may contain one of the wordings: what the index finds, what has changed since, and what is
 * not indexed yet. `undefined`: more than `most`, or a wording of fewer than three letters.
 *
 * @throws the driver's error
 */
export async function findCandidates(
  db: Kysely<Schema>,
  direction: Direction,
  { wordings, most }: { wordings: readonly string[]; most: number },
): Promise<number[] | undefined> {
  const grams = wordings.flatMap((wording) => {
    const found = gramsOfWording(wording);
    return found === undefined ? [] : [found];
  });
  if (grams.length < wordings.length) return undefined;
  const found = new Set<number>();
  // In this order: what is indexed meanwhile is found once too often, never too rarely.
  for (const query of [notIndexed(direction), changed(direction), indexed(db, direction, grams)]) {
    const { rows } = await sql<{ id: number }>`${query} limit ${sql.lit(most + 1)}`.execute(db);
    for (const { id } of rows) found.add(id);
    if (found.size > most) return undefined;
  }
  return [...found];
}

const notIndexed = (direction: Direction) => sql`select id from ${messagesOf(direction)}
  where id > (select up_to from search_progress where direction = ${direction}) order by id desc`;

const changed = (direction: Direction) => sql`
  select message_id as id from search_changes where direction = ${direction}`;

function indexed(db: Kysely<Schema>, direction: Direction, grams: readonly (readonly string[])[]): RawBuilder<unknown> {
  if (!isPostgres(db)) {
    const all = grams.map((each) => `(${each.map((gram) => `"${gram.replaceAll('"', '""')}"`).join(" AND ")})`);
    return sql`select rowid as id from ${searchOf(direction)} where ${searchOf(direction)} match ${all.join(" OR ")}`;
  }
  const has = grams.map((each) => sql`grams @> cast(${`{${each.map(hashOf).join(",")}}`} as integer[])`);
  // Planned without the limit, for which PostgreSQL would rather read the table and hope to find enough soon.
  return sql`with hits as materialized (select message_id as id from ${searchOf(direction)} where ${sql.join(has, sql` or `)})
    select id from hits`;
}
