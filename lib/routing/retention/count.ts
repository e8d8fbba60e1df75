import type { Clock } from "../../clock.ts";
import { RETENTION_KINDS, type RetentionKind, type RetentionStore } from "../../messages/index.ts";

interface Counted {
  kind: RetentionKind;
  rows: number;
  oldest?: number;
}

/** 20,000 rows are counted by one query: some milliseconds. */
const STEP = 20_000;
/** 5 ms between them, for others. */
const REST_MS = 5;
/** Counting a million rows takes a second. */
const KEPT_MS = 60_000;

/** Counts every kind in stretches, and keeps what was counted for a minute. */
export function countAll(
  store: Pick<RetentionStore, "countRows" | "oldest">,
  clock: Pick<Clock, "now" | "sleep">,
): { /** Rejects with a StoreFailure. */ read(): Promise<readonly Counted[]>; forget(): void } {
  let kept: { until: number; counted: Promise<readonly Counted[]> } | undefined;

  async function count(kind: RetentionKind): Promise<Counted> {
    let rows = 0;
    for (let after = 0; ; ) {
      const step = await store.countRows(kind, { after, limit: STEP });
      rows += step.rows;
      if (!step.isMore) break;
      after = step.reached;
      await clock.sleep(REST_MS);
    }
    const oldest = await store.oldest(kind);
    return { kind, rows, ...(oldest === undefined ? {} : { oldest }) };
  }

  async function countEach(): Promise<readonly Counted[]> {
    const counted: Counted[] = [];
    for (const kind of RETENTION_KINDS) counted.push(await count(kind));
    return counted;
  }

  return {
    read() {
      const now = clock.now();
      if (kept === undefined || now >= kept.until) {
        const counting = { until: now + KEPT_MS, counted: countEach() };
        counting.counted.catch(() => {
          counting.until = 0;
        });
        kept = counting;
      }
      return kept.counted;
    },
    forget() {
      kept = undefined;
    },
  };
}
