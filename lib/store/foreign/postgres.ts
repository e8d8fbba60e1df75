import { type Kysely, sql } from "kysely";
import { type ForeignDatabase, type ForeignRow, StoreFailure } from "../../messages/index.ts";
import { LONGEST_VALUE, PAGE_ROWS } from "./limits.ts";

/** Reads the tables that the connection sees without naming a schema. @throws the driver's error */
export async function readForeignPostgres(db: Kysely<Record<string, never>>): Promise<ForeignDatabase> {
  const columns = await sql<{ table: string; column: string }>`
    select tables.relname as "table", columns.attname as "column" from pg_class as tables
      join pg_attribute as columns on columns.attrelid = tables.oid and columns.attnum > 0 and not columns.attisdropped
    where tables.relkind in ('r', 'p') and pg_table_is_visible(tables.oid)
      and tables.relnamespace <> 'pg_catalog'::regnamespace
    order by tables.relname, columns.attnum`.execute(db);
  const named = Map.groupBy(columns.rows, ({ table }) => table);
  const byName = new Map(
    [...named].map(([table, rows]) => [
      table.toLowerCase(),
      { table, columns: new Map(rows.map(({ column }) => [column.toLowerCase(), column])) },
    ]),
  );

  async function* rows(name: string, key: readonly string[]): AsyncGenerator<ForeignRow> {
    const found = byName.get(name);
    if (found === undefined) return;
    // With the table: alone it would be the text of the same name that is selected.
    const own = (column: string) => sql.ref(`${found.table}.${found.columns.get(column) ?? column}`);
    const cells = sql.join(
      [...found.columns].map(
        ([as, column]) => sql`left(cast(${sql.ref(column)} as text), ${sql.lit(LONGEST_VALUE)}) as ${sql.ref(as)}`,
      ),
    );
    const keys = sql.join(key.map(own));
    let after = sql``;
    for (;;) {
      const page = await sql<Record<string, string | null>>`select ${cells} from ${sql.table(found.table)} ${after}
        order by ${keys} limit ${sql.lit(PAGE_ROWS)}`
        .execute(db)
        .catch((error: unknown) => {
          throw new StoreFailure(
            "unavailable",
            `PostgreSQL: ${error instanceof Error ? error.message : String(error)}`,
            {
              cause: error,
            },
          );
        });
      yield* page.rows;
      const last = page.rows.at(-1);
      if (last === undefined || page.rows.length < PAGE_ROWS) return;
      after = sql`where (${keys}) > (${sql.join(key.map((column) => sql`cast(${last[column]} as bigint)`))})`;
    }
  }

  return {
    tables: new Map([...byName].map(([name, { columns: own }]) => [name, [...own.keys()]])),
    rows,
    close: () => db.destroy(),
  };
}
