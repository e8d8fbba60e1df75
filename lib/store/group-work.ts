import type { Kysely } from "kysely";
import type { StoreFailure } from "../messages/index.ts";
import type { Result as Outcome } from "../result.ts";
import type { Schema } from "./schema/index.ts";

/** Processes all waiting items together. Returns one result per item, in order, or fails for all of them. */
export type Together<Item, Result> = (db: Kysely<Schema>, items: readonly Item[]) => Promise<readonly Result[]>;

/** Answers the callers of one write, once the transaction has ended. */
export type Answer = () => void;

/** Without `alone`, a failure ends the shared transaction; with it, it is just an answer. */
export type Run = (db: Kysely<Schema>, alone?: Alone) => Promise<Answer>;

/** One item, and who asked for it. */
export interface Waiting {
  item: unknown;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/** Runs behind a savepoint. @throws when the whole transaction is lost */
export type Alone = <Value>(
  db: Kysely<Schema>,
  work: (db: Kysely<Schema>) => Promise<Value>,
) => Promise<Outcome<Value, { error: unknown; refusal?: StoreFailure }>>;

/**
 * Processes all items at once. With `alone`, a failure does not end the transaction: each item is then processed by itself.
 *
 * @throws what `work` throws when it does not run alone, and what ends the whole transaction
 */
export async function runTogether(
  db: Kysely<Schema>,
  work: Together<unknown, unknown>,
  { group, alone }: { group: readonly Waiting[]; alone: Alone | undefined },
): Promise<Answer> {
  const items = group.map((one) => one.item);
  const answerAll = (results: readonly unknown[]) => () => group.forEach((one, at) => void one.resolve(results[at]));
  if (alone === undefined) return answerAll(await work(db, items));
  const outcome = await alone(db, () => work(db, items));
  if (outcome.ok) return answerAll(outcome.value);
  if (group.length === 1) return () => group[0]?.reject(outcome.problem.error);
  const answers: Answer[] = [];
  for (const one of group) answers.push(await runTogether(db, work, { group: [one], alone }));
  return () => {
    for (const answer of answers) answer();
  };
}
