import { type Kysely, type Selectable, sql } from "kysely";
import type { OptOut, OptOutRecord } from "../../messages/index.ts";
import { textsOf } from "../dialect.ts";
import { prepare, type Value } from "../prepared.ts";
import type { Schema } from "../schema/index.ts";
import type { OptOutAuditTable, OptOutsTable } from "../schema/opt-outs.ts";
import { present } from "../text.ts";

interface Page {
  limit: number;
  before?: number;
}

/** Whether any number is opted out. @throws the driver's error */
export const anyOptedOut = async (db: Kysely<Schema>): Promise<boolean> => (await findAny(db, {})).length > 0;

const findAny = prepare((db: Kysely<Schema>, _value: Value<object>) =>
  db.selectFrom("opt_outs").select("id").limit(sql.lit(1)).compile(),
);

/** See `OptOutStore.among`. @throws the driver's error */
export async function optedOutAmong(db: Kysely<Schema>, numbers: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await findAmong(db, { numbers: JSON.stringify(numbers) });
  return new Set(rows.map(({ number }) => number));
}

const findAmong = prepare((db: Kysely<Schema>, value: Value<{ numbers: string }>) =>
  sql<{ number: string }>`select number from opt_outs
    where number in (select value from ${textsOf(db, value("numbers"))} as numbers)`.compile(db),
);

/** See `OptOutStore.find`. @throws the driver's error */
export async function findOptOut(db: Kysely<Schema>, number: string): Promise<OptOut | undefined> {
  const row = await db.selectFrom("opt_outs").selectAll().where("number", "=", number).executeTakeFirst();
  return row && optOutOf(row);
}

/** See `OptOutStore.page`. @throws the driver's error */
export async function optOutPage(
  db: Kysely<Schema>,
  { search }: { search?: string },
  { limit, before }: Page,
): Promise<{ optOuts: OptOut[]; next?: number }> {
  let query = db
    .selectFrom("opt_outs")
    .selectAll()
    .orderBy("id", "desc")
    .limit(limit + 1);
  if (before !== undefined) query = query.where("id", "<", before);
  if (search !== undefined) query = query.where("number", "like", `%${search.replaceAll(/\D/g, "")}%`);
  const { rows, next } = pageOf(await query.execute(), limit);
  return { optOuts: rows.map(optOutOf), ...next };
}

/** See `OptOutStore.audit`. @throws the driver's error */
export async function auditPage(
  db: Kysely<Schema>,
  { number }: { number?: string },
  { limit, before }: Page,
): Promise<{ records: OptOutRecord[]; next?: number }> {
  let query = db
    .selectFrom("opt_out_audit")
    .selectAll()
    .orderBy("id", "desc")
    .limit(limit + 1);
  if (before !== undefined) query = query.where("id", "<", before);
  if (number !== undefined) query = query.where("number", "=", number);
  const { rows, next } = pageOf(await query.execute(), limit);
  return { records: rows.map(recordOf), ...next };
}

/** One more was asked for than the page has, to know whether it is the last. */
function pageOf<Row extends { id: number }>(found: Row[], limit: number): { rows: Row[]; next: { next?: number } } {
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  return { rows, next: found.length > limit && last !== undefined ? { next: last.id } : {} };
}

const askedBy = (row: Pick<OptOutsTable, "door" | "incoming_id" | "user_id" | "user_name">) => ({
  door: row.door,
  ...present({ incomingId: row.incoming_id, userId: row.user_id, userName: row.user_name }),
});

const optOutOf = (row: Selectable<OptOutsTable>): OptOut => ({
  id: row.id,
  number: row.number,
  since: row.since,
  ...askedBy(row),
});

const recordOf = (row: Selectable<OptOutAuditTable>): OptOutRecord => ({
  id: row.id,
  number: row.number,
  action: row.action,
  hasChanged: row.has_changed === 1,
  at: row.at,
  ...askedBy(row),
  ...present({ asked: row.asked, modem: row.modem }),
});
