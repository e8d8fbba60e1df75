import type { Clock } from "../../clock.ts";
import type { Channel, ClaimLane, RequestedChannel } from "../../messages/index.ts";
import type { Transport } from "../channels/transport.ts";
import type { LaneAssignment } from "../selection/lane-assignment.ts";
import type { RecentUsage } from "../selection/recent-usage.ts";

/** A worker as the dispatcher and the other workers see it. */
export interface DispatchedWorker {
  readonly transport: Transport;
  /** Able to take a message now. */
  readonly fit: boolean;
  /** Fit, has looked, and found nothing. */
  readonly idle: boolean;
  /** Something may have changed: look again. `found` is called with the lane of the message that it finds, if any. */
  wake(found?: (lane: string) => void): void;
}

/** A message that was accepted. */
interface Arrival {
  lane: string;
  channel: RequestedChannel;
}

/** Wakes the workers that have something to look for, and knows who may send what. Owns none of them. */
export interface Dispatcher {
  /**
   * Messages came in: as many idle workers look as there is work for, those first that sent least recently. Without
   * `messages`, another gateway accepted them: one of the workers that may send the same looks, and more of them as
   * long as they find something.
   */
  arrived(messages?: readonly Arrival[]): void;
  /** Anything may have changed, or anything about the queue of one channel: all that send from it look again. */
  changed(channel?: Channel): void;
  /** The lanes that a transport claims from, each with the transports that are fit to. */
  lanes(transport: Transport): ClaimLane[];
  /** The other workers that may send what is in a lane. */
  others(transport: Transport, lane: string): readonly DispatchedWorker[];
  /** Another worker with nothing to do would have taken whatever this transport may take. */
  hasIdleTwin(transport: Transport): boolean;
}

/** 100 ms: to ask all of them at each claim would cost as much as the claim. Whoever is fit no more calls `changed`. */
const FIT_FOR_MS = 100;

/** @param options.wakeTelegram  its one worker has a queue of its own */
export function createDispatcher(options: {
  workers: ReadonlyMap<string, DispatchedWorker>;
  wakeTelegram: () => void;
  assignment: LaneAssignment;
  usage: RecentUsage;
  clock: Pick<Clock, "now">;
}): Dispatcher {
  const { workers, wakeTelegram, assignment, usage, clock } = options;
  const all = () => [...workers.values()];
  let arrivals: Arrival[] = [];
  /** Those that were fit lately, by lane. */
  const fit = new Map<string, readonly string[]>();
  let fitSince = 0;

  /** A worker that is not idle looks again without being woken, unless it is in the middle of looking. */
  function wakeBusy(): DispatchedWorker[] {
    const idle: DispatchedWorker[] = [];
    for (const worker of all()) {
      if (worker.idle) idle.push(worker);
      else worker.wake();
    }
    return idle
      .map((worker) => ({ worker, sent: usage.of(worker.transport.name) }))
      .sort((one, other) => one.sent - other.sent)
      .map(({ worker }) => worker);
  }

  function changed(channel?: Channel): void {
    fit.clear();
    if (channel !== "telegram") for (const worker of all()) worker.wake();
    if (channel !== "sms") wakeTelegram();
  }

  function wakeForArrivals(): void {
    const lanes = arrivals.map(({ lane }) => lane);
    const isForTelegram = arrivals.some(({ channel }) => channel !== "sms");
    arrivals = [];
    if (assignment.noteQueued(lanes)) changed();
    const idle = wakeBusy();
    for (const lane of lanes) {
      if (idle.length === 0) break;
      const at = idle.findIndex((worker) => assignment.serves(worker.transport, lane));
      if (at >= 0) idle.splice(at, 1)[0]?.wake();
    }
    if (isForTelegram) wakeTelegram();
  }

  /** Nobody knows which lanes hold something, nor how much: each worker that finds something wakes two more. */
  function wakeScouts(): void {
    const scouted = new Set<string>();
    for (const worker of wakeBusy()) {
      const reach = JSON.stringify(assignment.lanesOf(worker.transport));
      if (scouted.has(reach)) continue;
      scouted.add(reach);
      worker.wake(found);
    }
    wakeTelegram();
  }

  function found(lane: string): void {
    const idle = wakeBusy().filter((worker) => assignment.serves(worker.transport, lane));
    for (const worker of idle.slice(0, 2)) worker.wake(found);
  }

  const others = (transport: Transport, lane: string) =>
    all().filter((other) => other.transport !== transport && assignment.serves(other.transport, lane));

  function fitFor(lane: string): readonly string[] {
    const known = fit.get(lane);
    if (known !== undefined) return known;
    const found = all().filter((worker) => worker.fit && assignment.serves(worker.transport, lane));
    const names = found.map((worker) => worker.transport.name);
    fit.set(lane, names);
    return names;
  }

  return {
    arrived(messages) {
      if (messages === undefined) return wakeScouts();
      // Those that share a commit are answered in one turn: the workers are woken for all of them at once.
      if (arrivals.length === 0) queueMicrotask(wakeForArrivals);
      for (const message of messages) arrivals.push(message);
    },
    changed,
    others,
    lanes(transport) {
      const age = clock.now() - fitSince;
      if (age < 0 || age >= FIT_FOR_MS) {
        fit.clear();
        fitSince = clock.now();
      }
      return assignment.lanesOf(transport).map((lane) => ({ lane, fit: fitFor(lane) }));
    },
    hasIdleTwin(transport) {
      for (const other of workers.values()) {
        if (other.idle && other.transport !== transport && assignment.covers(other.transport, transport)) return true;
      }
      return false;
    },
  };
}
