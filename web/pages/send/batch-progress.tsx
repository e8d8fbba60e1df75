import { Button } from "@mantine/core";
import { useState } from "react";
import { Link } from "wouter";
import type { Schemas } from "../../api.ts";
import { reasonOf } from "../../app/reasons.ts";
import { momentText, phoneText } from "../../format.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { type RecipientProgress, RecipientsProgress } from "../../parts/progress.tsx";
import type { Recipient } from "../../parts/recipient-field.tsx";
import { CloseCross } from "../../parts/sheet.tsx";
import { useWords } from "../../words/index.ts";
import { type Batch, cancelWaiting, useBatch } from "./batch.ts";
import { instantOf } from "./draft.ts";
import { RefusedList } from "./refusals.tsx";
import { filledIn } from "./variables.ts";

type Message = Schemas["OutgoingMessage"];
type State = Message["state"];

const FAILED: ReadonlySet<State> = new Set(["failed", "undelivered", "unknown", "cancelled", "expired"]);
const WAITING: ReadonlySet<State> = new Set(["queued", "sending"]);
const MOST_SHOWN = 60;

interface BatchProgressProps {
  batch: Batch;
  /** Writes to the same people again. */
  onRepeat: (to: Recipient[]) => void;
  onClose: () => void;
}

/** What became of what was sent last, for each recipient, as it happens. */
export function BatchProgress({ batch, onRepeat, onClose }: BatchProgressProps) {
  const { t } = useWords();
  const { draft, alarms = [] } = batch;
  const { data, error, refetch } = useBatch(batch);
  const [isCancelling, setCancelling] = useState(false);
  const rows = batch.messages.map(({ id, to, name }) => ({
    id,
    name: data?.get(id)?.contact?.name ?? name ?? phoneText(to),
    message: data?.get(id),
    state: data?.get(id)?.state ?? ("queued" as const),
  }));
  const count = (states: ReadonlySet<State>) => rows.filter(({ state }) => states.has(state)).length;
  const waiting = rows.filter(({ state }) => state === "queued").length;
  const failed = count(FAILED);
  const shown = rows.length <= MOST_SHOWN ? rows : rows.toSorted((a, b) => rankOf(a.state) - rankOf(b.state));
  return (
    <section className="send-batch" aria-labelledby="send-batch">
      <div className="send-batch-top">
        <h2 id="send-batch">
          {draft.at === null
            ? t("send.last", { time: momentText(batch.at) })
            : t("send.planned", { time: momentText(instantOf(draft.at)) })}
        </h2>
        <CloseCross onClick={onClose} />
      </div>
      {draft.kind !== "ring" && <p className="send-batch-text">{filledIn(draft.text, draft.values)}</p>}
      {error !== null && (
        <ErrorState title={t("send.progressNotLoaded")} retry={() => void refetch()}>
          {error.message}
        </ErrorState>
      )}
      {alarms.length > 0 && <p>{t("send.alarms", { count: alarms.length, numbers: alarms.join(", ") })}</p>}
      {rows.length > 0 && (
        <RecipientsProgress
          recipients={shown.slice(0, MOST_SHOWN).map(({ id, name, message, state }): RecipientProgress => {
            const reason = message === undefined ? undefined : noteOf(message, t);
            return { key: id, name, state, ...(reason !== undefined && { reason }) };
          })}
          done={rows.length - count(WAITING)}
          failed={failed}
          total={rows.length}
          actions={
            waiting > 0 && (
              <Button size="compact-sm" onClick={() => setCancelling(true)}>
                {t("send.cancelWaiting", { count: waiting })}
              </Button>
            )
          }
        />
      )}
      {batch.refused.length > 0 && (
        <div className="send-batch-refused">
          <h3>{t("send.refusedTitle", { count: batch.refused.length })}</h3>
          <RefusedList refused={batch.refused} />
        </div>
      )}
      <div className="send-batch-actions">
        <Button variant="subtle" color="accent" size="compact-sm" onClick={() => onRepeat(draft.to)}>
          {t("send.again")}
        </Button>
        {rows.length > 0 && <Link href={`/messages/sent?reference=${batch.reference}`}>{t("send.showMessages")}</Link>}
      </div>
      <Confirm
        opened={isCancelling}
        onClose={() => setCancelling(false)}
        title={t("send.cancelTitle", { count: waiting })}
        action={t("send.cancelWaiting", { count: waiting })}
        onConfirm={async () => {
          await cancelWaiting(batch.reference);
          await refetch();
        }}
      >
        {t("send.cancelHelp")}
      </Confirm>
    </section>
  );
}

/** Of many, those that failed come first, then those on their way. */
const rankOf = (state: State): number => (FAILED.has(state) ? 0 : WAITING.has(state) ? 1 : 2);

function noteOf(message: Message, t: ReturnType<typeof useWords>["t"]): string | undefined {
  const { state, nextAttemptAt, sendAt, createdAt, channel, requestedChannel } = message;
  const error = message.error === undefined ? undefined : reasonOf(message.error);
  if (state === "queued" && error !== undefined) {
    return nextAttemptAt === undefined ? error : t("send.triesAgain", { error, time: momentText(nextAttemptAt) });
  }
  if (state === "queued" && sendAt > createdAt) return t("send.goesAt", { time: momentText(sendAt) });
  if (FAILED.has(state)) return error;
  return requestedChannel === "auto" ? t(`send.channel.${channel}`) : undefined;
}
