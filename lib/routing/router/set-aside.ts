/** Messages that could not be routed, each until it is tried again. */
interface SetAside {
  /** Whether it waits. */
  has(id: number, now: number): boolean;
  /** It has failed; gives how often. */
  add(id: number, now: number): number;
}

/** 30 s, doubled each time up to an hour: what fails for good costs nothing, and a mended database routes it. */
const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 3_600_000;
/** 1,000: beyond that, the oldest is tried again at once. */
const MOST = 1_000;

/** Makes an empty one. */
export function createSetAside(): SetAside {
  const waiting = new Map<number, { times: number; until: number }>();
  return {
    has: (id, now) => (waiting.get(id)?.until ?? 0) > now,
    add(id, now) {
      const times = (waiting.get(id)?.times ?? 0) + 1;
      waiting.delete(id);
      const [oldest] = waiting.keys();
      if (waiting.size >= MOST && oldest !== undefined) waiting.delete(oldest);
      waiting.set(id, { times, until: now + Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (times - 1)) });
      return times;
    },
  };
}
