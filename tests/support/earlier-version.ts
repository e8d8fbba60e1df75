import { Database } from "bun:sqlite";
import { Kysely, Migrator, PostgresDialect, sql } from "kysely";
import { BunSqliteDialect } from "kysely-bun-sqlite";
import pg from "pg";
import { migrations } from "../../migrations/index.ts";

/**
 * Makes an empty database what it was before the migration `name`, and runs `statements` on it: what a gateway of that
 * version left behind.
 */
export async function leaveEarlierVersion(url: string, name: string, statements: readonly string[]): Promise<void> {
  const db = new Kysely<unknown>({ dialect: dialectOf(url) });
  try {
    const earlier = Object.fromEntries(Object.entries(migrations).filter(([each]) => each < name));
    const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(earlier) } });
    const { error } = await migrator.migrateToLatest();
    if (error !== undefined) throw error;
    for (const statement of statements) await sql.raw(statement).execute(db);
  } finally {
    await db.destroy();
  }
}

function dialectOf(url: string) {
  if (!url.startsWith("sqlite:")) return new PostgresDialect({ pool: new pg.Pool({ connectionString: url, max: 1 }) });
  const database = new Database(url.slice("sqlite:".length));
  database.run("pragma foreign_keys = on");
  // Each migration is many commits here, and nobody needs them after a power cut.
  database.run("pragma synchronous = off");
  return new BunSqliteDialect({ database });
}
