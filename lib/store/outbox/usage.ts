import { type Kysely, sql } from "kysely";
import { prepare, type Value } from "../prepared.ts";
import type { Schema } from "../schema/index.ts";

const MINUTE_MS = 60_000;

/** Counts one part that the network has taken, in the transaction that says so. @throws the driver's error */
export async function countPart(db: Kysely<Schema>, sim: string | null, at: number): Promise<void> {
  if (sim !== null) await count(db, { sim, minute: minuteOf(at) });
}

const count = prepare((db: Kysely<Schema>, value: Value<{ sim: string; minute: number }>) =>
  sql`
    insert into sim_usage (sim, minute, parts) values (${value("sim")}, ${value("minute")}, 1)
    on conflict (sim, minute) do update set parts = sim_usage.parts + 1`.compile(db),
);

/**
 * How many parts the network has taken from a SIM since each of these times, rounded down to minutes.
 *
 * @throws the driver's error
 */
export async function countParts(db: Kysely<Schema>, sim: string, since: readonly number[]): Promise<number[]> {
  const counts: number[] = [];
  for (const from of since) {
    const { parts } = await db
      .selectFrom("sim_usage")
      .select(({ fn }) => fn.sum<number | null>("parts").as("parts"))
      .where("sim", "=", sim)
      .where("minute", ">=", minuteOf(from))
      .executeTakeFirstOrThrow();
    counts.push(Number(parts ?? 0));
  }
  return counts;
}

/** Deletes the counts of minutes before this time. @throws the driver's error */
export async function forgetParts(db: Kysely<Schema>, before: number): Promise<void> {
  await db.deleteFrom("sim_usage").where("minute", "<", before).execute();
}

const minuteOf = (at: number) => at - (((at % MINUTE_MS) + MINUTE_MS) % MINUTE_MS);
