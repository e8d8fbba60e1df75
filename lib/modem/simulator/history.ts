/** The newest entries of an endless sequence. */
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
      // Half of them are dropped at once, so that an entry costs a constant time on average.
      if (kept.length >= limit * 2) kept = kept.slice(-limit);
    },
    entries: () => kept.slice(-limit),
  };
}
