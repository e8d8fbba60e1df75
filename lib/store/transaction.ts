import type { Kysely } from "kysely";
import type { Backend } from "./backend.ts";
import { command } from "./prepared.ts";
import type { Schema } from "./schema.ts";

const commit = command("commit");
/** Ends the transaction without a commit. @throws the driver's error */
export const rollback = command("rollback");

/**
 * Runs `work` in one transaction on the writing connection; resolves once it is committed and synced. If `work` or the
 * commit fails, everything is rolled back.
 *
 * @throws StoreFailure
 */
export async function inTransaction<Result>(
  backend: Pick<Backend, "writer" | "begin" | "synced" | "translate">,
  work: (db: Kysely<Schema>) => Promise<Result>,
): Promise<Result> {
  try {
    const result = await backend.writer.connection().execute(async (db) => {
      try {
        await backend.begin(db);
        const result = await work(db);
        await commit(db);
        return result;
      } catch (error) {
        await undo(db, rollback);
        throw error;
      }
    });
    await backend.synced();
    return result;
  } catch (error) {
    throw backend.translate(error);
  }
}

/** Whether `how` succeeded. Its error is dropped: the one that made the undo necessary says more. Never rejects. */
export async function undo(db: Kysely<Schema>, how: (db: Kysely<Schema>) => Promise<void>): Promise<boolean> {
  try {
    await how(db);
    return true;
  } catch {
    return false;
  }
}
