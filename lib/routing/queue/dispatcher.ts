import type { Transport } from "../channels/transport.ts";
import type { LaneAssignment } from "../selection/lane-assignment.ts";
import type { RecentUsage } from "../selection/recent-usage.ts";
import type { Worker } from "./worker.ts";

/** The workers as a whole: who may do whose work, and whom to wake. Owns none of them. */
export interface Dispatcher {
  /** The other workers that may send what is in a lane. */
  others(transport: Transport, lane: string): readonly Worker[];
  /** The lanes that a line looks into. */
  lanes(transport: Transport): readonly string[];
  /** Another line with nothing to do would have taken whatever this one may take. */
  hasIdleTwin(transport: Transport): boolean;
  /** Anything may have changed: all look again. */
  wakeAll(): void;
  /** Messages came into these lanes, one each: as many look as there is work, those first that had least of late. */
  wakeFor(lanes: readonly string[]): void;
  /** Nobody knows what came: one of those that may send the same looks, and more as long as one finds something. */
  wakeSome(): void;
  /** A worker that was to tell has found something in a lane. */
  found(lane: string): void;
}

export function createDispatcher(options: {
  workers: ReadonlyMap<string, Worker>;
  assignment: LaneAssignment;
  usage: RecentUsage;
}): Dispatcher {
  const { workers, assignment, usage } = options;
  const all = () => [...workers.values()];

  /** Who is at it looks again by itself, but may be in the middle of looking. */
  function wakeThoseAtWork(): Worker[] {
    const idle: Worker[] = [];
    for (const worker of all()) {
      if (worker.idle) idle.push(worker);
      else worker.wake();
    }
    return idle
      .map((worker) => ({ worker, had: usage.of(worker.transport.name) }))
      .sort((one, other) => one.had - other.had)
      .map(({ worker }) => worker);
  }

  return {
    others: (transport, lane) =>
      all().filter((other) => other.transport !== transport && assignment.serves(other.transport, lane)),
    lanes: (transport) => assignment.lanesOf(transport),
    hasIdleTwin: (transport) =>
      all().some(
        (other) => other.transport !== transport && other.idle && assignment.covers(other.transport, transport),
      ),
    wakeAll() {
      for (const worker of all()) worker.wake();
    },
    wakeFor(lanes) {
      const idle = wakeThoseAtWork();
      for (const lane of lanes) {
        if (idle.length === 0) return;
        const at = idle.findIndex((worker) => assignment.serves(worker.transport, lane));
        if (at >= 0) idle.splice(at, 1)[0]?.wake();
      }
    },
    wakeSome() {
      const woken = new Set<string>();
      for (const worker of wakeThoseAtWork()) {
        const reach = JSON.stringify(assignment.lanesOf(worker.transport));
        if (woken.has(reach)) continue;
        woken.add(reach);
        worker.wake({ tell: true });
      }
    },
    found(lane) {
      const idle = wakeThoseAtWork().filter((worker) => assignment.serves(worker.transport, lane));
      for (const worker of idle.slice(0, 2)) worker.wake({ tell: true });
    },
  };
}
