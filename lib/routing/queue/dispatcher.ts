import type { Transport } from "../channels/transport.ts";
import type { LaneAssignment } from "../selection/lane-assignment.ts";
import type { RecentUsage } from "../selection/recent-usage.ts";

/** What the dispatcher sees of a worker. */
export interface DispatchedWorker {
  readonly transport: Transport;
  /** Able to take a message now. */
  readonly fit: boolean;
  /** Fit, has looked, and found nothing. */
  readonly idle: boolean;
  /** Something may have changed: look again. `scouting`: when there is something, the dispatcher is to send another. */
  wake(options?: { scouting: boolean }): void;
}

/** All workers together: who may do whose work, and whom to wake. Owns none of them. */
export interface Dispatcher {
  /** The other workers that may send what is in a lane. */
  others(transport: Transport, lane: string): readonly DispatchedWorker[];
  /** The lanes that a transport looks into. */
  lanes(transport: Transport): readonly string[];
  /** Another idle transport would have taken whatever this one may take. */
  hasIdleTwin(transport: Transport): boolean;
  /** Anything may have changed: all workers look again. */
  changed(): void;
  /**
   * Messages came into these lanes, one each: as many idle workers look as there is work, those first that had least
   * recently. Without lanes nobody knows how many came, or where: of the workers that may send the same, one looks, and
   * when it finds something it says so again.
   */
  arrived(lanes?: readonly string[]): void;
}

export function createDispatcher(options: {
  workers: ReadonlyMap<string, DispatchedWorker>;
  assignment: LaneAssignment;
  usage: RecentUsage;
}): Dispatcher {
  const { workers, assignment, usage } = options;
  const all = () => [...workers.values()];

  /** Busy workers look again anyway, but may be in the middle of looking: they are woken. Gives the others. */
  function idleWorkers(): DispatchedWorker[] {
    const idle: DispatchedWorker[] = [];
    for (const worker of all()) {
      if (worker.idle) idle.push(worker);
      else worker.wake();
    }
    return idle
      .map((worker) => ({ worker, had: usage.of(worker.transport.name) }))
      .sort((one, other) => one.had - other.had)
      .map(({ worker }) => worker);
  }

  function oneOfEachReach(): void {
    const woken = new Set<string>();
    for (const worker of idleWorkers()) {
      const reach = JSON.stringify(assignment.lanesOf(worker.transport));
      if (woken.has(reach)) continue;
      woken.add(reach);
      worker.wake({ scouting: true });
    }
  }

  return {
    others: (transport, lane) =>
      all().filter((other) => other.transport !== transport && assignment.serves(other.transport, lane)),
    lanes: (transport) => assignment.lanesOf(transport),
    hasIdleTwin: (transport) =>
      all().some(
        (other) => other.transport !== transport && other.idle && assignment.covers(other.transport, transport),
      ),
    changed() {
      for (const worker of all()) worker.wake();
    },
    arrived(lanes) {
      if (lanes === undefined) return oneOfEachReach();
      const idle = idleWorkers();
      for (const lane of lanes) {
        if (idle.length === 0) return;
        const at = idle.findIndex((worker) => assignment.serves(worker.transport, lane));
        if (at >= 0) idle.splice(at, 1)[0]?.wake();
      }
    },
  };
}
