import { type Kysely, sql } from "kysely";
import type { RequestCountStore } from "../../auth/index.ts";
import type { Backend } from "../backend.ts";
import type { Schema } from "../schema/index.ts";
import { atOnce } from "./at-once.ts";

/** 250 ms: what is counted in one slice of time is forgotten together, so that a row has some 240 of them, however many requests come. */
const SLICE_MS = 250;
/** A minute, and the slice that has only partly passed: in any 60 seconds there are never more than the limit. */
const SLICES = 60_000 / SLICE_MS;

type Asked = Parameters<RequestCountStore["count"]>[1];

/** Requests of several gateways: a row for each user with a limit, changed by one statement, as in `guesses.ts`. */
export function createRequestCountStore(backend: Backend): RequestCountStore {
  return {
    count: (userId, asked) =>
      atOnce(backend, async (db) => {
        for (;;) {
          const [row] = await count(db, userId, asked);
          if (row !== undefined) return { taken: row.taken, waitMs: waitMs(row, asked) };
          await sql`insert into request_counts (user_id, slices, counted_at) values (${userId}, '{}', 0)
            on conflict do nothing`.execute(db);
        }
      }),
    add: (counted) =>
      atOnce(backend, async (db) => {
        for (const { userId, times } of counted) await add(db, userId, times);
      }),
  };
}

interface Counted {
  taken: number;
  /** JSON. */
  slices: string;
  now: number;
}

async function count(
  db: Kysely<Schema>,
  userId: number,
  { back = 0, times, amount, room, perMinute }: Asked,
): Promise<Counted[]> {
  const { rows } = await sql<Counted>`
    with locked as (
      select slices from request_counts where user_id = ${userId} for update
    ), timed as materialized (
      select slices, cast(extract(epoch from clock_timestamp()) * 1000 as double precision) as now from locked
    ), live as (
      select slice, amount, now from timed, ${slicesOf(sql`slices`)}
      where slice between ${sliceOf(sql`now`)} - ${SLICES} and ${sliceOf(sql`now`)}
    ), numbered as (
      select *, sum(amount) over (order by slice desc) - amount as later from live
    ), kept as materialized (
      select slice, amount - least(amount, greatest(0, cast(${back} as bigint) - later)) as amount from numbered
    ), taken as materialized (
      select cast(least(cast(${times} as bigint), greatest(0, floor(
        (cast(${perMinute} as bigint) - coalesce(sum(amount), 0)) / cast(${room} as bigint)))) as bigint) as times from kept
    ), all_slices as (
      select slice, sum(amount) as amount from (
        select slice, amount from kept
        union all select ${sliceOf(sql`now`)}, times * cast(${amount} as bigint) from timed, taken
      ) as each group by slice
    ), counted as materialized (
      select now, times, (select coalesce(json_object_agg(slice, amount), '{}')::text from all_slices where amount > 0) as slices
      from timed, taken
    )
    update request_counts set slices = counted.slices, counted_at = counted.now
    from counted where user_id = ${userId}
    returning counted.times as taken, counted.slices, counted.now`.execute(db);
  return rows;
}

/** How long it takes until there is room again; 0 when there is. */
function waitMs({ slices, now }: Counted, { room, perMinute }: Asked): number {
  const counted = Object.entries(JSON.parse(slices) as Record<string, number>)
    .map(([slice, amount]) => ({ slice: Number(slice), amount }))
    .sort((a, b) => a.slice - b.slice);
  let excess = counted.reduce((total, { amount }) => total + amount, 0) + room - perMinute;
  for (const { slice, amount } of counted) {
    if (excess <= 0) break;
    excess -= amount;
    if (excess <= 0) return (slice + SLICES + 1) * SLICE_MS - now;
  }
  return 0;
}

/** Of two counts of a slice the larger one holds: what is added twice counts once. */
async function add(db: Kysely<Schema>, userId: number, times: readonly number[]): Promise<void> {
  const amounts = new Map<number, number>();
  for (const time of times) {
    const slice = Math.floor(time / SLICE_MS);
    amounts.set(slice, (amounts.get(slice) ?? 0) + 1);
  }
  const given = JSON.stringify(Object.fromEntries(amounts));
  const now = sql`cast(extract(epoch from clock_timestamp()) * 1000 as double precision)`;
  await sql`
    insert into request_counts as kept (user_id, slices, counted_at) values (${userId}, ${given}, ${now})
    on conflict (user_id) do update set counted_at = excluded.counted_at, slices = (
      select json_object_agg(slice, amount)::text from (
        select slice, max(amount) as amount from (
          select * from ${slicesOf(sql`kept.slices`)} union all select * from ${slicesOf(sql`excluded.slices`)}
        ) as each group by slice
      ) as merged)`.execute(db);
}

const slicesOf = (json: ReturnType<typeof sql>) => sql`lateral (
  select cast(key as bigint) as slice, cast(value as bigint) as amount from jsonb_each_text(cast(${json} as jsonb))) as slices_of`;
const sliceOf = (ms: ReturnType<typeof sql>) => sql`cast(floor(${ms} / ${sql.lit(SLICE_MS)}) as bigint)`;
