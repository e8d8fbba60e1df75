/** What the list decides without a browser: headings between rows, rows held back, which are selected. */

export type Key = string | number;

export type Item<Row> = { kind: "day"; day: string } | { kind: "row"; row: Row; index: number };

/** Rows with a heading before the first of each day. */
export function itemsOf<Row>(rows: readonly Row[], dayOf: ((row: Row) => string) | undefined): Item<Row>[] {
  const items: Item<Row>[] = [];
  let last: string | undefined;
  rows.forEach((row, index) => {
    const day = dayOf?.(row);
    if (day !== undefined && day !== last) items.push({ kind: "day", day });
    last = day;
    items.push({ kind: "row", row, index });
  });
  return items;
}

/**
 * How many rows at the top have come since `first` was the first. While somebody reads, these are held back.
 * 0 as well when `first` is gone: then the list is another one.
 */
export function countFresh<Row>(rows: readonly Row[], first: Key | undefined, keyOf: (row: Row) => Key): number {
  if (first === undefined) return 0;
  return Math.max(
    0,
    rows.findIndex((row) => keyOf(row) === first),
  );
}

export interface Selection {
  keys: ReadonlySet<Key>;
  /** Where a range with Shift begins. */
  anchor: number;
}

export const NOTHING: Selection = { keys: new Set(), anchor: -1 };

/** One more or one less. */
export function toggled({ keys }: Selection, at: number, key: Key): Selection {
  const next = new Set(keys);
  if (!next.delete(key)) next.add(key);
  return { keys: next, anchor: at };
}

/** All from the anchor to here, and no others. */
export function ranged({ anchor }: Selection, at: number, keys: readonly Key[]): Selection {
  const start = anchor < 0 ? at : anchor;
  return { keys: new Set(keys.slice(Math.min(start, at), Math.max(start, at) + 1)), anchor: start };
}

/** Where a key of the keyboard moves the cursor; undefined when it moves nothing. */
export function moved(key: string, at: number, { count, page }: { count: number; page: number }): number | undefined {
  const last = count - 1;
  const steps: Record<string, number> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + page,
    PageUp: at - page,
    Home: 0,
    End: last,
  };
  const next = steps[key];
  return next === undefined ? undefined : Math.max(0, Math.min(last, next));
}
