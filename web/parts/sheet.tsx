import { CloseButton, Drawer, Modal } from "@mantine/core";
import type { ReactNode } from "react";
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

/** What opens over the page. Escape closes it, unless it is there once; the focus returns to where it was. */
export function Sheet({ opened, onClose, title, kind = "panel", isOnce = false, children, footer }: SheetProps) {
  const { t } = useWords();
  const isNarrow = useNarrow();
  const closeButtonProps = { "aria-label": t("common.close") };
  const inside = (
    <>
      <div className="sheet-body">{children}</div>
      {footer !== undefined && <div className="sheet-footer">{footer}</div>}
    </>
  );
  const staying = { closeOnEscape: !isOnce, closeOnClickOutside: !isOnce, withCloseButton: !isOnce };
  const shared = { opened, onClose, title, closeButtonProps, ...staying };
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
