import type { Kysely } from "kysely";
import type { Backend } from "./backend.ts";
import { command } from "./prepared.ts";
import type { Schema } from "./schema/index.ts";

const commit = command("commit");
/** Ends the transaction without a commit. @throws the driver's error */
export const rollback = command("rollback");

/** `synced` resolves when the transaction is on disk, and tells whether it wrote anything. Rejects with a StoreFailure. */
interface Committed<Result> {
  result: Result;
  synced: Promise<boolean>;
}

/**
 * Runs `work` in one transaction on the writing connection; resolves once it is committed. If `work` or the commit fails,
 * everything is rolled back.
 *
 * @throws StoreFailure
 */
export async function commitTransaction<Result>(
  backend: Pick<Backend, "writer" | "begin" | "beforeCommit" | "synced" | "translate">,
  work: (db: Kysely<Schema>) => Promise<Result>,
): Promise<Committed<Result>> {
  const translated = (error: unknown) => Promise.reject(backend.translate(error));
  const committed = backend.writer.connection().execute(async (db) => {
    try {
      await backend.begin(db);
      const result = await work(db);
      const last = backend.beforeCommit?.(db);
      if (last !== undefined) await last;
      await commit(db);
      return { result, synced: backend.synced().catch(translated) };
    } catch (error) {
      await undo(db, rollback);
      throw error;
    }
  });
  return committed.catch(translated);
}

/** As {@link commitTransaction}, but resolves once it is synced. @throws StoreFailure */
export async function inTransaction<Result>(
  backend: Parameters<typeof commitTransaction>[0],
  work: (db: Kysely<Schema>) => Promise<Result>,
): Promise<Result> {
  const { result, synced } = await commitTransaction(backend, work);
  await synced;
  return result;
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
