import { type Kysely, type RawBuilder, type SqlBool, sql } from "kysely";
import type { ErasedKind, ErasurePlace, ErasureStep, LeftKind, PersonTraces } from "../../messages/index.ts";
import type { Schema } from "../schema/index.ts";
import { boundColumnsOf, openedRows, sealedColumns } from "../sealing/sealed-texts.ts";
import { blankIncoming, blankOutgoing, removeIncoming, removeOutgoing } from "./messages.ts";
import type { ErasedTable, Row, Verdict } from "./tables.ts";

interface Judged {
  row: Row;
  /** As it is stored: its texts may be encrypted. */
  stored: Row;
  verdict: Exclude<Verdict, undefined>;
}

/** What is to be done about some rows of a table. */
interface JudgedRows extends Pick<ErasureStep, "found" | "next"> {
  judged: Judged[];
}

/** Looks at the next rows of a table. @throws the driver's error */
export async function judgeRows(
  db: Kysely<Schema>,
  table: ErasedTable,
  { traces, after, limit }: { traces: PersonTraces; after?: ErasurePlace | undefined; limit: number },
): Promise<JudgedRows> {
  const key = sql.join(table.key.map((column) => sql.ref(column)));
  const behind = after === undefined ? sql`` : sql`where (${key}) > (${sql.join(after)})`;
  const columns = new Set([...table.key, ...table.columns, ...boundColumnsOf(table.table)]);
  const joined = Object.entries(table.joined ?? {}).map(([as, select]) => sql`${sql.raw(select)} as ${sql.ref(as)}`);
  const { rows } = await sql<Row>`select ${sql.join([...[...columns].map((column) => sql.ref(column)), ...joined])}
    from ${sql.table(table.table)} ${behind} order by ${key} limit ${sql.lit(limit)}`.execute(db.withoutPlugins());
  const opened = openedRows(db, rows);
  const judged = rows.flatMap((stored, at) => {
    const row = opened[at] ?? stored;
    const verdict = table.judge(row, traces);
    return verdict === undefined ? [] : [{ row, stored, verdict }];
  });
  const found = judged.filter(({ verdict }) => verdict === "remove" || "set" in verdict).length;
  const last = rows.length === limit ? rows.at(-1) : undefined;
  return { judged, found, ...(last === undefined ? {} : { next: placeOf(table, last) }) };
}

const placeOf = ({ key }: ErasedTable, row: Row): ErasurePlace => key.map((column) => row[column] ?? "");

type Counts = Pick<ErasureStep, "erased" | "left">;

/** What would be done. */
export function countJudged(table: ErasedTable, judged: readonly Judged[]): Counts {
  const counts: Counts = { erased: {}, left: {} };
  for (const { row, verdict } of judged) {
    if (verdict === "remove") {
      add(counts.erased, table.kind);
      if (table.by === "outgoing" && row.state === "queued") add(counts.erased, "cancelled-messages");
    } else if ("left" in verdict) add(counts.left, verdict.left);
    else add(counts.erased, table.changed ?? table.kind);
  }
  return counts;
}

/** Does it, in the caller's transaction; what has changed since is left as it is for the next time. @throws the driver's error */
export async function eraseJudged(
  db: Kysely<Schema>,
  table: ErasedTable,
  { judged, traces, now }: { judged: readonly Judged[]; traces: PersonTraces; now: number },
): Promise<Counts> {
  const counts: Counts = { erased: {}, left: {} };
  if (table.by === "audit") await db.insertInto("audit_clearance").values({ why: "erasure" }).execute();
  for (const { row, stored, verdict } of judged) {
    if (verdict === "remove") await remove(db, table, { row, traces, now, counts });
    else if ("left" in verdict) add(counts.left, verdict.left);
    else if (await change(db, table, { stored, set: sealedColumns(db, table.table, { row, set: verdict.set }) }))
      add(counts.erased, table.changed ?? table.kind);
  }
  if (table.by === "audit") await db.deleteFrom("audit_clearance").execute();
  return counts;
}

async function remove(
  db: Kysely<Schema>,
  table: ErasedTable,
  { row, traces, now, counts }: { row: Row; traces: PersonTraces; now: number; counts: Counts },
): Promise<void> {
  if (table.by === "outgoing") {
    const became = await removeOutgoing(db, Number(row.id), { traces, now });
    if (became === "being-sent") add(counts.left, became);
    else if (became !== undefined) add(counts.erased, table.kind);
    if (became === "cancelled") add(counts.erased, "cancelled-messages");
    return;
  }
  if (table.by === "incoming") {
    const { jobs, became } = await removeIncoming(db, Number(row.id));
    if (became === "being-delivered") add(counts.left, became);
    else if (became !== undefined) add(counts.erased, table.kind);
    add(counts.erased, "jobs", jobs);
    return;
  }
  const isJob = table.table === "jobs" ? sql` and state <> 'running'` : sql``;
  const { numAffectedRows } =
    await sql`delete from ${sql.table(table.table)} where ${isRow(table, row)}${isJob}`.execute(db);
  if ((numAffectedRows ?? 0n) > 0n) add(counts.erased, table.kind);
  else if (table.table === "jobs") add(counts.left, "being-delivered");
}

async function change(
  db: Kysely<Schema>,
  table: ErasedTable,
  { stored: row, set }: { stored: Row; set: Readonly<Record<string, string | number | null>> },
): Promise<boolean> {
  const columns = Object.entries(set);
  // What somebody else has written since is looked at the next time.
  const asRead = columns.map(([column]) =>
    row[column] === null ? sql`` : column in row ? sql` and ${sql.ref(column)} = ${row[column]}` : sql``,
  );
  const { numAffectedRows } = await sql`update ${sql.table(table.table)}
    set ${sql.join(columns.map(([column, value]) => sql`${sql.ref(column)} = ${value}`))}
    where ${isRow(table, row)}${sql.join(asRead, sql``)}`.execute(db);
  if ((numAffectedRows ?? 0n) === 0n) return false;
  if (table.by === "outgoing") await blankOutgoing(db, Number(row.id));
  if (table.by === "incoming") await blankIncoming(db, Number(row.id));
  return true;
}

const isRow = ({ key }: ErasedTable, row: Row): RawBuilder<SqlBool> =>
  sql.join(
    key.map((column) => sql<SqlBool>`${sql.ref(column)} = ${row[column]}`),
    sql` and `,
  );

/** @param kind  `undefined`: nothing is counted */
export function add<Kind extends ErasedKind | LeftKind>(
  counts: Partial<Record<Kind, number>>,
  kind: Kind | undefined,
  count = 1,
): void {
  if (kind !== undefined && count > 0) counts[kind] = (counts[kind] ?? 0) + count;
}
