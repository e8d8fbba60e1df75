import { Database, SQLiteError } from "bun:sqlite";
import { eventually } from "./eventually.ts";

/** A connection to a SQLite file, beside those of a store. */
interface SqliteLock extends Disposable {
  database: Database;
  /** Others write again. */
  release(): void;
}

/** Takes the write lock of a SQLite file that is in use. @throws Error after 60 s */
export async function lockSqlite(file: string): Promise<SqliteLock> {
  const database = new Database(file);
  try {
    await onceFree(() => database.run("begin immediate"));
  } catch (error) {
    database.close();
    throw error;
  }
  return {
    database,
    release: () => void database.run("rollback"),
    [Symbol.dispose]: () => database.close(),
  };
}

/**
 * Runs SQL once nobody else is writing. A `busy_timeout` would not do: SQLite waits without the event loop, and a store of
 * this process, which commits between two of its turns, would never end its transaction.
 *
 * @throws what `run` throws; Error after 60 s
 */
export function onceFree<T>(run: () => T): Promise<T> {
  return eventually("the write lock", () => {
    try {
      return { result: run() };
    } catch (error) {
      if (error instanceof SQLiteError && (error.code ?? "").startsWith("SQLITE_BUSY")) return undefined;
      throw error;
    }
  }).then(({ result }) => result);
}
