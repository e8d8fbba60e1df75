import { type RefObject, useEffect, useRef, useState } from "react";
import { countFresh, type Key } from "./list-logic.ts";

export interface HeldRowsOptions<R> {
  rows: readonly R[];
  keyOf: (row: R) => Key;
  scroller: RefObject<HTMLElement | null>;
  /** Somebody has selected rows: these must not move. */
  isBusy: boolean;
}

/** Holds rows back that come in at the top while somebody reads further down, until they are asked for. */
export function useHeldRows<R>({ rows, keyOf, scroller, isBusy }: HeldRowsOptions<R>) {
  const firstKey = rows[0] === undefined ? undefined : keyOf(rows[0]);
  const [first, setFirst] = useState(firstKey);
  const newest = useRef<ReadonlySet<Key>>(new Set());
  const fresh = countFresh(rows, first, keyOf);
  const isReading = () => isBusy || (scroller.current?.scrollTop ?? 0) > 4;
  const show = () => {
    newest.current = new Set(rows.slice(0, fresh).map(keyOf));
    setFirst(firstKey);
  };
  useEffect(() => {
    if (first !== firstKey && !isReading()) show();
  });
  return {
    rows: fresh === 0 ? rows : rows.slice(fresh),
    fresh,
    show: () => {
      show();
      scroller.current?.scrollTo({ top: 0 });
    },
    /** Whether a row has just come in: it slides. */
    isNew: (key: Key) => newest.current.has(key),
  };
}
