import type { TallyFact } from "../../messages/index.ts";

const noted = new WeakMap<object, TallyFact[]>();

/**
 * What the transaction on `db` did so far, to add to where it is written. It is counted once the transaction is on disk.
 * `undefined` in commands, and outside of the writer's transactions.
 */
export const factsOf = (db: object): TallyFact[] | undefined => noted.get(db);

/** Begins to collect the facts of a transaction on `db`. */
export function collectFacts(db: object): void {
  noted.set(db, []);
}
