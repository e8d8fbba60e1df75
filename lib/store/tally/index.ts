import {
  TALLY_BOUNDS,
  type Tallied,
  type Tally,
  type TallyCount,
  type TallyFact,
  type TallyTimes,
  type Timed,
} from "../../messages/index.ts";
import type { Backend } from "../backend.ts";
import { collectFacts, factsOf } from "./facts.ts";

/** 500 series of one kind: far more than modems and destinations, and a bound on memory where a destination is made of a text. */
const MOST_SERIES = 500;

interface Times extends TallyTimes {
  buckets: number[];
}

/**
 * Counts what the writer's transactions do once they are on disk, in memory: a counter costs no page of the disk, and
 * reading it asks no database.
 */
export function createTally(backend: Backend): { backend: Backend; tally: Tally } {
  const counts = new Map<Tallied, Map<string, TallyCount>>();
  const times = new Map<Timed, Map<string, Times>>();
  /** Of the transaction that is about to commit. */
  let pending: readonly TallyFact[] = [];

  function add(fact: TallyFact): void {
    const { what } = fact;
    const labels = labelsOf(fact);
    const ofKind = counts.get(what) ?? new Map<string, TallyCount>();
    counts.set(what, ofKind);
    const isNew = !ofKind.has(JSON.stringify(labels));
    const shown =
      isNew && ofKind.size >= MOST_SERIES && "destination" in labels ? { ...labels, destination: "other" } : labels;
    const key = JSON.stringify(shown);
    const counted = ofKind.get(key) ?? { labels: shown, count: 0 };
    counted.count += fact.what === "accepted" ? fact.messages : 1;
    ofKind.set(key, counted);
    if ("afterMs" in fact) time(fact.what, fact);
  }

  function time(what: Timed, { afterMs, ...fact }: { afterMs: number; channel?: string }): void {
    const ofKind = times.get(what) ?? new Map<string, Times>();
    times.set(what, ofKind);
    const key = fact.channel ?? "";
    const labels: Record<string, string> = fact.channel === undefined ? {} : { channel: fact.channel };
    const timed = ofKind.get(key) ?? { labels, buckets: TALLY_BOUNDS.map(() => 0), count: 0, seconds: 0 };
    ofKind.set(key, timed);
    // A clock that was set back makes nothing take less than no time.
    const seconds = Math.max(0, afterMs) / 1_000;
    timed.count++;
    timed.seconds += seconds;
    for (const [at, bound] of TALLY_BOUNDS.entries())
      if (seconds <= bound) timed.buckets[at] = (timed.buckets[at] ?? 0) + 1;
  }

  return {
    backend: {
      ...backend,
      begin(db) {
        pending = [];
        collectFacts(db);
        return backend.begin(db);
      },
      beforeCommit(db) {
        pending = factsOf(db) ?? [];
        return backend.beforeCommit?.(db);
      },
      synced() {
        if (pending.length === 0) return backend.synced();
        const facts = pending;
        return backend.synced().then((hasWritten) => {
          for (const fact of facts) add(fact);
          return hasWritten;
        });
      },
    },
    tally: {
      counts: (what) => [...(counts.get(what)?.values() ?? [])],
      times: (what) => [...(times.get(what)?.values() ?? [])],
    },
  };
}

function labelsOf(fact: TallyFact): Record<string, string> {
  switch (fact.what) {
    case "accepted":
      return { channel: fact.channel };
    case "sent":
    case "delivered":
    case "unknown":
    case "received":
      return { channel: fact.channel, modem: fact.modem };
    case "failed":
      return { channel: fact.channel, modem: fact.modem, reason: fact.reason };
    case "job":
      return { destination: fact.destination, result: fact.result };
    case "acknowledged":
      return {};
    default:
      return fact satisfies never;
  }
}
