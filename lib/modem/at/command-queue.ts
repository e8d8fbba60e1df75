import type { Clock } from "../../clock.ts";

/** `urgent` is for acknowledgements that the network waits for; `background` yields to everything else. */
export type CommandPriority = "urgent" | "normal" | "background";

/** After this long a background command goes first once, so that a steady stream of messages cannot starve it. */
const PATIENCE_MS = 60_000;

interface Entry<T> {
  item: T;
  since: number;
}

interface CommandQueue<T> {
  add(item: T, priority: CommandPriority): void;
  /** Takes out the next: urgent, then background that is overdue, then normal, then background; each in order. */
  next(): T | undefined;
  remove(item: T): boolean;
  /** Takes out all. */
  clear(): T[];
}

/** Makes an empty queue. Taking the next costs the same however many wait. */
export function createCommandQueue<T>(clock: Clock): CommandQueue<T> {
  const waiting: Record<CommandPriority, Entry<T>[]> = { urgent: [], normal: [], background: [] };
  const lanes = Object.values(waiting);

  function nextLane(): Entry<T>[] {
    const { urgent, normal, background } = waiting;
    if (urgent.length > 0) return urgent;
    const patient = background[0];
    const isOverdue = patient !== undefined && clock.now() - patient.since >= PATIENCE_MS;
    return normal.length === 0 || isOverdue ? background : normal;
  }

  return {
    add(item, priority) {
      waiting[priority].push({ item, since: clock.now() });
    },
    next: () => nextLane().shift()?.item,
    remove(item) {
      for (const lane of lanes) {
        const index = lane.findIndex((entry) => entry.item === item);
        if (index < 0) continue;
        lane.splice(index, 1);
        return true;
      }
      return false;
    },
    clear: () => lanes.flatMap((lane) => lane.splice(0).map((entry) => entry.item)),
  };
}
