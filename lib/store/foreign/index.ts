import { Kysely } from "kysely";
import { type ForeignDatabase, StoreFailure } from "../../messages/index.ts";
import { openForeignSqlite } from "./sqlite.ts";

export { createForeignTables } from "./sqlite.ts";

/** 10 minutes for a page of rows: another program's server may be slow, and has no index for us. */
const ANSWER_MS = 600_000;

/**
 * Opens another program's database, which nothing is written to.
 *
 * @param from  `postgres://…`, or the path of a SQLite file
 * @throws StoreFailure
 */
export async function openForeign(from: string): Promise<ForeignDatabase> {
  if (!/^postgres(ql)?:\/\//.test(from)) return openForeignSqlite(from);
  const { createConnections } = await import("../postgres-connections.ts");
  const { readForeignPostgres } = await import("./postgres.ts");
  const connections = createConnections(from, { answerMs: () => ANSWER_MS });
  const db = new Kysely<Record<string, never>>({ dialect: connections.dialect(1) });
  try {
    return await readForeignPostgres(db);
  } catch (error) {
    await db.destroy();
    const reason = error instanceof Error ? error.message : String(error);
    throw new StoreFailure("unavailable", `PostgreSQL: ${reason}`, { cause: error });
  }
}
