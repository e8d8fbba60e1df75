import type { SpanCounts } from "../../tracing/index.ts";
import { type Family, single } from "./family.ts";

/** What became of the spans of traces. Pure. */
export function traceFamilies({ exported, dropped }: SpanCounts): Family[] {
  return [
    single("counter", "aldis_trace_spans_exported_total", "Spans that the receiver of traces has taken.", exported),
    {
      type: "counter",
      name: "aldis_trace_spans_dropped_total",
      help: "Spans that the receiver of traces did not get, by why.",
      labels: ["reason"],
      values: Object.entries(dropped).map(([reason, value]) => ({ labels: { reason }, value })),
    },
  ];
}
