import { Database } from "bun:sqlite";
import { execute } from "./postgres.ts";
import { onceFree } from "./sqlite-lock.ts";

/** Runs SQL beside the store, on the database of a store's URL. */
export async function sqlOn(url: string, statement: string): Promise<Record<string, unknown>[]> {
  if (!url.startsWith("sqlite:")) return execute(url, statement);
  const database = new Database(url.slice("sqlite:".length));
  try {
    return await onceFree(() => database.query(statement).all() as Record<string, unknown>[]);
  } finally {
    database.close();
  }
}
