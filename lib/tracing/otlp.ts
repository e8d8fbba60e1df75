import type { Span } from "./span.ts";

/** Who reports. */
export interface Reporter {
  /** The gateway's name among those on its database. */
  node: string;
  version: string;
}

/** `SpanKind` of trace.proto. */
const KINDS = { request: 2, commit: 1, claim: 5, part: 3, report: 5 } as const satisfies Record<Span["name"], number>;
/** `STATUS_CODE_ERROR` of trace.proto. */
const ERROR = 2;

/** The body of `POST /v1/traces`: an `ExportTraceServiceRequest` in the JSON of OTLP 1.x. Pure. */
export function otlpRequest(spans: readonly Span[], { node, version }: Reporter): string {
  const resource = { "service.name": "aldis", "service.version": version, "service.instance.id": node };
  return JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: attributesOf(resource) },
        scopeSpans: [{ scope: { name: "aldis", version }, spans: spans.map(spanOf) }],
      },
    ],
  });
}

function spanOf({ name, traceId, spanId, parentSpanId, startMs, endMs, attributes, error }: Span) {
  return {
    traceId,
    spanId,
    ...(parentSpanId === undefined ? {} : { parentSpanId }),
    name,
    kind: KINDS[name],
    startTimeUnixNano: nanoseconds(startMs),
    // A clock that was set back makes nothing take less than no time.
    endTimeUnixNano: nanoseconds(Math.max(startMs, endMs)),
    attributes: attributesOf(attributes),
    status: error === undefined ? {} : { code: ERROR, message: error },
  };
}

function attributesOf(attributes: Span["attributes"]) {
  return Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [{ key, value: anyValue(value) }],
  );
}

/** Whole numbers are strings: 64 bits do not fit into a number of JSON. */
function anyValue(value: string | number | boolean) {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

/** A time in nanoseconds has more digits than a number keeps. */
function nanoseconds(ms: number): string {
  const whole = Math.floor(ms);
  return String(BigInt(whole) * 1_000_000n + BigInt(Math.floor((ms - whole) * 1e6)));
}

/** How many spans the receiver did not take of those that it answered for with success; 0 when it does not say. Pure. */
export function rejectedSpans(answer: string): number {
  try {
    const { partialSuccess } = JSON.parse(answer) as { partialSuccess?: { rejectedSpans?: unknown } };
    const rejected = Number(partialSuccess?.rejectedSpans ?? 0);
    return Number.isSafeInteger(rejected) && rejected > 0 ? rejected : 0;
  } catch {
    return 0;
  }
}
