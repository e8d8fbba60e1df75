import { type Kysely, sql } from "kysely";
import type { GuessStore } from "../../auth/index.ts";
import type { Backend } from "../backend.ts";
import type { Schema } from "../schema/index.ts";
import { atOnce } from "./at-once.ts";

type Size = Parameters<GuessStore["take"]>[1];

/**
 * Token buckets of several gateways. A bucket that has no row is full.
 *
 * Each change is one statement, which locks its rows in the order of their names, waits for nobody but statements like it, and then
 * reads them as they are. So no gateway holds a lock while it does something else, whatever becomes of it.
 */
export function createGuessStore(backend: Backend): GuessStore {
  return {
    take: (buckets, size) =>
      atOnce(backend, async (db) => {
        for (;;) {
          const left = await change(db, { buckets, size, amount: 1 });
          if (left.size === buckets.length) {
            const each = buckets.map((bucket) => left.get(bucket) ?? { before: 0, after: 0 });
            return { isTaken: each.every(({ before }) => before >= 1), left: each.map(({ after }) => after) };
          }
          // One of them is new, or somebody has just removed it.
          await lower(db, { rows: buckets.map((bucket) => ({ bucket, left: size.burst })), size });
        }
      }),
    giveBack: (buckets, size) => atOnce(backend, async (db) => void (await change(db, { buckets, size, amount: -1 }))),
    lower: (rows, size) => atOnce(backend, (db) => lower(db, { rows, size })),
  };
}

/** Takes `amount` of each bucket if all of them are there and have it. Gives what each had, and has now. */
async function change(
  db: Kysely<Schema>,
  { buckets, size, amount }: { buckets: readonly string[]; size: Size; amount: number },
): Promise<Map<string, { before: number; after: number }>> {
  const { rows } = await sql<{ bucket: string; before: number; after: number }>`
    with locked as (
      select bucket, tokens, filled_at from password_guesses
      where bucket in (select jsonb_array_elements_text(cast(${JSON.stringify(buckets)} as jsonb)))
      order by bucket for update
    ), timed as materialized (
      select *, ${nowMs} as now from locked
    ), filled as materialized (
      select bucket, now, ${filled(size, sql`tokens`, sql`filled_at`, sql`now`)} as tokens from timed
    ), taken as (
      select case when count(*) = cast(${buckets.length} as bigint) and min(tokens) >= cast(${amount} as bigint)
        then cast(${amount} as bigint) else 0 end as amount from filled
    )
    update password_guesses set
      tokens = least(cast(${size.burst} as double precision), filled.tokens - taken.amount), filled_at = filled.now
    from filled, taken where password_guesses.bucket = filled.bucket
    returning password_guesses.bucket, filled.tokens as before, password_guesses.tokens as after`.execute(db);
  return new Map(rows.map(({ bucket, before, after }) => [bucket, { before, after }]));
}

async function lower(
  db: Kysely<Schema>,
  { rows, size }: { rows: readonly { bucket: string; left: number }[]; size: Size },
): Promise<void> {
  const sorted = rows.toSorted((a, b) => (a.bucket < b.bucket ? -1 : 1));
  await sql`
    insert into password_guesses as kept (bucket, tokens, filled_at)
    select bucket, "left", ${nowMs}
    from jsonb_to_recordset(cast(${JSON.stringify(sorted)} as jsonb)) as given (bucket text, "left" double precision)
    order by bucket
    on conflict (bucket) do update set
      tokens = least(excluded.tokens, ${filled(size, sql`kept.tokens`, sql`kept.filled_at`, sql`excluded.filled_at`)}),
      filled_at = excluded.filled_at`.execute(db);
}

/** What a bucket has at a time. A clock that was set back fills nothing, and makes nobody wait until it has caught up. */
const filled = (size: Size, tokens: RawSql, filledAt: RawSql, now: RawSql) => sql<number>`
  least(cast(${size.burst} as double precision),
    ${tokens} + greatest(0, ${now} - ${filledAt}) * cast(${size.perMinute} as double precision) / 60000)`;

type RawSql = ReturnType<typeof sql>;

/** The server's clock, not as of the beginning of the statement: it may have waited since. */
const nowMs = sql<number>`cast(extract(epoch from clock_timestamp()) * 1000 as double precision)`;
