import type { ReactNode } from "react";
import { StateShape } from "../parts/state-badge.tsx";
import { useWords } from "../words/index.ts";

interface StepProps {
  number: number;
  title: string;
  state: "done" | "open" | "later";
  /** What was chosen, once it is done. */
  summary?: ReactNode;
  children?: ReactNode;
}

/** One of the three steps: its title is there from the start, its fields when it is its turn. */
export function Step({ number, title, state, summary, children }: StepProps) {
  const { t } = useWords();
  return (
    <section className="setup-step" data-state={state} aria-labelledby={`setup-${number}`}>
      <h2 id={`setup-${number}`} aria-current={state === "open" ? "step" : undefined}>
        <span className="setup-number" data-tone={state === "done" ? "green" : undefined}>
          {state === "done" ? <StateShape shape="check" /> : number}
        </span>
        {title}
        {state === "done" && <span className="for-readers">{t("setup.done")}</span>}
      </h2>
      {state === "done" && <p className="setup-summary quiet">{summary}</p>}
      {state === "open" && <div className="setup-body">{children}</div>}
    </section>
  );
}
