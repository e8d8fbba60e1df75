/** What happens to messages, as traces of OpenTelemetry. */
export { createSpanExporter, type SpanCounts } from "./exporter.ts";
export { createMessageSpans } from "./message-spans.ts";
export { createMessageTracer, type MessageTracer } from "./messages.ts";
export { createSpanIds } from "./span.ts";
