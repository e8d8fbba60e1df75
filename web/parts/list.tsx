import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useId, useMemo, useRef, useState } from "react";
import { useWords } from "../words/index.ts";
import { ErrorState } from "./error-state.tsx";
import { BulkBar, Day, dayAt, ListHead, StickyDay } from "./list-head.tsx";
import { itemsOf, type Key } from "./list-logic.ts";
import { type Column, type Narrow, Row, SkeletonRows } from "./list-row.tsx";
import { useNarrow } from "./narrow.ts";
import type { ListSource } from "./use-cursor-list.ts";
import { useHeldRows } from "./use-held-rows.ts";
import { useListKeys } from "./use-list-keys.ts";

export interface ListProps<R> {
  /** What is listed: "Sent messages". */
  label: string;
  source: ListSource<R>;
  keyOf: (row: R) => Key;
  /** What a row shows from 768 px; without columns it has its two lines there too. */
  columns?: readonly Column<R>[];
  /** What its two lines show on a telephone. */
  narrow: (row: R) => Narrow;
  /** The day of a row in words; rows of one day stand under one heading. */
  dayOf?: (row: R) => string;
  /** Enter or a click: goes to the URL of the detail. */
  onOpen?: (row: R) => void;
  /** The row whose detail is open. */
  opened?: Key | undefined;
  /** Buttons for the selected rows; without it nothing can be selected. */
  bulk?: (rows: readonly R[], clear: () => void) => ReactNode;
  /** What stands here when no row does: an `EmptyState`. */
  empty: ReactNode;
  /** What could not be loaded: "The messages could not be loaded". */
  failed: string;
}

const NO_COLUMNS: readonly never[] = [];
const DAY_HEIGHT = 32;
const ROW_HEIGHT = 36;
const NARROW_HEIGHT = 60;
/** Rows before the end at which the next page is asked for: two screens. */
const AHEAD = 60;

/** Rows by the million: virtual, by keyboard, selectable, live. */
export function List<R>(props: ListProps<R>) {
  const { source, empty, failed, bulk } = props;
  const { t } = useWords();
  if (source.error !== null && source.rows.length === 0) {
    return (
      <div className="list-instead">
        <ErrorState title={failed} retry={source.retry}>
          {source.error.message}
        </ErrorState>
      </div>
    );
  }
  if (source.isLoading)
    return (
      <SkeletonRows
        label={t("parts.list.loading")}
        columns={props.columns ?? NO_COLUMNS}
        selectable={bulk !== undefined}
      />
    );
  if (source.rows.length === 0) return <div className="list-instead">{empty}</div>;
  return <FilledList {...props} />;
}

function FilledList<R>(props: ListProps<R>) {
  const { label, source, keyOf, columns = NO_COLUMNS, dayOf, onOpen, bulk } = props;
  const { t } = useWords();
  const id = useId();
  const isNarrow = useNarrow() || columns.length === 0;
  const scroller = useRef<HTMLDivElement>(null);
  const [isSelecting, setSelecting] = useState(false);
  const [isHolding, setHolding] = useState(false);
  const held = useHeldRows({ rows: source.rows, keyOf, scroller, isBusy: isHolding });
  const { rows } = held;
  const items = useMemo(() => itemsOf(rows, dayOf), [rows, dayOf]);
  const places = useMemo(() => items.flatMap((item, index) => (item.kind === "row" ? [index] : [])), [items]);
  const rowHeight = isNarrow ? NARROW_HEIGHT : ROW_HEIGHT;
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (items[index]?.kind === "day" ? DAY_HEIGHT : rowHeight),
    overscan: 12,
    scrollPaddingStart: dayOf === undefined ? 0 : DAY_HEIGHT,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: sizes are known again when one of these changes
  useEffect(() => virtual.measure(), [rowHeight, items]);
  const keys = useListKeys({
    rows,
    keyOf,
    onOpen,
    selectable: bulk !== undefined,
    pageSize: () => Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 1),
    scrollTo: (index) => virtual.scrollToIndex(index === 0 ? 0 : (places[index] ?? 0)),
  });
  const { selection } = keys;
  useEffect(() => setHolding(selection.keys.size > 0), [selection]);
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  const { loadMore, hasMore } = source;
  useEffect(() => {
    if (hasMore && last >= items.length - AHEAD) loadMore();
  }, [hasMore, last, items.length, loadMore]);
  const clear = () => {
    keys.clear();
    setSelecting(false);
  };
  const top = virtual.getVirtualItemForOffset(virtual.scrollOffset ?? 0)?.index ?? 0;
  const isMarking = bulk !== undefined && (!isNarrow || isSelecting || selection.keys.size > 0);
  return (
    <section className="list" aria-label={label} data-lines={columns.length === 0 || undefined}>
      {bulk !== undefined && selection.keys.size > 0 ? (
        <BulkBar count={selection.keys.size} onClear={clear}>
          {bulk(
            rows.filter((row) => selection.keys.has(keyOf(row))),
            clear,
          )}
        </BulkBar>
      ) : (
        <ListHead
          columns={columns}
          selectable={bulk !== undefined}
          onSelect={isNarrow && bulk !== undefined ? () => setSelecting(!isSelecting) : undefined}
          isSelecting={isSelecting}
        />
      )}
      {held.fresh > 0 && (
        <button type="button" className="list-fresh" onClick={held.show}>
          {t("parts.list.fresh", { count: held.fresh })}
        </button>
      )}
      <div
        ref={scroller}
        className="list-scroller"
        role="listbox"
        aria-label={label}
        aria-multiselectable={bulk !== undefined}
        aria-activedescendant={keys.at >= 0 ? `${id}${keys.at}` : undefined}
        tabIndex={0}
        onKeyDown={keys.onKeyDown}
        onFocus={() => keys.at < 0 && keys.setAt(0)}
      >
        {dayOf !== undefined && <StickyDay day={dayAt(items, top)} />}
        <div className="list-inside" role="presentation" style={{ height: virtual.getTotalSize() }}>
          {shown.map(({ index, start, size }) => {
            const item = items[index];
            const style = { transform: `translateY(${start}px)`, height: size };
            if (item?.kind === "day") return <Day key={`day ${item.day}`} day={item.day} style={style} />;
            if (item === undefined) return null;
            const key = keyOf(item.row);
            return (
              <Row
                key={key}
                id={`${id}${item.index}`}
                style={style}
                row={item.row}
                columns={columns}
                narrow={isNarrow ? props.narrow : undefined}
                position={item.index + 1}
                total={hasMore ? -1 : rows.length}
                isNew={held.isNew(key)}
                isAt={item.index === keys.at}
                isOpen={key === props.opened}
                isSelected={selection.keys.has(key)}
                isMarking={isMarking}
                onClick={(isMark, isRange) => {
                  if (isMarking && (isMark || isRange || isNarrow)) return keys.select(item.index, isRange);
                  keys.setAt(item.index);
                  onOpen?.(item.row);
                }}
              />
            );
          })}
        </div>
        {source.isLoadingMore && <div className="list-more">{t("parts.list.loading")}</div>}
      </div>
    </section>
  );
}
