import { Database } from "bun:sqlite";
import { createSecretBox } from "../../lib/auth/index.ts";
import { BACKED_UP, NUMBERED_WITHIN } from "../../lib/store/backup/tables.ts";
import type { TextKeys } from "../../lib/store/index.ts";
import { sqlOn } from "./sql.ts";

const KEY_ID = "filled00";
/** Whoever opens a filled database needs the key that it names. */
export const FILLED_KEYS: TextKeys = {
  seals: undefined,
  boxes: new Map([[KEY_ID, createSecretBox(new Uint8Array(32))]]),
};

/** What a column must be, where any number or text would not do. */
const VALUES: Readonly<Record<string, string | number>> = {
  "outgoing_messages.kind": "text",
  "outgoing_messages.channel": "sms",
  "outgoing_messages.via": "sms",
  "outgoing_messages.state": "sent",
  "outgoing_messages.unknown_cause": "modem",
  "outgoing_messages.parked": 0,
  "outgoing_parts.state": "sent",
  "outgoing_abandoned_parts.state": "sent",
  "unmatched_reports.outcome": "completed",
  "incoming_messages.channel": "sms",
  "incoming_messages.state": "complete",
  "incoming_messages.kind": "text",
  "message_statistics.outcome": "received",
  "contact_group_overrides.ends_at": 2,
  "contact_group_shifts.to_minute": 2,
  "events.severity": "info",
  "alarms.severity": "info",
  "alarms.state": "open",
  "alarm_entries.kind": "opened",
  "alarm_tellings.way": "sms",
  "jobs.state": "delivered",
  "opt_outs.door": "api",
  "opt_out_audit.door": "api",
  "opt_out_audit.action": "opt-out",
  "imported_messages.direction": "outgoing",
  "settings.value": '"a"',
  "erasures.state": "done",
  "text_keys.id": KEY_ID,
};

interface Column {
  name: string;
  isText: boolean;
}

/** The columns of every table, by the database. */
async function columnsIn(url: string): Promise<ReadonlyMap<string, Column[]>> {
  const rows = url.startsWith("sqlite:")
    ? await sqlOn(
        url,
        `select tables.name as "table", columns.name, columns.type
         from sqlite_schema as tables join pragma_table_info(tables.name) as columns where tables.type = 'table'`,
      )
    : await sqlOn(
        url,
        `select table_name as "table", column_name as name, data_type as type from information_schema.columns
         where table_schema = current_schema()`,
      );
  const columns = rows.map(({ table, name, type }) => ({
    table: String(table),
    name: String(name),
    isText: /text|char/i.test(String(type)),
  }));
  return Map.groupBy(columns, ({ table }) => table);
}

/**
 * Puts a row into every table that a backup has, so that none is forgotten: its columns are all there.
 *
 * @param textOf  what stands in a column that takes any text
 */
export async function fillEveryTable(
  url: string,
  textOf = (table: string, column: string) => `${table} ${column} ä'\u{1F600}`,
): Promise<void> {
  const all = await columnsIn(url);
  const statements = BACKED_UP.map((table) => {
    const columns = (all.get(table) ?? []).filter(({ name }) => name !== "listed" && !LEASE.includes(name));
    const values = columns.map(({ name, isText }) => {
      const value = VALUES[`${table}.${name}`] ?? (isText ? textOf(table, name) : 1);
      return typeof value === "number" ? String(value) : `'${value.replaceAll("'", "''")}'`;
    });
    const names = columns.map(({ name }) => `"${name}"`).join(", ");
    return `insert into ${table} (${names}) values (${values.join(", ")})`;
  });
  if (!url.startsWith("sqlite:")) {
    await sqlOn(url, statements.join("; "));
    return;
  }
  // As a gateway has it once newer messages came.
  const listed = ["update outgoing_messages set listed = 1", "update outgoing_listed set up_to = 1"];
  using database = new Database(url.slice("sqlite:".length));
  database.run([...statements, ...listed].join("; "));
}

/** Whoever is at work on a row: a restore takes it from them. */
const LEASE: readonly string[] = ["lease_node", "lease_until"];

/** Every row of every table that a backup has, in an order that both databases have. */
export async function everyRow(url: string): Promise<Record<string, string[]>> {
  const all: Record<string, string[]> = {};
  const columns = await columnsIn(url);
  for (const table of BACKED_UP) {
    const left = ["listed", ...(NUMBERED_WITHIN.includes(table) ? ["id"] : [])];
    const names = (columns.get(table) ?? [])
      .map(({ name }) => name)
      .filter((name) => !left.includes(name))
      .sort();
    const source =
      table === "message_statistics" && !url.startsWith("sqlite:")
        ? "(select slot, outcome, modem, user_id, channel, sum(count)::bigint as count from (select * from message_statistics union all select * from message_statistics_added) as added group by 1, 2, 3, 4, 5) as counted"
        : table;
    const rows = await sqlOn(url, `select ${names.map((name) => `"${name}"`).join(", ")} from ${source}`);
    all[table] = rows.map((row) => JSON.stringify(names.map((name) => plain(row[name])))).sort();
  }
  return all;
}

/** The driver of PostgreSQL gives its long numbers as text. */
const plain = (value: unknown) => (typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value);

/** The tables that the database has. */
export async function tablesIn(url: string): Promise<string[]> {
  const rows = url.startsWith("sqlite:")
    ? await sqlOn(url, "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'")
    : await sqlOn(
        url,
        "select table_name as name from information_schema.tables where table_schema = current_schema() and table_type = 'BASE TABLE'",
      );
  return rows.map(({ name }) => String(name));
}
