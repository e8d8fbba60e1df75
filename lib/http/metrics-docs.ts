import type { DocumentDecoration } from "elysia";

/** How `/metrics` stands in the OpenAPI document. */
export const METRICS_DOCUMENTATION: DocumentDecoration = {
  summary: "Metrics for Prometheus",
  description: "For callers in --allow-metrics, and for those with --metrics-token as a bearer token.",
  tags: ["Monitoring"],
  operationId: "metrics",
  responses: {
    200: {
      description: "Prometheus' text format; docs/metrics.md lists every metric.",
      content: {
        "text/plain": { schema: { type: "string" }, example: 'aldis_queue_messages{state="queued"} 3\n' },
      },
    },
    401: { description: "The token is wrong or missing." },
    403: { description: "Not allowed from this address, and no token is configured." },
    404: { description: "Neither networks nor a token are configured." },
    429: { description: "Too many wrong tokens." },
  },
};
