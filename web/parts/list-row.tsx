import { IconCheck } from "@tabler/icons-react";
import type { CSSProperties, ReactNode } from "react";

export interface Column<R> {
  key: string;
  /** What stands above it. */
  head: string;
  /** A track of a CSS grid: `8rem`, `minmax(0, 1fr)`. */
  width: string;
  show: (row: R) => ReactNode;
  /** Numbers and times. */
  end?: boolean;
}

/** What the two lines of a row show on a telephone. */
export interface Narrow {
  who: ReactNode;
  when: ReactNode;
  text: ReactNode;
  state?: ReactNode;
}

export const tracksOf = <R,>(columns: readonly Column<R>[], isMarking: boolean): string =>
  [...(isMarking ? ["20px"] : []), ...columns.map(({ width }) => width)].join(" ");

export interface RowProps<R> {
  id: string;
  style: CSSProperties;
  row: R;
  columns: readonly Column<R>[];
  narrow: ((row: R) => Narrow) | undefined;
  position: number;
  /** −1 while it is not known. */
  total: number;
  isNew: boolean;
  isAt: boolean;
  isOpen: boolean;
  isSelected: boolean;
  isMarking: boolean;
  onClick: (isMark: boolean, isRange: boolean) => void;
}

export function Row<R>(props: RowProps<R>) {
  const { id, style, row, columns, narrow, position, total, isSelected, isMarking, onClick } = props;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the listbox has the focus and the keys
    <div
      id={id}
      role="option"
      tabIndex={-1}
      className="list-row"
      style={narrow === undefined ? { ...style, gridTemplateColumns: tracksOf(columns, isMarking) } : style}
      aria-selected={isSelected}
      aria-posinset={position}
      aria-setsize={total}
      data-narrow={narrow !== undefined || undefined}
      data-marking={isMarking || undefined}
      data-new={props.isNew || undefined}
      data-at={props.isAt || undefined}
      data-open={props.isOpen || undefined}
      onClick={(event) => {
        const isMark = event.target instanceof Element && event.target.closest(".list-mark") !== null;
        onClick(isMark || event.ctrlKey || event.metaKey, event.shiftKey);
      }}
    >
      {isMarking && (
        <span className="list-mark" aria-hidden="true">
          <span className="list-mark-box">{isSelected && <IconCheck size={12} stroke={3} />}</span>
        </span>
      )}
      {narrow === undefined
        ? columns.map(({ key, show, end }) => (
            <span key={key} className="list-cell" data-end={end || undefined}>
              {show(row)}
            </span>
          ))
        : twoLines(narrow(row))}
    </div>
  );
}

const twoLines = ({ who, when, text, state }: Narrow) => (
  <span className="list-lines">
    <span className="list-line">
      <span className="list-who">{who}</span>
      <span className="list-when">{when}</span>
    </span>
    <span className="list-line">
      <span className="list-text">{text}</span>
      <span className="list-state">{state}</span>
    </span>
  </span>
);

const WIDTHS = [72, 88, 56, 80, 64, 92, 60, 76, 84, 68, 90, 58];

const LINES = [{ key: "who" }, { key: "text" }];

/** Rows on the way, as high as they will be. */
export function SkeletonRows<R>({
  label,
  columns,
  selectable,
}: {
  label: string;
  columns: readonly Column<R>[];
  selectable: boolean;
}) {
  return (
    <section className="list" aria-label={label} aria-busy="true" data-lines={columns.length === 0 || undefined}>
      <div className="list-head" />
      <div className="list-scroller">
        {WIDTHS.map((width) => (
          <div key={width} className="list-skeleton" style={{ gridTemplateColumns: tracksOf(columns, selectable) }}>
            {selectable && <span className="list-mark" />}
            {(columns.length === 0 ? LINES : columns).map(({ key }, index) => (
              <span key={key}>
                <i style={{ width: `${index === 0 ? width : ((width * (index + 3)) % 70) + 25}%` }} />
              </span>
            ))}
          </div>
        ))}
      </div>
    </section>
  );
}
