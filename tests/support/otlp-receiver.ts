import type { ServerResponse } from "node:http";
import Ajv from "ajv";
import { eventually } from "./eventually.ts";
import { type ReceivedRequest, type Receiver, startReceiver } from "./receivers.ts";

type AnyValue = { stringValue: string } | { intValue: string } | { doubleValue: number } | { boolValue: boolean };

interface WireSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: { key: string; value: AnyValue }[];
  status: { code?: number; message?: string };
}

/** A span as its receiver reads it. */
export interface ReceivedSpan extends Omit<WireSpan, "attributes"> {
  attributes: Record<string, string | number | boolean>;
  resource: Record<string, string | number | boolean>;
}

/** A receiver of traces on loopback. */
export interface OtlpReceiver extends Receiver {
  /** What was asked of it, with bodies as they came. */
  readonly requests: readonly ReceivedRequest[];
  readonly spans: readonly ReceivedSpan[];
  /** What is wrong with bodies by the JSON of OTLP. */
  readonly problems: readonly unknown[];
  /** The spans of one message, in the order of their start, once these are there. */
  ofMessage(id: number, names: readonly string[]): Promise<ReceivedSpan[]>;
}

const attributes = {
  type: "array",
  items: {
    type: "object",
    required: ["key", "value"],
    additionalProperties: false,
    properties: {
      key: { type: "string", minLength: 1 },
      value: {
        oneOf: [
          ["stringValue", { type: "string" }],
          // 64 bits are a string in the JSON of protobuf.
          ["intValue", { type: "string", pattern: "^-?\\d+$" }],
          ["doubleValue", { type: "number" }],
          ["boolValue", { type: "boolean" }],
        ].map(([name, schema]) => ({
          type: "object",
          required: [name],
          additionalProperties: false,
          properties: { [String(name)]: schema },
        })),
      },
    },
  },
};
const list = (items: object) => ({ type: "array", minItems: 1, items });
const closed = (properties: Record<string, object>, required = Object.keys(properties)) => ({
  type: "object",
  required,
  additionalProperties: false,
  properties,
});
const nanoseconds = { type: "string", pattern: "^\\d{19}$" };

/** `ExportTraceServiceRequest` as JSON: opentelemetry-proto 1.x, "OTLP/HTTP", "JSON Protobuf Encoding"; IDs are hexadecimal there. */
const REQUEST = closed({
  resourceSpans: list(
    closed({
      resource: closed({ attributes }),
      scopeSpans: list(
        closed({
          scope: closed({ name: { type: "string" }, version: { type: "string" } }),
          spans: list(
            closed(
              {
                traceId: { type: "string", pattern: "^(?!0{32})[\\da-f]{32}$" },
                spanId: { type: "string", pattern: "^(?!0{16})[\\da-f]{16}$" },
                parentSpanId: { type: "string", pattern: "^(?!0{16})[\\da-f]{16}$" },
                name: { type: "string", minLength: 1 },
                kind: { type: "integer", minimum: 1, maximum: 5 },
                startTimeUnixNano: nanoseconds,
                endTimeUnixNano: nanoseconds,
                attributes,
                status: closed({ code: { enum: [1, 2] }, message: { type: "string" } }, []),
              },
              ["traceId", "spanId", "name", "kind", "startTimeUnixNano", "endTimeUnixNano", "attributes", "status"],
            ),
          ),
        }),
      ),
    }),
  ),
});

interface Body {
  resourceSpans: {
    resource: { attributes: WireSpan["attributes"] };
    scopeSpans: { spans: WireSpan[] }[];
  }[];
}

/** Starts one that takes everything, unless `answer` says otherwise; what it refuses is in `requests` alone. */
export async function startOtlpReceiver(
  answer: (request: ReceivedRequest, response: ServerResponse) => "taken" | "refused" | "silent" = () => "taken",
): Promise<OtlpReceiver> {
  const requests: ReceivedRequest[] = [];
  const spans: ReceivedSpan[] = [];
  const problems: unknown[] = [];
  const isRequest = new Ajv({ strict: false, allErrors: true }).compile(REQUEST);
  const receiver = await startReceiver((got, response) => {
    const request = { ...got, body: Buffer.from(got.body, "latin1").toString("utf8") };
    requests.push(request);
    const outcome = answer(request, response);
    if (outcome !== "taken") return;
    const body = JSON.parse(request.body) as Body;
    if (request.method !== "POST" || request.headers["content-type"] !== "application/json") problems.push(request);
    if (!isRequest(body)) problems.push(...(isRequest.errors ?? []));
    for (const { resource, scopeSpans } of body.resourceSpans)
      for (const span of scopeSpans.flatMap((scope) => scope.spans))
        spans.push({ ...span, attributes: plain(span.attributes), resource: plain(resource.attributes) });
    response.writeHead(200, { "content-type": "application/json" }).end('{"partialSuccess":{}}');
  });
  return {
    ...receiver,
    requests,
    spans,
    problems,
    ofMessage: (id, names) =>
      eventually(`the spans ${names} of message ${id}`, () => {
        const found = spans.filter((span) => span.attributes["aldis.message.id"] === id);
        if (!names.every((name) => found.some((span) => span.name === name))) return false;
        return found.sort((a, b) => Number(BigInt(a.startTimeUnixNano) - BigInt(b.startTimeUnixNano)));
      }),
    [Symbol.asyncDispose]: () => receiver[Symbol.asyncDispose](),
  };
}

function plain(given: WireSpan["attributes"]): Record<string, string | number | boolean> {
  return Object.fromEntries(
    given.map(({ key, value }) => {
      if ("stringValue" in value) return [key, value.stringValue];
      if ("intValue" in value) return [key, Number(value.intValue)];
      return [key, "doubleValue" in value ? value.doubleValue : value.boolValue];
    }),
  );
}
