import { expect, test } from "bun:test";
import pino from "pino";
import { systemClock } from "../../lib/clock.ts";
import { createHttpClient } from "../../lib/routing/index.ts";
import { createSpanExporter, createSpanIds } from "../../lib/tracing/index.ts";
import { eventually } from "../support/eventually.ts";
import { startOtlpReceiver } from "../support/otlp-receiver.ts";
import { startRawReceiver } from "../support/receivers.ts";

const ids = createSpanIds("key");

function createExporter(url: string) {
  const lines: { level: number; msg: string; problem?: string }[] = [];
  const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const exporter = createSpanExporter({
    url: `${url}/v1/traces`,
    headers: {},
    reporter: { node: "north", version: "1.2.3" },
    client: createHttpClient({ clock: systemClock, isNamed: () => true }),
    clock: systemClock,
    log,
  });
  function add(count: number, from = 1): void {
    for (let id = from; id < from + count; id++) {
      const { traceId, requestId } = ids.ofMessage(id);
      const attributes = { "aldis.message.id": id };
      exporter.add({
        name: "request",
        traceId,
        spanId: requestId,
        startMs: 1_700_000_000_000.25,
        endMs: 0,
        attributes,
      });
    }
  }
  return { exporter, add, lines };
}

test("spans arrive in requests of 256 at most, each once, with nanoseconds that no number could keep", async () => {
  await using receiver = await startOtlpReceiver();
  const { exporter, add } = createExporter(receiver.url);
  add(600);
  await eventually("600 spans", () => receiver.spans.length === 600);
  expect(new Set(receiver.spans.map(({ attributes }) => attributes["aldis.message.id"])).size).toBe(600);
  expect(receiver.requests.length).toBe(3);
  // A clock that was set back makes no span that ends before it begins.
  const [span] = receiver.spans;
  expect([span?.startTimeUnixNano, span?.endTimeUnixNano]).toEqual(["1700000000000250000", "1700000000000250000"]);
  await eventually("their count", () => exporter.counts().exported === 600);
  expect(receiver.problems).toEqual([]);
  await exporter.stop(1_000);
});

test("what waits when the gateway ends is sent", async () => {
  await using receiver = await startOtlpReceiver();
  const { exporter, add } = createExporter(receiver.url);
  add(3);
  await exporter.stop(60_000);
  expect(receiver.spans.length).toBe(3);
  add(1, 4);
  expect(exporter.counts()).toEqual({ exported: 3, dropped: { "queue-full": 0, refused: 0, stopped: 1 } });
});

test("a receiver that never answers costs 2,048 spans of memory: those that come later are dropped, and counted", async () => {
  let connections = 0;
  await using receiver = await startRawReceiver(() => void connections++);
  const { exporter, add } = createExporter(receiver.url);
  add(3_000);
  await eventually("a request", () => connections === 1);
  expect(exporter.counts()).toEqual({ exported: 0, dropped: { "queue-full": 952, refused: 0, stopped: 0 } });
  await exporter.stop(1);
  expect(exporter.counts().dropped).toEqual({ "queue-full": 952, refused: 0, stopped: 2_048 });
});

test("a receiver that is busy is asked again, and gets each span once", async () => {
  let busy = 1;
  await using receiver = await startOtlpReceiver((_request, response) => {
    if (busy-- <= 0) return "taken";
    response.writeHead(503, { "retry-after": "1" }).end();
    return "refused";
  });
  const { exporter, add, lines } = createExporter(receiver.url);
  add(2);
  await eventually("both spans", () => receiver.spans.length === 2);
  await eventually("their count", () => exporter.counts().exported === 2);
  expect(receiver.requests.length).toBe(2);
  expect(lines.map(({ msg, problem }) => [msg, problem])).toEqual([
    ["the receiver of --otlp does not take traces", "it answers 503"],
    ["the receiver of --otlp takes traces again", undefined],
  ]);
  await exporter.stop(1_000);
});

test("what a receiver refuses is dropped and not repeated, also when it takes only some", async () => {
  let first = true;
  await using receiver = await startOtlpReceiver((_request, response) => {
    if (first) response.writeHead(400).end();
    else response.end('{"partialSuccess":{"rejectedSpans":"2","errorMessage":"too old"}}');
    first = false;
    return "refused";
  });
  const { exporter, add, lines } = createExporter(receiver.url);
  add(3);
  await eventually("a refusal", () => exporter.counts().dropped.refused === 3);
  add(5, 4);
  await eventually("a refusal of some", () => exporter.counts().dropped.refused === 5);
  expect(exporter.counts().exported).toBe(3);
  expect(receiver.requests.length).toBe(2);
  expect(lines.map(({ problem }) => problem)).toEqual(["it answers 400"]);
  await exporter.stop(1_000);
});

test("a receiver that takes only every other request is told of once, and so is its return", async () => {
  let count = 0;
  await using receiver = await startOtlpReceiver((_request, response) => {
    if (count++ % 2 === 1) return "taken";
    response.end('{"partialSuccess":{"rejectedSpans":"7"}}');
    return "refused";
  });
  const { exporter, add, lines } = createExporter(receiver.url);
  add(6 * 256);
  await eventually("six requests", () => exporter.counts().exported === 6 * 256 - 3 * 7);
  expect(exporter.counts().dropped.refused).toBe(3 * 7);
  expect(lines.map(({ msg, problem }) => [msg, problem])).toEqual([
    ["the receiver of --otlp does not take traces", "it rejects 7 of 256 spans"],
    ["the receiver of --otlp takes traces again", undefined],
  ]);
  await exporter.stop(1_000);
});

test("a message's trace and claims have the same IDs whoever makes them, and others with another key", () => {
  expect(createSpanIds("key").ofMessage(7)).toEqual(ids.ofMessage(7));
  expect(createSpanIds("key").ofClaim(7, 2)).toBe(ids.ofClaim(7, 2));
  expect(ids.ofClaim(7, 3)).not.toBe(ids.ofClaim(7, 2));
  expect(ids.ofMessage(8).traceId).not.toBe(ids.ofMessage(7).traceId);
  expect(createSpanIds("other").ofMessage(7).traceId).not.toBe(ids.ofMessage(7).traceId);
  expect(ids.fresh()).toMatch(/^[\da-f]{16}$/);
});
