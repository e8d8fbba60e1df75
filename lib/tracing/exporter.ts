import { backoffMs } from "../backoff.ts";
import { type Clock, type Timer, within } from "../clock.ts";
import type { Log } from "../log.ts";
import type { HttpClient } from "../routing/index.ts";
import { otlpRequest, type Reporter, rejectedSpans } from "./otlp.ts";
import type { Span } from "./span.ts";

/** Why a span did not arrive: too many waited, the receiver refused it, the gateway ended. */
type DropReason = "queue-full" | "refused" | "stopped";

/** What became of spans since the start. */
export interface SpanCounts {
  exported: number;
  dropped: Readonly<Record<DropReason, number>>;
}

/** Brings spans to a receiver. Nobody ever waits for it. */
interface SpanExporter {
  /** Sent with others later, or dropped and counted. Never throws. */
  add(span: Span): void;
  counts(): SpanCounts;
  /** Sends what waits, unless the receiver is in trouble. Never rejects. */
  stop(graceMs: number): Promise<void>;
}

/** 2,048 spans, as the exporters of OpenTelemetry: some 2 MB, and what 400 messages leave. */
const MOST_WAITING = 2_048;
/** 256 spans are made into text within about 1 ms; more would hold up requests. */
const MOST_IN_BATCH = 256;
/** 1 s: a trace is seen soon after its message, and a busy gateway sends one request a second. */
const EVERY_MS = 1_000;
/** 10 s, as the exporters of OpenTelemetry. */
const ANSWER_MS = 10_000;
const RETRY = { firstMs: 1_000, longestMs: 30_000 };
/** One line a minute at most. */
const TELL_EVERY_MS = 60_000;
/** What OTLP/HTTP says may be repeated. */
const RETRYABLE = new Set([429, 502, 503, 504]);

type Outcome =
  | { kind: "taken"; rejected: number }
  | { kind: "refused"; problem: string }
  | { kind: "away"; problem: string; afterMs?: number };

/**
 * Makes an exporter that sends spans by OTLP/HTTP as JSON, one request at a time.
 *
 * @param options.url  with its path
 * @param options.headers  such as Authorization; never shown
 */
export function createSpanExporter(options: {
  url: string;
  headers: Readonly<Record<string, string>>;
  reporter: Reporter;
  client: HttpClient;
  clock: Clock;
  log: Log;
}): SpanExporter {
  const { url, reporter, client, clock, log } = options;
  const headers = { ...options.headers, "content-type": "application/json" };
  const waiting: Span[] = [];
  const dropped: Record<DropReason, number> = { "queue-full": 0, refused: 0, stopped: 0 };
  const end = new AbortController();
  let exported = 0;
  let failures = 0;
  let next: Timer | undefined;
  let sending: Promise<void> | undefined;
  let isStopped = false;
  let isTold = false;
  let toldAt = Number.NEGATIVE_INFINITY;

  function schedule(ms: number): void {
    if (isStopped || sending !== undefined) return;
    next ??= clock.setTimer(ms, send);
  }

  function send(): void {
    next?.cancel();
    next = undefined;
    sending ??= sendBatch().finally(() => {
      sending = undefined;
      if (waiting.length > 0 && failures === 0) schedule(waiting.length >= MOST_IN_BATCH ? 0 : EVERY_MS);
    });
  }

  async function sendBatch(): Promise<void> {
    const batch = waiting.slice(0, MOST_IN_BATCH);
    const outcome = await post(batch);
    if (outcome.kind === "away") {
      failures++;
      tell(outcome.problem);
      // Once this promise has ended.
      const afterMs = outcome.afterMs ?? backoffMs(failures, RETRY);
      if (!isStopped) next = clock.setTimer(afterMs, send);
      return;
    }
    failures = 0;
    waiting.splice(0, batch.length);
    if (outcome.kind === "refused") {
      dropped.refused += batch.length;
      return tell(outcome.problem);
    }
    const rejected = Math.min(batch.length, outcome.rejected);
    dropped.refused += rejected;
    exported += batch.length - rejected;
    if (rejected > 0) return tell(`it rejects ${rejected} of ${batch.length} spans`);
    if (isTold) log.info("the receiver of --otlp takes traces again");
    isTold = false;
  }

  /** Never rejects. */
  async function post(batch: readonly Span[]): Promise<Outcome> {
    const request = { method: "POST", url, headers, body: otlpRequest(batch, reporter) };
    const sent = await client.send(request, { signal: end.signal, limitMs: ANSWER_MS });
    if (!sent.ok) return { kind: "away", problem: sent.problem.error };
    const { status, text, header } = sent.value;
    if (status >= 200 && status < 300) return { kind: "taken", rejected: rejectedSpans(text) };
    const problem = `it answers ${status}`;
    if (!RETRYABLE.has(status)) return { kind: "refused", problem };
    const seconds = Number(header("retry-after") ?? Number.NaN);
    return seconds > 0
      ? { kind: "away", problem, afterMs: Math.min(seconds * 1_000, RETRY.longestMs) }
      : { kind: "away", problem };
  }

  /** A receiver that fails now and then leaves two lines a minute: this one, and the one of its return. */
  function tell(problem: string): void {
    if (end.signal.aborted || clock.now() - toldAt < TELL_EVERY_MS) return;
    toldAt = clock.now();
    isTold = true;
    log.warn({ problem }, "the receiver of --otlp does not take traces");
  }

  async function flush(): Promise<void> {
    await sending;
    while (waiting.length > 0 && failures === 0 && !end.signal.aborted) await sendBatch();
  }

  return {
    add(span) {
      if (isStopped || waiting.length >= MOST_WAITING) {
        dropped[isStopped ? "stopped" : "queue-full"]++;
        return;
      }
      waiting.push(span);
      if (failures > 0) return;
      if (waiting.length === MOST_IN_BATCH && sending === undefined) send();
      else schedule(EVERY_MS);
    },
    counts: () => ({ exported, dropped: { ...dropped } }),
    async stop(graceMs) {
      isStopped = true;
      next?.cancel();
      if (failures === 0) await within(clock, flush(), graceMs);
      end.abort();
      dropped.stopped += waiting.length;
      waiting.length = 0;
    },
  };
}
