import { type Kysely, type RawBuilder, sql } from "kysely";
import type { TextKeyStore } from "../../messages/index.ts";
import type { Backend } from "../backend.ts";
import { isPostgres } from "../dialect.ts";
import type { GroupCommit } from "../group-commit.ts";
import { read } from "../read.ts";
import type { Schema } from "../schema/index.ts";
import { type PlaceName, QUOTING_EVENTS, SEALED_PLACES } from "./places.ts";
import {
  idOfSealed,
  isSealed,
  isTorn,
  keyOfSealed,
  opened,
  redigest,
  sealText,
  type TextKeys,
  textKeysOf,
} from "./sealed-texts.ts";

/** 400 rows are looked at at a time, and 50 share a transaction: a few milliseconds, for which senders may wait. */
export const LOOK_AT = 400;
const TOGETHER = 50;

export type Key = readonly (string | number)[];
type Row = Record<string, string | number | null>;
type Step = Awaited<ReturnType<TextKeyStore["rotate"]>>;

const PLACES = Object.entries(SEALED_PLACES) as [PlaceName, (typeof SEALED_PLACES)[PlaceName]][];

/** Those that have texts. */
export const TEXT_TABLES: readonly string[] = [...new Set(PLACES.map(([, { table }]) => table))];

/** How one table is gone through. */
interface TextTable {
  table: string;
  key: readonly string[];
  /** The key, what is sealed, and what that is bound to. */
  columns: readonly string[];
  places: readonly { name: PlaceName; column: string }[];
}

/** How a table with texts is gone through. */
export function tableOf(table: string): TextTable {
  const places = PLACES.filter(([, place]) => place.table === table);
  const key = places[0]?.[1].key;
  if (key === undefined) throw new Error(`${table} has no texts`);
  const columns = places.flatMap(([, place]) => [...place.key, place.column, ...place.bound]);
  const more = table === "incoming_parts" ? ["dedupe_key"] : table === "events" ? ["kind"] : [];
  return {
    table,
    key,
    columns: [...new Set([...columns, ...more])],
    places: places.map(([name, { column }]) => ({ name, column })),
  };
}

/** See `TextKeyStore.rotate`. @throws StoreFailure */
export async function rotateStep(
  { backend, writer }: { backend: Backend; writer: GroupCommit },
  name: string,
  after: Key | undefined,
): Promise<Step> {
  const keys = textKeysOf(backend.reader);
  if (keys === undefined) return { rows: 0, damaged: 0, unreadable: 0 };
  const table = tableOf(name);
  const rows = await read(backend, (db) => rowsBehind(db, table, after));
  const due = rows.filter((row) => changesOf(keys, table, row) !== "none");
  let written = 0;
  let damaged = 0;
  for (let from = 0; from < due.length; from += TOGETHER) {
    const some = due.slice(from, from + TOGETHER).map((row) => keyOf(table, row));
    const step = await writer.write((db) => rewrite(db, table, some));
    written += step.rows;
    damaged += step.damaged;
  }
  const last = rows.at(-1);
  // Of other keys they are damaged: what stays with the first one keeps no key from going.
  const unreadable = rows.filter((row) =>
    sealedTextsOf(keys, table, row).some(({ by, text }) => by === keys.seals && text === undefined),
  ).length;
  const counts = { rows: written, damaged, unreadable };
  return last === undefined || rows.length < LOOK_AT ? counts : { ...counts, next: keyOf(table, last) };
}

/** Where to go on behind a row. */
export const keyOf = ({ key }: TextTable, row: Row): Key => key.map((column) => row[column] ?? "");

const keyColumns = ({ key }: TextTable) => sql`(${sql.join(key.map((column) => sql.ref(column)))})`;
const columnsOf = ({ columns }: TextTable) => sql.join(columns.map((column) => sql.ref(column)));

