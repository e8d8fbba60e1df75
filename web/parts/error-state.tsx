import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useWords } from "../words/index.ts";
import { StateShape } from "./state-badge.tsx";

export interface ErrorStateProps {
  /** What could not be done: "The messages could not be loaded". */
  title: string;
  /** Why, and what to do: the `detail` of a problem document. */
  children?: ReactNode;
  /** Does it again; without it there is no button. */
  retry?: () => void;
}

/** What went wrong, why, and the way on; it stays until it is solved. */
export function ErrorState({ title, children, retry }: ErrorStateProps) {
  const { t } = useWords();
  // Titles say that something was not done, which nobody knows then.
  const said = children === t("error.unanswered") ? t("error.unansweredTitle") : title;
  return (
    <div className="error-state" role="alert">
      <span className="error-state-shape">
        <StateShape shape="triangle" />
      </span>
      <div className="error-state-words">
        <p className="error-state-title">{said}</p>
        {children !== undefined && <div>{children}</div>}
      </div>
      {retry !== undefined && <Button onClick={retry}>{t("common.retry")}</Button>}
    </div>
  );
}
