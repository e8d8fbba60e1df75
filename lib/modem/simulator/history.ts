/** The newest entries of something that never ends. */
export interface History<Entry> {
  push(entry: Entry): void;
  /** Oldest first, at most `limit`. */
  entries(): Entry[];
}

export function createHistory<Entry>(limit: number): History<Entry> {
  let kept: Entry[] = [];
  return {
    push(entry) {
      if (limit === 0) return;
      kept.push(entry);
      // Dropped in halves, so that an entry costs no more than its own push on average.
      if (kept.length >= limit * 2) kept = kept.slice(-limit);
    },
    entries: () => kept.slice(-limit),
  };
}
