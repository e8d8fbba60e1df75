import type { Kysely } from "kysely";
import type { StoreFailure } from "../messages/index.ts";
import { no, ok, type Result } from "../result.ts";
import type { Backend } from "./backend.ts";
import { isDriverError } from "./condition.ts";
import { markMoves } from "./counted-moves.ts";
import { command } from "./prepared.ts";
import type { Schema } from "./schema/index.ts";
import { changesOf } from "./stream/changes.ts";
import { factsOf } from "./tally/facts.ts";
import { undo } from "./transaction.ts";

/**
 * 6 tries for a write that conflicts with another gateway's; conflicts are short, so more would hide a real problem.
 */
const MOST_TRIES = 6;

/** Runs behind a savepoint. @throws when the whole transaction is lost */
export async function isolated<Value>(
  backend: Pick<Backend, "mayRetry" | "hurry" | "translate">,
  db: Kysely<Schema>,
  work: (db: Kysely<Schema>) => Promise<Value>,
): Promise<Result<Value, { error: unknown; refusal?: StoreFailure }>> {
  const changes = changesOf(db);
  const before = changes?.length ?? 0;
  const facts = factsOf(db);
  const factsBefore = facts?.length ?? 0;
  const forgetMoves = markMoves(db);
  for (let attempt = 1; ; attempt++) {
    await savepoint(db);
    try {
      const value = await work(db);
      await release(db);
      return ok(value);
    } catch (error) {
      if (!(await undo(db, rollbackToSavepoint))) throw error;
      changes?.splice(before);
      facts?.splice(factsBefore);
      forgetMoves();
      await backend.hurry?.(db, error);
      if (attempt < MOST_TRIES && backend.mayRetry(error)) continue;
      if (!isDriverError(error)) return no({ error });
      const refusal = backend.translate(error);
      return no({ error: refusal, refusal });
    }
  }
}

const savepoint = command("savepoint work");
const release = command("release savepoint work");
const rollbackToSavepoint = command("rollback to savepoint work");
