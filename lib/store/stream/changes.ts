import type { StreamChange } from "../../messages/index.ts";

const recorded = new WeakMap<object, StreamChange[]>();

/**
 * The changes of the transaction that runs on `db`, to add to where they are written. At its end they become entries of the log of
 * changes, while somebody watches, and jobs of webhooks. `undefined` outside of the writer's transactions.
 */
export const changesOf = (db: object): StreamChange[] | undefined => recorded.get(db);

/** Begins to collect the changes of a transaction on `db`. */
export function collectChanges(db: object): void {
  recorded.set(db, []);
}
