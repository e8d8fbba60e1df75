import { Progress } from "@mantine/core";
import type { ReactNode } from "react";
import { useWords } from "../words/index.ts";
import { type MessageState, MessageStateBadge } from "./state-badge.tsx";

export interface RecipientProgress {
  key: string | number;
  name: string;
  state: MessageState;
  /** Why it waits or was not sent, in a sentence. */
  reason?: string;
}

export interface RecipientsProgressProps {
  /** Those to show; of many thousands, the first and those that failed. */
  recipients: readonly RecipientProgress[];
  /** Of all: how many are decided, those that failed among them. */
  done: number;
  failed: number;
  total: number;
  /** Buttons such as *Cancel the rest*. */
  actions?: ReactNode;
}

/** How far a message to many is: a sentence, a line, and each recipient's state. */
export function RecipientsProgress({ recipients, done, failed, total, actions }: RecipientsProgressProps) {
  const { t } = useWords();
  const hidden = total - recipients.length;
  return (
    <section className="progress" aria-label={t("parts.progress.label")}>
      <div className="progress-top">
        <p role="status">
          {t("parts.progress.done", { done: done - failed, total })}
          {failed > 0 && <span className="progress-failed">{t("parts.progress.failed", { count: failed })}</span>}
        </p>
        {actions}
      </div>
      {total > 1 && (
        <Progress.Root size={4}>
          <Progress.Section
            value={(100 * (done - failed)) / total}
            color="accent"
            aria-label={t("parts.progress.label")}
          />
          <Progress.Section value={(100 * failed) / total} color="red" aria-label={t("parts.progress.failedLabel")} />
        </Progress.Root>
      )}
      <ul className="progress-list">
        {recipients.map(({ key, name, state, reason }) => (
          <li key={key}>
            <span className="progress-name">{name}</span>
            {reason !== undefined && <span className="progress-reason">{reason}</span>}
            <MessageStateBadge state={state} />
          </li>
        ))}
      </ul>
      {hidden > 0 && <p className="quiet">{t("parts.progress.hidden", { count: hidden })}</p>}
    </section>
  );
}