/** The next rows as they are stored, in the order of their keys. @throws the driver's error */
export async function rowsBehind(db: Kysely<Schema>, table: TextTable, after: Key | undefined): Promise<Row[]> {
  const behind: RawBuilder<unknown> =
    after === undefined ? sql`` : sql`where ${keyColumns(table)} > (${sql.join(after)})`;
  const { rows } = await sql<Row>`select ${columnsOf(table)} from ${sql.table(table.table)} ${behind}
    order by ${sql.join(table.key.map((column) => sql.ref(column)))} limit ${sql.lit(LOOK_AT)}`.execute(
    db.withoutPlugins(),
  );
  return rows;
}

/** Reads rows once more, now that nobody else changes them, and writes their texts as new ones are written. */
async function rewrite(
  db: Kysely<Schema>,
  table: TextTable,
  some: readonly Key[],
): Promise<{ rows: number; damaged: number }> {
  const keys = textKeysOf(db);
  const raw = db.withoutPlugins();
  let written = 0;
  let damaged = 0;
  const isAudit = table.table === "opt_out_audit";
  if (isAudit) await raw.insertInto("audit_clearance").values({ why: "text keys" }).execute();
  for (const key of some) {
    const isRow = sql`${keyColumns(table)} = (${sql.join(key)})`;
    const lock = isPostgres(db) ? sql`for update` : sql``;
    const { rows } =
      await sql<Row>`select ${columnsOf(table)} from ${sql.table(table.table)} where ${isRow} ${lock}`.execute(raw);
    const [row] = rows;
    const changes = row === undefined || keys === undefined ? "none" : changesOf(keys, table, row);
    if (changes === "none") continue;
    if (changes === "damaged") {
      damaged++;
      continue;
    }
    const sets = Object.entries(changes).map(([column, value]) => sql`${sql.ref(column)} = ${value}`);
    await sql`update ${sql.table(table.table)} set ${sql.join(sets)} where ${isRow}`.execute(raw);
    written++;
  }
  if (isAudit) await raw.deleteFrom("audit_clearance").execute();
  return { rows: written, damaged };
}

/** Where the row may have texts. */
const placesOf = ({ places, table }: Pick<TextTable, "places" | "table">, row: Row) =>
  table !== "events" || QUOTING_EVENTS.has(String(row.kind)) ? places : [];

/** What is sealed in a row: the key's ID as it is written there, `by` the one of ours that it is, and the text where that opens. */
export function sealedTextsOf(
  keys: TextKeys,
  table: TextTable,
  row: Row,
): { id: string | undefined; by: string | undefined; text: string | undefined }[] {
  return placesOf(table, row).flatMap(({ column }) => {
    const value = row[column];
    if (typeof value !== "string" || !(isSealed(value) || isTorn(keys, value))) return [];
    return [{ id: idOfSealed(value), by: keyOfSealed(keys, value), text: opened(keys, { column, value }, row) }];
  });
}

/** What a row's columns become. */
function changesOf(
  keys: TextKeys,
  { places, table }: TextTable,
  row: Row,
): Record<string, string> | "none" | "damaged" {
  const changes: Record<string, string> = {};
  for (const { name, column } of placesOf({ places, table }, row)) {
    const value = row[column];
    if (typeof value !== "string") continue;
    const by = keyOfSealed(keys, value);
    if (by !== undefined && by === keys.seals) continue;
    // No text: nobody could tell it from one any more if it were sealed, and none of the keys opens it.
    if (by === undefined && isSealed(value)) continue;
    if (isTorn(keys, value)) return "damaged";
    const text = by === undefined ? value : opened(keys, { column, value }, row);
    if (text === undefined) return "damaged";
    const next = sealText(keys, name, { row, text });
    if (next !== value) changes[column] = next;
  }
  const { dedupe_key: digest } = row;
  // Calls are found by theirs, and have no text.
  if (typeof digest === "string" && !digest.startsWith("call ")) {
    const next = redigest(keys, digest);
    if (next !== digest) changes.dedupe_key = next;
  }
  return Object.keys(changes).length === 0 ? "none" : changes;
}
