import { randomBytes } from "node:crypto";
import manifest from "../../package.json" with { type: "json" };
import type { StartConfig } from "../config/index.ts";
import { createHttpClient } from "../routing/index.ts";
import type { MessageTracer, SpanCounts } from "../tracing/index.ts";
import type { GatewayContext } from "./context.ts";

/** Traces of messages, where a receiver is set. */
export interface Tracing extends MessageTracer {
  counts(): SpanCounts;
}

/** Of the database: the trace of a message is the same on all nodes, and after a restart. */
const KEY = "traces.key";
/** 1 s to bring what is left when the gateway ends. */
const STOP_GRACE_MS = 1_000;

/**
 * Makes what traces messages, and ends it after everything that is made later. `undefined` without `--otlp`; nothing is loaded then.
 *
 * @throws StoreFailure
 */
export async function createTracing(
  config: Pick<StartConfig, "otlp" | "otlpHeaders">,
  { store, node, clock, log, lifecycle }: GatewayContext,
): Promise<Tracing | undefined> {
  if (config.otlp === undefined) return undefined;
  const { createMessageSpans, createMessageTracer, createSpanExporter, createSpanIds } = await import(
    "../tracing/index.ts"
  );
  const key = await store.settings.keep(KEY, randomBytes(16).toString("hex"));
  const exporter = createSpanExporter({
    url: config.otlp,
    headers: config.otlpHeaders ?? {},
    reporter: { node, version: manifest.version },
    // Only who starts the gateway, or may set up its network, says where traces go.
    client: createHttpClient({ clock, isNamed: () => true }),
    clock,
    log,
  });
  lifecycle.onClose((leftMs) => exporter.stop(Math.min(leftMs, STOP_GRACE_MS)));
  const spans = createMessageSpans({ ids: createSpanIds(String(key)), record: exporter.add, now: clock.now });
  return { ...createMessageTracer(spans, clock.now), counts: exporter.counts };
}
