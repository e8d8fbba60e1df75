import { type Kysely, sql } from "kysely";
import { type Counted, type Fact, statisticsOf } from "../counted-moves.ts";
import { isPostgres } from "../dialect.ts";
import type { Schema } from "../schema/index.ts";

/**
 * Takes imported messages out of the statistics, which say what this gateway did: the database counts every row, so what it counts, now
 * or when the lists of SQLite get there, is subtracted in the same transaction.
 *
 * @param of.before  how the outgoing ones were counted until now
 * @throws the driver's error
 */
export async function takeBack(
  db: Kysely<Schema>,
  of: {
    outgoing?: readonly Omit<Counted, "id">[];
    before?: readonly Omit<Counted, "id">[];
    incoming?: readonly { received_at: number; modem: string }[];
  },
): Promise<void> {
  const sums = new Map<string, { fact: Fact; count: number }>();
  const add = (fact: Fact, step: number) => {
    const key = Object.values(fact).join("\0");
    const sum = sums.get(key) ?? { fact, count: 0 };
    sum.count += step;
    sums.set(key, sum);
  };
  for (const message of of.outgoing ?? []) for (const fact of statisticsOf(message)) add(fact, -1);
  for (const message of of.before ?? []) for (const fact of statisticsOf(message)) add(fact, 1);
  for (const { received_at: at, modem } of of.incoming ?? [])
    add({ slot: at - (at % SLOT_MS), outcome: "received", modem, user_id: 0, channel: "sms" }, -1);
  const rows = [...sums.values()].filter(({ count }) => count !== 0).map(({ fact, count }) => ({ ...fact, count }));
  if (rows.length === 0) return;
  const values = sql.join(
    rows.map((row) => sql`(${row.slot}, ${row.outcome}, ${row.modem}, ${row.user_id}, ${row.channel}, ${row.count})`),
  );
  await (isPostgres(db)
    ? sql`insert into message_statistics_added (slot, outcome, modem, user_id, channel, count) values ${values}`
    : sql`insert into message_statistics (slot, outcome, modem, user_id, channel, count) values ${values}
        on conflict (slot, outcome, modem, user_id, channel) do update set count = count + excluded.count`
  ).execute(db);
}

/** A quarter of an hour, as the migrations have it. */
const SLOT_MS = 900_000;
