import { type Kysely, type RawBuilder, sql } from "kysely";
import { defined } from "../../defined.ts";
import type { DatabaseSize, RetentionKind, RetentionStore, Stretch } from "../../messages/index.ts";
import type { Backend } from "../backend.ts";
import { isPostgres } from "../dialect.ts";
import type { GroupCommit } from "../group-commit.ts";
import { countByState } from "../outbox/counts.ts";
import { read } from "../read.ts";
import type { Schema } from "../schema/index.ts";
import { KIND_ROWS } from "./kinds.ts";
import { countStep, nextOf, removeStep } from "./step.ts";

/** Deletes what is old of a database; `spec` is {@link RetentionStore}. */
export function createRetentionStore(backend: Backend, writer: GroupCommit): RetentionStore {
  return {
    remove: (task, step) => writer.write((db) => removeStep(db, task, step)),
    count: (task, step) => read(backend, (db) => countStep(db, task, step)),
    countRows: (kind, step) => read(backend, (db) => countRows(db, kind, step)),
    next: (task, step) => read(backend, (db) => nextOf(db, task, step)),
    hours: (kind, step) => read(backend, (db) => hours(db, kind, step)),
    inHour: (kind, step) => read(backend, (db) => inHour(db, kind, step)),
    oldest: (kind) => read(backend, (db) => oldest(db, kind)),
    size: () => read(backend, sizeOf),
    shrink: (pages) =>
      backend.kind === "sqlite" ? writer.write((db) => shrink(db, pages)) : Promise.resolve({ freed: 0, free: 0 }),
    fold: () => backend.fold(),
  };
}

async function countRows(db: Kysely<Schema>, kind: RetentionKind, { after, limit }: Stretch) {
  if (kind === "sent") {
    const { counts } = await countByState(db);
    return { rows: Object.values(counts).reduce((sum, count) => sum + count, 0), reached: after, isMore: false };
  }
  const { isOf } = KIND_ROWS[kind];
  const { rows } = await sql<{ seen: number; rows: number; reached: number | null }>`
    select count(*) as seen, cast(coalesce(sum(case when ${isOf} then 1 else 0 end), 0) as bigint) as rows, max(kept.id) as reached
    from ${stretch(kind, { after, limit })}`.execute(db);
  const { seen, rows: counted, reached } = rows[0] ?? { seen: 0, rows: 0, reached: null };
  return { rows: counted, reached: reached ?? after, isMore: seen === limit };
}

/** Counted by one query, which takes as long with many rows in one hour as with few. */
async function hours(db: Kysely<Schema>, kind: RetentionKind, { after, limit }: Stretch) {
  const { isOf, came } = KIND_ROWS[kind];
  const { rows } = await sql<{ hour: number; rows: number; seen: number; reached: number }>`
    select ${hourOf(came)} as hour, cast(sum(case when ${isOf} then 1 else 0 end) as bigint) as rows, count(*) as seen,
      max(kept.id) as reached
    from ${stretch(kind, { after, limit })} group by 1`.execute(db);
  const seen = rows.reduce((sum, row) => sum + row.seen, 0);
  const reached = rows.reduce((most, row) => Math.max(most, row.reached), after);
  return { hours: rows.map(({ hour, rows: count }) => ({ hour, rows: count })), reached, isMore: seen === limit };
}

async function inHour(db: Kysely<Schema>, kind: RetentionKind, { hour, ...place }: Stretch & { hour: number }) {
  const { isOf, came } = KIND_ROWS[kind];
  const { rows } = await sql<{ id: number; came: number; is_one: 0 | 1 }>`
    select kept.id, kept.${sql.ref(came)} as came, case when ${isOf} and ${hourOf(came)} = ${hour} then 1 else 0 end as is_one
    from ${stretch(kind, place)} order by kept.id`.execute(db);
  return {
    rows: rows.flatMap((row) => (row.is_one === 1 ? [{ came: row.came, id: row.id }] : [])),
    reached: rows.at(-1)?.id ?? place.after,
    isMore: rows.length === place.limit,
  };
}

const hourOf = (came: string) => sql<number>`kept.${sql.ref(came)} / 3600000`;
const stretch = (kind: RetentionKind, { after, limit }: Stretch) =>
  sql`(select * from ${sql.table(KIND_ROWS[kind].table)} as each where each.id > ${after} order by each.id limit ${sql.lit(limit)}) as kept`;

/** What has an index by time is looked up there, since IDs of what was imported do not grow with time; and the first ID, which needs none. */
async function oldest(db: Kysely<Schema>, kind: RetentionKind): Promise<number | undefined> {
  const { table, isOf, came, byTime } = KIND_ROWS[kind];
  const first = (where: RawBuilder<unknown>, order: string) => sql`
    select came from (select kept.${sql.ref(came)} as came from ${sql.table(table)} as kept
      where ${isOf} and ${where} order by ${sql.ref(`kept.${order}`)} limit 1) as one`;
  const each = [first(sql`1 = 1`, "id"), ...byTime(db).map((where) => first(where, came))];
  const { rows } = await sql<{ came: number | null }>`
    select min(came) as came from (${sql.join(each, sql` union all `)}) as firsts`.execute(db);
  return rows[0]?.came ?? undefined;
}

/** `pragma auto_vacuum`: 2 is incremental. */
const INCREMENTAL = 2;

async function sizeOf(db: Kysely<Schema>): Promise<DatabaseSize> {
  if (isPostgres(db)) {
    const { rows } = await sql<{ octets: number }>`select pg_database_size(current_database()) as octets`.execute(db);
    return { octets: rows[0]?.octets ?? 0 };
  }
  const { rows } = await sql<{ pages: number; free: number; page: number; mode: number }>`
    select page_count as pages, freelist_count as free, page_size as page, auto_vacuum as mode
    from pragma_page_count(), pragma_freelist_count(), pragma_page_size(), pragma_auto_vacuum()`.execute(db);
  const { pages, free, page, mode } = rows[0] ?? { pages: 0, free: 0, page: 0, mode: 0 };
  return defined({ octets: pages * page, freeOctets: free * page, canShrink: mode === INCREMENTAL });
}

async function shrink(db: Kysely<Schema>, pages: number): Promise<{ freed: number; free: number }> {
  const before = await pagesNow(db);
  await sql`pragma incremental_vacuum(${sql.lit(pages)})`.execute(db);
  const after = await pagesNow(db);
  return { freed: before.pages - after.pages, free: after.free };
}

async function pagesNow(db: Kysely<Schema>): Promise<{ pages: number; free: number }> {
  const { rows } = await sql<{ pages: number; free: number }>`
    select page_count as pages, freelist_count as free from pragma_page_count(), pragma_freelist_count()`.execute(db);
  return rows[0] ?? { pages: 0, free: 0 };
}
