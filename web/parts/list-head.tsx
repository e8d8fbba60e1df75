import { Button } from "@mantine/core";
import type { CSSProperties, ReactNode } from "react";
import { useWords } from "../words/index.ts";
import type { Item } from "./list-logic.ts";
import { type Column, tracksOf } from "./list-row.tsx";

interface ListHeadProps<R> {
  columns: readonly Column<R>[];
  selectable: boolean;
  /** On a telephone: shows the marks of the rows, or hides them again. */
  onSelect: (() => void) | undefined;
  /** Whether the marks are shown: a tap on a row marks it. */
  isSelecting: boolean;
}

/** What stands above the rows. */
export function ListHead<R>({ columns, selectable, onSelect, isSelecting }: ListHeadProps<R>) {
  const { t } = useWords();
  return (
    <div className="list-head" style={{ gridTemplateColumns: tracksOf(columns, selectable) }}>
      {selectable && <span className="list-mark" />}
      {columns.map(({ key, head, end }) => (
        <span key={key} className="list-cell" data-end={end || undefined} aria-hidden="true">
          {head}
        </span>
      ))}
      {onSelect !== undefined && (
        <Button
          className="list-select"
          size="compact-sm"
          variant={isSelecting ? "light" : "subtle"}
          color="gray"
          aria-pressed={isSelecting}
          onClick={onSelect}
        >
          {t("parts.list.select")}
        </Button>
      )}
    </div>
  );
}

/** What one can do with the selected rows; in the place of the head, so that nothing moves. */
export function BulkBar({ count, onClear, children }: { count: number; onClear: () => void; children: ReactNode }) {
  const { t } = useWords();
  return (
    <div className="list-bulk" role="toolbar" aria-label={t("parts.list.bulk")}>
      <span role="status">{t("parts.list.selected", { count })}</span>
      {children}
      <Button size="compact-sm" variant="subtle" color="gray" onClick={onClear}>
        {t("parts.list.clear")}
      </Button>
    </div>
  );
}

/** The heading before the first row of a day. */
export const Day = ({ day, style }: { day: string; style: CSSProperties }) => (
  <div className="list-day" role="presentation" style={style}>
    {day}
  </div>
);

/** The day of the rows at the top, over the place where its own heading was. */
export const StickyDay = ({ day }: { day: string | undefined }) => (
  <div className="list-day list-day-sticky" role="presentation">
    {day}
  </div>
);

/** The day that an item belongs to. */
export function dayAt<R>(items: readonly Item<R>[], index: number): string | undefined {
  for (let at = index; at >= 0; at--) {
    const item = items[at];
    if (item?.kind === "day") return item.day;
  }
  return undefined;
}
