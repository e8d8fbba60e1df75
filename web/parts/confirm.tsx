import { Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useWords } from "../words/index.ts";
import { ErrorState } from "./error-state.tsx";
import { Sheet } from "./sheet.tsx";
import { useOnce } from "./use-once.ts";

export interface ConfirmProps {
  opened: boolean;
  onClose: () => void;
  /** What will happen, as a question: "Delete 3 messages?" */
  title: string;
  /** What is lost, and what is not. */
  children: ReactNode;
  /** What the button does: "Delete 3 messages". Nothing where there is nothing to do. */
  action: string | undefined;
  /** Does it; the dialog closes when that succeeds, and says why when it does not. */
  onConfirm: () => Promise<void> | void;
  /** Red, for what cannot be undone; on unless said otherwise. */
  destroys?: boolean;
}

/** Asks before something is lost. The safe button has the focus. */
export function Confirm({ opened, onClose, title, children, action, onConfirm, destroys = true }: ConfirmProps) {
  const { t } = useWords();
  const { once, isBusy } = useOnce();
  const [failure, setFailure] = useState<string>();
  const close = () => {
    setFailure(undefined);
    onClose();
  };
  const confirm = async () => {
    setFailure(undefined);
    try {
      await once(async () => {
        await onConfirm();
        close();
      });
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
  };
  const footer = (
    <>
      <Button onClick={close} data-autofocus>
        {t(action === undefined ? "common.close" : "common.cancel")}
      </Button>
      {action !== undefined && (
        <Button variant="filled" color={destroys ? "red" : "accent"} loading={isBusy} onClick={() => void confirm()}>
          {action}
        </Button>
      )}
    </>
  );
  return (
    <Sheet opened={opened} onClose={close} title={title} kind="dialog" footer={footer}>
      {children}
      {failure !== undefined && <ErrorState title={t("parts.confirm.failed")}>{failure}</ErrorState>}
    </Sheet>
  );
}
