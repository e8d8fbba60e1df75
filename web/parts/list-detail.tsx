import { type ReactNode, useEffect, useRef } from "react";
import { useBeside } from "./narrow.ts";
import { CloseCross } from "./sheet.tsx";

export interface ListDetailProps {
  /** Page header and list. */
  children: ReactNode;
  /** The opened thing; its URL is its own. Nothing: the list has all of the width. */
  detail?: ReactNode;
  /** Goes back to the URL of the list; Escape does it too. */
  onClose: () => void;
  /** Which of the two gets the room that is left: a chat needs more than its list. */
  wide?: "list" | "detail";
}

/** A list with the detail of one row beside it, or over it where the page is narrower than 1100 px. */
export function ListDetail({ children, detail, onClose, wide = "list" }: ListDetailProps) {
  const isBeside = useBeside();
  const isOpen = detail !== undefined && detail !== null && detail !== false;
  const pane = useRef<HTMLElement>(null);
  useEffect(() => {
    if (isOpen && !isBeside) pane.current?.focus();
  }, [isOpen, isBeside]);
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    if (!isOpen) return;
    // Asked before a dialog hears of its Escape, since it is gone afterwards; so this listener is the older one.
    let hadDialog = false;
    const before = (event: KeyboardEvent) => {
      const isIn = event.composedPath().some((node) => node instanceof Element && node.role === "dialog");
      hadDialog = isIn || document.querySelector("[role=dialog]") !== null;
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented && !hadDialog) close.current();
    };
    window.addEventListener("keydown", before, true);
    document.addEventListener("keydown", onKey);
    return () => {
      window.removeEventListener("keydown", before, true);
      document.removeEventListener("keydown", onKey);
    };
  }, [isOpen]);
  return (
    <div className="list-detail" data-open={isOpen || undefined} data-wide={wide}>
      <div className="list-detail-list" inert={isOpen && !isBeside}>
        {children}
      </div>
      {isOpen && (
        <aside className="list-detail-detail" ref={pane} tabIndex={-1}>
          {detail}
        </aside>
      )}
    </div>
  );
}

export interface DetailProps {
  title: ReactNode;
  /** A badge, or what is so in a sentence. */
  answer?: ReactNode;
  /** Names and values, such as *Modem*, *m1*. */
  facts?: readonly (readonly [name: string, value: ReactNode])[];
  /** What one can do about it. */
  actions?: ReactNode;
  children?: ReactNode;
  onClose: () => void;
}

/** One thing opened: what it is, what is so, its facts, its story, what one can do. */
export const Detail = ({ title, answer, facts, actions, children, onClose }: DetailProps) => (
  <article className="detail">
    <header className="detail-header">
      <h2>{title}</h2>
      <CloseCross onClick={onClose} />
    </header>
    {answer !== undefined && <div>{answer}</div>}
    {facts !== undefined && (
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    )}
    {children}
    {actions !== undefined && <footer className="detail-actions">{actions}</footer>}
  </article>
);
