import type { StreamChange } from "../../messages/index.ts";

const recorded = new WeakMap<object, StreamChange[]>();

/**
 * The changes of the transaction that runs on `db`, to add to; `undefined` while nobody watches. Add where the change is
 * written: `changesOf(db)?.push(…)` makes nothing when nobody watches.
 */
export const changesOf = (db: object): StreamChange[] | undefined => recorded.get(db);

/** Begins to collect the changes of a transaction on `db`. */
export function collectChanges(db: object): void {
  recorded.set(db, []);
}
