import { Button, CloseButton, Drawer, Modal } from "@mantine/core";
import { type ReactNode, useContext, useEffect, useMemo, useRef, useState } from "react";
import { useWords } from "../words/index.ts";
import { useNarrow } from "./narrow.ts";
import { SheetContext, useLeaving, useUnsaved } from "./unsaved.ts";

export interface SheetProps {
  opened: boolean;
  onClose: () => void;
  title: ReactNode;
  /** `panel`: at the right side, for forms; `dialog`: in the middle, for a question. On a telephone both come from below. */
  kind?: "panel" | "dialog";
  /** It shows what is never shown again: neither Escape, nor a click beside it, nor a cross closes it, only a button of its own. */
  isOnce?: boolean;
  /** It lies over every other one, which take no keys meanwhile. */
  isLast?: boolean;
  children: ReactNode;
  /** Buttons; they stay visible while the rest scrolls. */
  footer?: ReactNode;
}

/**
 * What opens over the page. Escape closes it, unless it is there once, or something in it is not saved: then it asks. The focus returns to
 * where it was.
 */
export function Sheet({
  opened,
  onClose,
  title,
  kind = "panel",
  isOnce = false,
  isLast = false,
  children,
  footer,
}: SheetProps) {
  const { t } = useWords();
  const [holds] = useState(() => new Set<() => void>());
  const [isAsking, setAsking] = useState(false);
  const close = () => (holds.size > 0 ? setAsking(true) : onClose());
  const closing = useRef(close);
  closing.current = close;
  const context = useMemo(() => ({ holds, close: () => closing.current() }), [holds]);
  const discard = () => {
    setAsking(false);
    // Closing may lead to another page, which would ask again.
    for (const free of holds) free();
    holds.clear();
    onClose();
  };
  useUnsaved(opened && isOnce);
  const isCovered = useLeaving().isAsked && !isLast;
  const isHeld = isAsking || isCovered;
  const before = useRef<Element>(null);
  // Mantine goes to the first field when the keys are its own again. Its effects come before these.
  useEffect(() => {
    const { current } = before;
    if (isHeld || !(current instanceof HTMLElement)) return undefined;
    before.current = null;
    const back = setTimeout(() => current.focus({ preventScroll: true }));
    return () => clearTimeout(back);
  }, [isHeld]);
  // In time: what asks takes the focus with its first drawing.
  if (isHeld) before.current ??= document.activeElement;
  const isNarrow = useNarrow();
  const closeButtonProps = { "aria-label": t("common.close") };
  const inside = (
    <SheetContext value={context}>
      <div className="sheet-body">{children}</div>
      {footer !== undefined && <div className="sheet-footer">{footer}</div>}
      {isAsking && (
        <Sheet
          opened
          kind="dialog"
          onClose={() => setAsking(false)}
          title={t("parts.sheet.discardTitle")}
          footer={
            <>
              <Button onClick={() => setAsking(false)} data-autofocus>
                {t("parts.sheet.keep")}
              </Button>
              <Button variant="filled" color="red" onClick={discard}>
                {t("parts.form.discard")}
              </Button>
            </>
          }
        >
          {t("parts.form.changed")}
        </Sheet>
      )}
    </SheetContext>
  );
  const staying = {
    closeOnEscape: !isOnce && !isHeld,
    closeOnClickOutside: !isOnce,
    withCloseButton: !isOnce,
  };
  const shared = { opened, onClose: close, title, closeButtonProps, trapFocus: !isHeld, ...staying };
  if (kind === "dialog" && !isNarrow) return <Modal {...shared}>{inside}</Modal>;
  return (
    <Drawer
      {...shared}
      position={isNarrow ? "bottom" : "right"}
      size={isNarrow ? "auto" : 440}
      classNames={{ content: "sheet", body: "sheet-inside" }}
      transitionProps={{ duration: 160, transition: isNarrow ? "slide-up" : "slide-left" }}
    >
      {inside}
    </Drawer>
  );
}

/** Closes the sheet around, as Escape does. */
export function CancelButton() {
  const { t } = useWords();
  const sheet = useContext(SheetContext);
  return <Button onClick={sheet?.close}>{t("common.cancel")}</Button>;
}

/** The cross that closes a detail. */
export function CloseCross({ onClick }: { onClick: () => void }) {
  const { t } = useWords();
  return <CloseButton aria-label={t("common.close")} onClick={onClick} size="lg" />;
}
