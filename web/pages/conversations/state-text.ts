import type { Schemas } from "../../api.ts";
import { reasonOf } from "../../app/reasons.ts";
import { momentText } from "../../format.ts";
import { t } from "../../words/index.ts";

type Outgoing = Schemas["OutgoingMessage"];

/** What became of an outgoing message, in a sentence with time and reason. */
export function stateText(message: Outgoing, now: number = Date.now()): string {
  const { state, error } = message;
  const at = (instant: string | undefined) => momentText(instant ?? message.createdAt, now);
  const sentence = {
    queued: () => queuedText(message, now),
    sending: () => t("conversations.isSending"),
    sent: () => t("conversations.isSent", { time: at(message.sentAt) }),
    delivered: () => t("conversations.isDelivered", { time: at(message.settledAt) }),
    undelivered: () => t("conversations.isUndelivered", { time: at(message.sentAt) }),
    failed: () => t("conversations.isFailed", { time: at(message.settledAt) }),
    unknown: () => t("conversations.isUnknown"),
    cancelled: () => t("conversations.isCancelled", { time: at(message.settledAt) }),
    expired: () => t("conversations.isExpired", { time: at(message.expiresAt) }),
  }[state]();
  const isExplained = state === "queued" || state === "delivered" || state === "sent" || error === undefined;
  return isExplained ? sentence : t("conversations.because", { sentence, reason: reasonOf(error) });
}

function queuedText({ attempts, error, nextAttemptAt, sendAt, waitsBecause }: Outgoing, now: number): string {
  if (waitsBecause !== undefined) return waitsBecause;
  const next = nextAttemptAt ?? sendAt;
  const isLater = Date.parse(next) > now;
  if (error !== undefined && attempts > 0) {
    const reason = reasonOf(error);
    return isLater
      ? t("conversations.waitsAgain", { reason, count: attempts, time: momentText(next, now) })
      : t("conversations.triesAgain", { reason, count: attempts });
  }
  return isLater ? t("conversations.waitsUntil", { time: momentText(next, now) }) : t("conversations.waits");
}

/** What did not arrive says why without being asked. */
export const needsReason = ({ state, error }: Outgoing): boolean =>
  state === "failed" ||
  state === "undelivered" ||
  state === "expired" ||
  state === "unknown" ||
  (state === "queued" && error !== undefined);
