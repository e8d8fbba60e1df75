import { createHmac, randomBytes } from "node:crypto";

/** What a span stands for. */
type SpanName = "request" | "commit" | "claim" | "part" | "report";

/** One step of a message. What is `undefined` among the attributes is left out. */
export interface Span {
  name: SpanName;
  traceId: string;
  spanId: string;
  /** Absent for the first one of a message. */
  parentSpanId?: string;
  /** Milliseconds since 1970, with fractions. */
  startMs: number;
  endMs: number;
  attributes: Readonly<Record<string, string | number | boolean | undefined>>;
  /** What went wrong. */
  error?: string;
}

/** Which trace and which spans stand for a message, the same after a restart and on every node. */
export interface SpanIds {
  ofMessage(messageId: number): { traceId: string; requestId: string };
  /** @param fence  of the claim */
  ofClaim(messageId: number, fence: number): string;
  /** Of a span that no other one refers to. */
  fresh(): string;
}

/** Hexadecimal digits of the IDs (W3C Trace Context §3.2.2). */
const TRACE_DIGITS = 32;
const SPAN_DIGITS = 16;

/** @param key  of the database, so that messages of two installations never share a trace */
export function createSpanIds(key: string): SpanIds {
  const digest = (text: string) => createHmac("sha256", key).update(text).digest("hex");
  return {
    ofMessage(messageId) {
      const digits = digest(`message ${messageId}`);
      return {
        traceId: digits.slice(0, TRACE_DIGITS),
        requestId: digits.slice(TRACE_DIGITS, TRACE_DIGITS + SPAN_DIGITS),
      };
    },
    ofClaim: (messageId, fence) => digest(`claim ${messageId} ${fence}`).slice(0, SPAN_DIGITS),
    fresh: () => randomBytes(SPAN_DIGITS / 2).toString("hex"),
  };
}
