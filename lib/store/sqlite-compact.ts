import { StoreFailure } from "../messages/index.ts";
import { openPlain, SHRINKS } from "./sqlite.ts";

/** 10 s for whoever keeps the whole database to itself, which no gateway does for longer. */
const WAIT_MS = 10_000;

/**
 * Writes a database anew, without its free pages, so that it gives back what becomes free from now on. Blocks meanwhile. Nobody else may use it.
 *
 * @throws StoreFailure kind "locked" when somebody does, "full" when there is no room for it twice
 */
export function compactSqlite(file: string): void {
  const database = openPlain(file, { readonly: false });
  try {
    database.run(`pragma busy_timeout = ${WAIT_MS}`);
    database.run(SHRINKS);
    database.run("vacuum");
  } finally {
    database.close();
  }
  foldSqlite(file);
}

/**
 * Moves all of a database into its file, which can be moved without its log then. Nobody else may use it.
 *
 * @throws StoreFailure kind "locked" when somebody does, "corrupt"
 */
export function foldSqlite(file: string): void {
  const database = openPlain(file, { readonly: false });
  try {
    database.run(`pragma busy_timeout = ${WAIT_MS}`);
    const [moved] = database.all("pragma wal_checkpoint(truncate)");
    if (moved?.busy !== 0) throw new StoreFailure("locked", `SQLite: ${file} is in use`);
  } finally {
    database.close();
  }
}
