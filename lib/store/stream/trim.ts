import { type Kysely, sql } from "kysely";
import type { Schema } from "../schema/index.ts";
import { COMMANDS, KEPT_MS } from "./writers.ts";

/** 500 rows in one transaction: a few milliseconds, so that messages do not wait. */
const STEP = 500;

/** Writers with entries, also those that are not known any more. One probe of the key for each. @throws the driver's error */
export async function writersWithEntries(db: Kysely<Schema>): Promise<number[]> {
  const writers: number[] = [];
  for (let last = -1; ; ) {
    const { rows } = await sql<{ writer: number | null }>`
      select min(writer) as writer from stream_entries where writer > ${last}`.execute(db);
    const writer = rows[0]?.writer ?? null;
    if (writer === null) return writers;
    writers.push(writer);
    last = writer;
  }
}

/** The last `seq` to delete in the next step; `undefined` at the end. */
interface Cut {
  writer: number;
  upTo: number;
}

/**
 * The oldest entries of a writer that are older than 70 min, but never its newest: without that one nobody could tell
 * whether a cursor is complete. Of a writer that is `gone`, all.
 *
 * @throws the driver's error
 */
export async function findCut(
  db: Kysely<Schema>,
  { writer, now, gone }: { writer: number; now: number; gone: boolean },
): Promise<Cut | undefined> {
  const oldest = await db
    .selectFrom("stream_entries")
    .select(["seq", "at_us"])
    .where("writer", "=", writer)
    .orderBy("seq")
    .limit(STEP + 1)
    .execute();
  const before = (now - KEPT_MS) * 1_000;
  const kept = gone ? oldest.length : oldest.findIndex(({ at_us }) => at_us >= before);
  // The one behind the step, or the writer's newest.
  const most = gone ? oldest.length : oldest.length - 1;
  const upTo = oldest[Math.min(kept === -1 ? most : kept, most) - 1]?.seq;
  return upTo === undefined ? undefined : { writer, upTo };
}

/** @throws the driver's error */
export async function deleteUpTo(db: Kysely<Schema>, { writer, upTo }: Cut): Promise<void> {
  await db.deleteFrom("stream_entries").where("writer", "=", writer).where("seq", "<=", upTo).execute();
}

/** Forgets writers; their entries go with the next round. @throws the driver's error */
export async function removeWriters(db: Kysely<Schema>, which: readonly number[] | "all"): Promise<void> {
  if (which.length === 0) return;
  const query = db.deleteFrom("stream_writers").where("id", "<>", COMMANDS);
  await (which === "all" ? query : query.where("id", "in", which)).execute();
}
