import { type Kysely, sql } from "kysely";
import type { Reached, RetentionStep, RetentionTask, Stretch } from "../../messages/index.ts";
import { isPostgres } from "../dialect.ts";
import type { Schema } from "../schema/index.ts";
import { changesOf } from "../stream/changes.ts";
import { goes, KIND_ROWS } from "./kinds.ts";

/** See {@link RetentionStep}: deletes what goes of the next rows, in the caller's transaction. @throws the driver's error */
export async function removeStep(db: Kysely<Schema>, task: RetentionTask, place: Stretch): Promise<RetentionStep> {
  const since = performance.now();
  const { ids, ...found } = await look(db, task, place);
  const rows = ids.length === 0 ? 0 : await (task.what === "texts" ? deleteTexts : deleteRows)(db, task, ids);
  return { ...found, rows, milliseconds: performance.now() - since };
}

/** The same, and deletes nothing. @throws the driver's error */
export async function countStep(db: Kysely<Schema>, task: RetentionTask, place: Stretch): Promise<RetentionStep> {
  const since = performance.now();
  const { ids, ...found } = await look(db, task, place);
  return { ...found, rows: ids.length, milliseconds: performance.now() - since };
}

/** See {@link RetentionStore.next}. @throws the driver's error */
export async function nextOf(
  db: Kysely<Schema>,
  task: RetentionTask,
  { after, limit }: Stretch,
): Promise<Reached & { first?: number; milliseconds: number }> {
  const since = performance.now();
  const { rows } = await sql<{ seen: number; first: number | null; reached: number | null }>`
    select count(*) as seen, min(case when ${goes(task)} then kept.id end) as first, max(kept.id) as reached
    from (select * from ${sql.table(KIND_ROWS[task.kind].table)} as each where each.id > ${after}
      order by each.id limit ${sql.lit(limit)}) as kept`.execute(db);
  const { seen, first, reached } = rows[0] ?? { seen: 0, first: null, reached: null };
  const milliseconds = performance.now() - since;
  return { ...(first === null ? {} : { first }), reached: reached ?? after, isMore: seen === limit, milliseconds };
}

/** The IDs of those that go among the next rows, in the order of their IDs: a stretch of the table, whatever stays. */
async function look(
  db: Kysely<Schema>,
  task: RetentionTask,
  { after, limit }: Stretch,
): Promise<{ ids: number[] } & Omit<RetentionStep, "rows" | "milliseconds">> {
  const { table, came } = KIND_ROWS[task.kind];
  const { rows } = await sql<{ id: number; came: number; goes: 0 | 1 }>`
    select kept.id, kept.${sql.ref(came)} as came, case when ${goes(task)} then 1 else 0 end as goes
    from ${sql.table(table)} as kept where kept.id > ${after} order by kept.id limit ${sql.lit(limit)}`.execute(db);
  const last = rows.at(-1);
  const ids = rows.flatMap((row) => (row.goes === 1 ? [row.id] : []));
  if (last === undefined) return { ids, reached: after, isMore: false, isPast: true };
  const below = task.what === "rows" ? task.below : undefined;
  const isKept = below === undefined || last.came > below.came || (last.came === below.came && last.id >= below.id);
  const isPast = isKept && (task.before === undefined || last.came >= task.before);
  return { ids, reached: last.id, isMore: rows.length === limit, isPast };
}

async function deleteRows(db: Kysely<Schema>, task: RetentionTask, ids: readonly number[]): Promise<number> {
  if (task.kind === "audit") return clearAudit(db, ids);
  const rows = await deleteReturning(db, task, ids);
  const changes = changesOf(db);
  if (changes === undefined) return rows.length;
  for (const { id, user_id } of rows) {
    if (task.kind === "sent") changes.push({ type: "message", id, state: "deleted", userId: user_id ?? null });
    if (task.kind === "incoming") changes.push({ type: "incoming", id, state: "deleted" });
  }
  return rows.length;
}

/** What another gateway is about to change is left for the next time. */
async function deleteReturning(
  db: Kysely<Schema>,
  task: RetentionTask,
  ids: readonly number[],
): Promise<{ id: number; user_id?: number | null }[]> {
  const table = sql.table(KIND_ROWS[task.kind].table);
  const which = isPostgres(db)
    ? sql`id in (select id from ${table} as kept where kept.id in (${sql.join(ids)}) and ${goes(task)} for update skip locked)`
    : sql`id in (${sql.join(ids)})`;
  const user = task.kind === "sent" ? sql`, user_id` : sql``;
  const { rows } = await sql<{ id: number; user_id?: number | null }>`
    delete from ${table} where ${which} returning id${user}`.execute(db);
  return rows;
}

/** Lets the transaction delete records of opt-outs, and nobody else. @throws the driver's error */
async function clearAudit(db: Kysely<Schema>, ids: readonly number[]): Promise<number> {
  await db.insertInto("audit_clearance").values({ why: "retention" }).execute();
  const { numDeletedRows } = await db
    .deleteFrom("opt_out_audit")
    .where("id", "in", [...ids])
    .executeTakeFirst();
  await db.deleteFrom("audit_clearance").execute();
  return Number(numDeletedRows);
}

/** The message stays, with its PDUs emptied: the text is in them too. No stream tells of it. */
async function deleteTexts(db: Kysely<Schema>, task: RetentionTask, ids: readonly number[]): Promise<number> {
  const isOne = sql<boolean>`id in (${sql.join(ids)})`;
  const isPart = sql<boolean>`message_id in (${sql.join(ids)})`;
  if (task.kind === "sent") {
    await db.updateTable("outgoing_messages").set({ text: "", text_gone: 1 }).where(isOne).execute();
    await db.updateTable("outgoing_parts").set({ pdu: "" }).where(isPart).execute();
    return ids.length;
  }
  await db.updateTable("incoming_messages").set({ text: "", data: null, text_gone: 1 }).where(isOne).execute();
  await db.updateTable("incoming_parts").set({ pdu: "", text: null, data: null }).where(isPart).execute();
  return ids.length;
}
