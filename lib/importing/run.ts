import type { HistoryMessage, HistoryOutcome, HistoryStore } from "../messages/index.ts";
import type { Found } from "./found.ts";

/** What an import did, or would do. */
export interface HistoryReport {
  outgoing: Record<HistoryOutcome, number>;
  incoming: Record<HistoryOutcome, number>;
  /** Of the outgoing ones that were added: those that wait for a person. */
  held: number;
  refused: number;
  /** What has no counterpart, and how many of each. */
  without: ReadonlyMap<string, number>;
}

/** 250 messages share a transaction: some 20 ms, which a gateway that runs waits for. */
const BATCH = 250;

/**
 * Takes what an importer finds, a batch at a time.
 *
 * @param options.onRefused  is told of each row that is refused, as it comes
 * @throws StoreFailure, and what `found` throws
 */
export async function importHistory(
  found: AsyncIterable<Found>,
  options: {
    store: HistoryStore;
    dryRun: boolean;
    now: () => number;
    signal: AbortSignal;
    onRefused: (where: string, problem: string) => void;
  },
): Promise<HistoryReport> {
  const { store, dryRun, now, signal, onRefused } = options;
  const without = new Map<string, number>();
  const report: HistoryReport = {
    outgoing: { added: 0, moved: 0, known: 0 },
    incoming: { added: 0, moved: 0, known: 0 },
    held: 0,
    refused: 0,
    without,
  };

  async function take(batch: readonly HistoryMessage[]): Promise<void> {
    const outcomes = dryRun ? await store.plan(batch) : await store.add(batch, now());
    for (const [at, message] of batch.entries()) {
      const outcome = outcomes[at] ?? "known";
      report[message.direction][outcome]++;
      if (outcome === "added" && message.direction === "outgoing" && message.state === "held") report.held++;
    }
  }

  let batch: HistoryMessage[] = [];
  for await (const each of found) {
    signal.throwIfAborted();
    switch (each.kind) {
      case "message":
        batch.push(each.message);
        break;
      case "refused":
        report.refused++;
        onRefused(each.where, each.problem);
        break;
      case "without":
        without.set(each.what, (without.get(each.what) ?? 0) + 1);
        break;
      default:
        each satisfies never;
    }
    if (batch.length < BATCH) continue;
    await take(batch);
    batch = [];
  }
  if (batch.length > 0) await take(batch);
  return report;
}
