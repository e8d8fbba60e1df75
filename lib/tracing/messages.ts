import { defined } from "../defined.ts";
import type { OutboxStore } from "../messages/index.ts";
import type { Submission } from "../routing/index.ts";
import type { MessageSpans } from "./message-spans.ts";

/** Watches messages on their way. What is on disk is told of, and nothing else. */
export interface MessageTracer {
  /** The same store, watched. */
  outbox(store: OutboxStore): OutboxStore;
  /** The same way in, watched. */
  submission(submission: Submission): Submission;
}

/** Makes it; what happens is told to `spans`. */
export function createMessageTracer(spans: MessageSpans, now: () => number): MessageTracer {
  return {
    outbox: (store) => watchOutbox(store, spans, now),
    submission: (submission) => ({
      ...submission,
      async submit(request) {
        const since = now();
        const result = await submission.submit(request);
        if (result.ok) spans.requested(result.value.messageIds, request.source, since);
        return result;
      },
      async submitOnce(request) {
        const since = now();
        const result = await submission.submitOnce(request);
        if (!result.ok || result.value.again) return result;
        const messageIds = result.value.messages.map(({ id }) => id);
        spans.requested(messageIds, request.source, since);
        return result;
      },
    }),
  };
}

/** Each method calls the store before it waits for anything: calls of one moment share a commit. */
function watchOutbox(store: OutboxStore, spans: MessageSpans, now: () => number): OutboxStore {
  return {
    ...store,
    async accept(messages, at, limit) {
      const since = now();
      const messageIds = await store.accept(messages, at, limit);
      spans.committed(messageIds, since);
      return messageIds;
    },
    async acceptOnce(messages, at, given) {
      const since = now();
      const outcome = await store.acceptOnce(messages, at, given);
      if (outcome.kind === "done") spans.committed(outcome.value, since);
      return outcome;
    },
    async claimDue(given) {
      const since = now();
      const claim = await store.claimDue(given);
      if (claim !== undefined) spans.claimed(claim, { since, modem: given.modem, sim: given.sim ?? "" });
      return claim;
    },
    async partSending(claim, position, on) {
      const since = now();
      const written = await store.partSending(claim, position, on);
      if (written === "written") spans.partBegun(claim, position, { since, modem: on.modem, sim: on.sim });
      return written;
    },
    async partSent(claim, position, result) {
      const written = await store.partSent(claim, position, result);
      const { reference } = result;
      if (written === "written") spans.partEnded(claim, position, { outcome: "sent", ...defined({ reference }) });
      return written;
    },
    async partReopened(claim, position) {
      const written = await store.partReopened(claim, position);
      if (written === "written") spans.partEnded(claim, position, { outcome: "reopened" });
      return written;
    },
    async partUnknown(claim, position, at) {
      const written = await store.partUnknown(claim, position, at);
      if (written === "written") spans.partEnded(claim, position, { outcome: "unknown" });
      return written;
    },
    async settle(claim, settlement) {
      const written = await store.settle(claim, settlement);
      if (written === "written") spans.settled(claim, settlement);
      return written;
    },
    async recordReport(report) {
      const since = now();
      const match = await store.recordReport(report);
      if (match.matched) spans.reported(report, { messageId: match.messageId, position: match.position, since });
      else spans.reportedEarly(report, since);
      return match;
    },
  };
}
