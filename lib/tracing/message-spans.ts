import type { Claim, DeliveryReport, Settlement } from "../messages/index.ts";
import { maskNumber, maskNumbers } from "../visible.ts";
import { createEarlyReports } from "./early-reports.ts";
import type { Span, SpanIds } from "./span.ts";

/** Who sends a part. */
interface Sender {
  modem: string;
  sim: string;
}

/** Makes spans of what was told to it. `since`: when a step began, milliseconds since 1970; it has ended now. */
export interface MessageSpans {
  requested(messageIds: readonly number[], source: string, since: number): void;
  committed(messageIds: readonly number[], since: number): void;
  claimed(claim: Claim, by: Sender & { since: number }): void;
  partBegun(claim: Claim, position: number, by: Sender & { since: number }): void;
  partEnded(
    claim: Claim,
    position: number,
    how: { outcome: "sent" | "reopened" | "unknown"; reference?: number },
  ): void;
  settled(claim: Claim, settlement: Settlement): void;
  reported(report: DeliveryReport, of: { messageId: number; position: number; since: number }): void;
  /** No part is known that it is about; it may be one whose reference is about to be stored. */
  reportedEarly(report: DeliveryReport, since: number): void;
}

/** A claim that is in the hands of a worker. */
interface Held {
  since: number;
  modem: string;
  parts: Map<number, Sender & { since: number }>;
}

/** What no request asked for: what the gateway sends because of something else. */
const WITHOUT_REQUEST = new Set(["routing", "alarm", "opt-out", "resend"]);

/** @param options.record  takes each span; must not throw */
export function createMessageSpans(options: {
  ids: SpanIds;
  record: (span: Span) => void;
  now: () => number;
}): MessageSpans {
  const { ids, record, now } = options;
  const held = new WeakMap<Claim, Held>();
  const early = createEarlyReports();

  /** A step of a message that is right below its request, unless it says otherwise. */
  function step(messageId: number, span: Pick<Span, "name" | "startMs" | "attributes"> & Partial<Span>): void {
    const { traceId, requestId } = ids.ofMessage(messageId);
    const attributes = { "aldis.message.id": messageId, ...span.attributes };
    record({ traceId, spanId: ids.fresh(), parentSpanId: requestId, endMs: now(), ...span, attributes });
  }

  function root(messageId: number, span: Pick<Span, "startMs" | "endMs" | "attributes">): void {
    const { traceId, requestId } = ids.ofMessage(messageId);
    const attributes = { "aldis.message.id": messageId, ...span.attributes };
    record({ ...span, name: "request", traceId, spanId: requestId, attributes });
  }

  function reported(
    { modem, outcome, statusCode }: DeliveryReport,
    { messageId, position, since }: { messageId: number; position: number; since: number },
  ): void {
    step(messageId, {
      name: "report",
      startMs: since,
      attributes: {
        "aldis.modem": modem,
        "aldis.part": position,
        "aldis.outcome": outcome,
        "aldis.status": statusCode,
      },
      ...(outcome === "permanent" || outcome === "gave-up" ? { error: "not delivered" } : {}),
    });
  }

  return {
    requested(messageIds, source, since) {
      const attributes = { "aldis.source": source, "aldis.messages": messageIds.length };
      for (const id of messageIds) root(id, { startMs: since, endMs: now(), attributes });
    },
    committed(messageIds, since) {
      const attributes = { "aldis.messages": messageIds.length };
      for (const id of messageIds) step(id, { name: "commit", startMs: since, attributes });
    },
    claimed(claim, { since, modem, sim }) {
      const { message, parts } = claim;
      const begun = parts.filter(({ state }) => state === "sending").map(({ position }) => position);
      const by = { since: now(), modem, sim };
      held.set(claim, { since, modem, parts: new Map(begun.map((position) => [position, by])) });
      if (claim.fence > 1 || !WITHOUT_REQUEST.has(message.source)) return;
      const at = message.createdAt;
      root(message.id, { startMs: at, endMs: at, attributes: { "aldis.source": message.source } });
    },
    partBegun: (claim, position, by) => void held.get(claim)?.parts.set(position, by),
    partEnded(claim, position, { outcome, reference }) {
      const part = held.get(claim)?.parts.get(position);
      if (part === undefined) return;
      held.get(claim)?.parts.delete(position);
      const { id, recipient, via } = claim.message;
      step(id, {
        name: "part",
        parentSpanId: ids.ofClaim(id, claim.fence),
        startMs: part.since,
        attributes: {
          "aldis.channel": via,
          "aldis.modem": part.modem,
          "aldis.part": position,
          "aldis.parts": claim.parts.length,
          "aldis.reference": reference,
          "aldis.outcome": outcome,
        },
        ...(outcome === "unknown" ? { error: "nobody knows whether the network took it" } : {}),
      });
      const before = reference === undefined ? undefined : early.take({ sim: part.sim, reference, recipient });
      if (before !== undefined) reported(before.report, { messageId: id, position, since: before.since });
    },
    settled(claim, settlement) {
      const own = held.get(claim);
      if (own === undefined) return;
      held.delete(claim);
      const { message, fence, parts } = claim;
      const error = errorOf(settlement);
      step(message.id, {
        name: "claim",
        spanId: ids.ofClaim(message.id, fence),
        startMs: own.since,
        attributes: {
          "aldis.channel": message.via,
          "aldis.recipient": maskNumber(message.recipient),
          "aldis.priority": message.priority,
          "aldis.modem": own.modem,
          "aldis.parts": parts.length,
          "aldis.claim": fence,
          "aldis.outcome": settlement.state,
        },
        ...(error === undefined ? {} : { error }),
      });
    },
    reported,
    reportedEarly: early.put,
  };
}

/** Why a claim did not end as it should. An error of encoding may quote the text. */
function errorOf(settlement: Settlement): string | undefined {
  if (!("error" in settlement) || settlement.error === "") return undefined;
  if (settlement.state === "failed" && settlement.reason === "content") return "it cannot be encoded";
  return maskNumbers(settlement.error);
}
