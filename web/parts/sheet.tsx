import { Button, CloseButton, Drawer, Modal } from "@mantine/core";
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from "react";
import { useWords } from "../words/index.ts";
import { useNarrow } from "./narrow.ts";

export interface SheetProps {
  opened: boolean;
  onClose: () => void;
  title: ReactNode;
  /** `panel`: at the right side, for forms; `dialog`: in the middle, for a question. On a telephone both come from below. */
  kind?: "panel" | "dialog";
  /** It shows what is never shown again: neither Escape, nor a click beside it, nor a cross closes it, only a button of its own. */
  isOnce?: boolean;
  children: ReactNode;
  /** Buttons; they stay visible while the rest scrolls. */
  footer?: ReactNode;
}

const Unsaved = createContext<{ current: boolean } | undefined>(undefined);

/** Tells the sheet around that something in it has been changed: it asks before that is lost. */
export function useUnsaved(isUnsaved: boolean): void {
  const sheet = useContext(Unsaved);
  useEffect(() => {
    if (sheet === undefined) return undefined;
    sheet.current = isUnsaved;
    return () => {
      sheet.current = false;
    };
  }, [sheet, isUnsaved]);
}

/**
 * What opens over the page. Escape closes it, unless it is there once, or something in it is not saved: then it asks. The focus returns to
 * where it was.
 */
export function Sheet({ opened, onClose, title, kind = "panel", isOnce = false, children, footer }: SheetProps) {
  const { t } = useWords();
  const unsaved = useRef(false);
  const [isAsking, setAsking] = useState(false);
  const close = () => (unsaved.current ? setAsking(true) : onClose());
  const discard = () => {
    setAsking(false);
    onClose();
  };
  const isNarrow = useNarrow();
  const closeButtonProps = { "aria-label": t("common.close") };
  const inside = (
    <Unsaved value={unsaved}>
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
    </Unsaved>
  );
  const staying = { closeOnEscape: !isOnce && !isAsking, closeOnClickOutside: !isOnce, withCloseButton: !isOnce };
  const shared = { opened, onClose: close, title, closeButtonProps, trapFocus: !isAsking, ...staying };
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

/** The cross that closes a detail. */
export function CloseCross({ onClick }: { onClick: () => void }) {
  const { t } = useWords();
  return <CloseButton aria-label={t("common.close")} onClick={onClick} size="lg" />;
}
