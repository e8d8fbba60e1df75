import { type Kysely, sql } from "kysely";
import { defined } from "../../defined.ts";
import type { DatabaseSize, RetentionKind, RetentionStore } from "../../messages/index.ts";
import type { Backend } from "../backend.ts";
import { isPostgres } from "../dialect.ts";
import type { GroupCommit } from "../group-commit.ts";
import { countByState } from "../outbox/counts.ts";
import { read } from "../read.ts";
import type { Schema } from "../schema/index.ts";
import { KIND_ROWS } from "./kinds.ts";
import { countStep, removeStep } from "./step.ts";

/** Deletes what is old of a database; `spec` is {@link RetentionStore}. */
export function createRetentionStore(backend: Backend, writer: GroupCommit): RetentionStore {
  return {
    remove: (task, step) => writer.write((db) => removeStep(db, task, step)),
    count: (task, step) => read(backend, (db) => countStep(db, task, step)),
    countRows: (kind, step) => read(backend, (db) => countRows(db, kind, step)),
    idOfNewest: (kind, step) => read(backend, (db) => idOfNewest(db, kind, step)),
    oldest: (kind) => read(backend, (db) => oldest(db, kind)),
    size: () => read(backend, sizeOf),
    shrink: (pages) =>
      backend.kind === "sqlite" ? writer.write((db) => shrink(db, pages)) : Promise.resolve({ freed: 0, free: 0 }),
    fold: () => backend.fold(),
  };
}

async function countRows(db: Kysely<Schema>, kind: RetentionKind, { after, limit }: { after: number; limit: number }) {
  if (kind === "sent") {
    const { counts } = await countByState(db);
    return { rows: Object.values(counts).reduce((sum, count) => sum + count, 0), reached: after, isMore: false };
  }
  const { table, isOf } = KIND_ROWS[kind];
  const { rows } = await sql<{ seen: number; rows: number; reached: number | null }>`
    select count(*) as seen, cast(coalesce(sum(case when ${isOf} then 1 else 0 end), 0) as bigint) as rows, max(kept.id) as reached
    from (select * from ${sql.table(table)} as each where each.id > ${after} order by each.id limit ${sql.lit(limit)}) as kept`.execute(
    db,
  );
  const { seen, rows: counted, reached } = rows[0] ?? { seen: 0, rows: 0, reached: null };
  return { rows: counted, reached: reached ?? after, isMore: seen === limit };
}

async function idOfNewest(
  db: Kysely<Schema>,
  kind: RetentionKind,
  { below, limit }: { below?: number; limit: number },
): Promise<number | undefined> {
  const { table, isOf } = KIND_ROWS[kind];
  const before = below === undefined ? sql`` : sql`and kept.id < ${below}`;
  const { rows } = await sql<{ id: number }>`select kept.id from ${sql.table(table)} as kept
    where ${isOf} ${before} order by kept.id desc limit 1 offset ${sql.lit(limit - 1)}`.execute(db);
  return rows[0]?.id;
}

async function oldest(db: Kysely<Schema>, kind: RetentionKind): Promise<number | undefined> {
  const { table, isOf, came } = KIND_ROWS[kind];
  const { rows } = await sql<{ came: number }>`select kept.${sql.ref(came)} as came
    from ${sql.table(table)} as kept where ${isOf} order by kept.id limit 1`.execute(db);
  return rows[0]?.came;
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
