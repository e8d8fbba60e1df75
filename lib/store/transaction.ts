import { CompiledQuery, type Kysely } from "kysely";
import type { Backend } from "./backend.ts";
import type { Schema } from "./schema.ts";

const COMMIT = CompiledQuery.raw("commit");
const ROLLBACK = CompiledQuery.raw("rollback");

/**
 * Runs `work` in one transaction on the writing connection; resolves once it is committed and synced. When `work` or
 * the commit fails, nothing of it stays.
 *
 * @throws StoreError
 */
export async function inTransaction<Result>(
  backend: Pick<Backend, "writer" | "begin" | "translate">,
  work: (db: Kysely<Schema>) => Promise<Result>,
): Promise<Result> {
  try {
    return await backend.writer.connection().execute(async (db) => {
      await backend.begin(db);
      try {
        const result = await work(db);
        await db.executeQuery(COMMIT);
        return result;
      } catch (error) {
        await undo(db, ROLLBACK);
        throw error;
      }
    });
  } catch (error) {
    throw backend.translate(error);
  }
}

/** Whether it could be undone. The error that made it necessary says more than the one of a failed undo. */
export async function undo(db: Kysely<Schema>, how: CompiledQuery): Promise<boolean> {
  try {
    await db.executeQuery(how);
    return true;
  } catch {
    return false;
  }
}
