import type { Clock } from "../../clock.ts";

/** `urgent` is for acknowledgements that the network waits for; `background` yields to everything else. */
export type Priority = "urgent" | "normal" | "background";

/** After this long a background command counts as a normal one, so that a steady stream of messages cannot starve it. */
const PATIENCE_MS = 60_000;

interface Entry<T> {
  item: T;
  priority: Priority;
  since: number;
}

export interface CommandQueue<T> {
  add(item: T, priority: Priority): void;
  /** Takes out the next: urgent, then normal and overdue background, then background; each first come, first served. */
  next(): T | undefined;
  remove(item: T): boolean;
  /** Takes out all. */
  clear(): T[];
  readonly size: number;
}

/** Makes an empty queue. */
export function createCommandQueue<T>(clock: Clock): CommandQueue<T> {
  const entries: Entry<T>[] = [];

  function rank(entry: Entry<T>): number {
    if (entry.priority === "urgent") return 0;
    if (entry.priority === "normal") return 1;
    return clock.now() - entry.since >= PATIENCE_MS ? 1 : 2;
  }

  return {
    add(item, priority) {
      entries.push({ item, priority, since: clock.now() });
    },
    next() {
      let best = -1;
      let bestRank = 3;
      for (const [index, entry] of entries.entries()) {
        const own = rank(entry);
        if (own < bestRank) {
          best = index;
          bestRank = own;
        }
      }
      return best < 0 ? undefined : entries.splice(best, 1)[0]?.item;
    },
    remove(item) {
      const index = entries.findIndex((entry) => entry.item === item);
      if (index < 0) return false;
      entries.splice(index, 1);
      return true;
    },
    clear() {
      return entries.splice(0).map((entry) => entry.item);
    },
    get size() {
      return entries.length;
    },
  };
}
