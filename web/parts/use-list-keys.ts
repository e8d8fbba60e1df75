import { type KeyboardEvent, useState } from "react";
import { type Key, moved, NOTHING, ranged, type Selection, toggled } from "./list-logic.ts";

export interface ListKeysOptions<R> {
  rows: readonly R[];
  keyOf: (row: R) => Key;
  onOpen: ((row: R) => void) | undefined;
  selectable: boolean;
  /** Rows that fit on the screen. */
  pageSize: () => number;
  scrollTo: (index: number) => void;
}

/** Cursor and selection of a list: ↑ ↓ Page Home End move, Enter opens, Space and Shift select, Ctrl+A all, Escape none. */
export function useListKeys<R>({ rows, keyOf, onOpen, selectable, pageSize, scrollTo }: ListKeysOptions<R>) {
  const [at, setAt] = useState(-1);
  const [selection, setSelection] = useState<Selection>(NOTHING);
  const keys = () => rows.map(keyOf);
  const select = (index: number, isRange: boolean) => {
    const row = rows[index];
    if (row === undefined) return;
    setAt(index);
    setSelection(isRange ? ranged(selection, index, keys()) : toggled(selection, index, keyOf(row)));
  };
  const move = (next: number, isRange: boolean) => {
    const from = selection.anchor < 0 ? { ...selection, anchor: Math.max(0, at) } : selection;
    if (isRange) setSelection(ranged(from, next, keys()));
    setAt(next);
    scrollTo(next);
  };
  /** Whether the key meant something here. */
  const take = (event: KeyboardEvent): boolean => {
    const row = rows[at];
    if (event.key === "Enter" && row !== undefined && onOpen !== undefined) onOpen(row);
    else if (event.key === " " && selectable) select(at, event.shiftKey);
    else if (event.key === "a" && (event.ctrlKey || event.metaKey) && selectable)
      setSelection({ keys: new Set(keys()), anchor: 0 });
    else if (event.key === "Escape" && selection.keys.size > 0) setSelection(NOTHING);
    else {
      const next = moved(event.key, at, { count: rows.length, page: pageSize() });
      if (next === undefined) return false;
      move(next, event.shiftKey && selectable);
    }
    return true;
  };
  return {
    at,
    setAt,
    selection,
    select,
    clear: () => setSelection(NOTHING),
    onKeyDown: (event: KeyboardEvent) => {
      if (take(event)) event.preventDefault();
    },
  };
}
