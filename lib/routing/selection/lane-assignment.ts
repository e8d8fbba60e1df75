import {
  ANY_LANE,
  isSimLane,
  isTarget,
  laneOfTargets,
  simLane,
  type Target,
  targetsOfLane,
} from "../../messages/index.ts";
import type { Transport } from "../channels/transport.ts";
import type { Routes } from "./routes.ts";

/**
 * Which transport looks into which lane. Lanes that nothing was ever queued in are left out, so that a claim costs no
 * more than what it may find. Owns what is known about lanes; asks for no time and no disk.
 */
export interface LaneAssignment {
  /** The lanes that a transport looks into now. */
  lanesOf(transport: Transport): readonly string[];
  /** Whether a transport may send what is in the lane now. */
  serves(transport: Transport, lane: string): boolean;
  /** Whether one transport may send all that another may. */
  covers(one: Transport, other: Transport): boolean;
  /** Something is queued in these lanes. `true`: some transports have to look into more of them than before. */
  noteQueued(queued: readonly string[]): boolean;
  /** So many of the lane's targets are open from now on, 1 at first. `true`: that is news. */
  openTargets(lane: string, count: number): boolean;
  targetsOf(lane: string): readonly Target[];
  /** The lanes that rules lead to. */
  readonly ruleLanes: readonly string[];
}

/** @param transports  those that there are now */
export function createLaneAssignment(routes: Routes, transports: () => readonly Transport[]): LaneAssignment {
  const ruleLanes = [...new Set(routes.rules.map(({ targets }) => laneOfTargets(targets)))].filter(
    (lane) => lane !== ANY_LANE,
  );
  const inUse = new Set([ANY_LANE]);
  /** Lanes of SIMs, of which there are no more than cards were ever put in. */
  const simLanes = new Set<string>();
  const open = new Map<string, number>();
  const targets = new Map<string, readonly Target[]>();
  let lanes = new WeakMap<Transport, readonly string[]>();

  function targetsOf(lane: string): readonly Target[] {
    const known = targets.get(lane) ?? targetsOfLane(lane);
    if (inUse.has(lane) || ruleLanes.includes(lane)) targets.set(lane, known);
    return known;
  }

  function serves(transport: Transport, lane: string): boolean {
    if (lane === ANY_LANE) return true;
    // Whatever the rules say: what a SIM has begun it may end.
    if (isSimLane(lane)) return lane === simLane(transport.sim);
    const reach = open.get(lane) ?? 1;
    return targetsOf(lane).some((target, at) => at < reach && isTarget(transport, target));
  }

  function lanesOf(transport: Transport): readonly string[] {
    const known = lanes.get(transport) ?? [...inUse].filter((lane) => serves(transport, lane));
    lanes.set(transport, known);
    if (simLanes.size === 0) return known;
    // Not remembered with the others: another card may be put in.
    const own = simLane(transport.sim);
    return simLanes.has(own) ? [...known, own] : known;
  }

  return {
    ruleLanes,
    targetsOf,
    serves,
    lanesOf,
    covers(one, other) {
      const others = lanesOf(one);
      return lanesOf(other).every((lane) => others.includes(lane));
    },
    noteQueued(queued) {
      const freshSims = queued.filter((lane) => isSimLane(lane) && !simLanes.has(lane));
      for (const lane of freshSims) simLanes.add(lane);
      const fresh = queued.filter((lane) => !isSimLane(lane) && !inUse.has(lane));
      if (fresh.length === 0) return freshSims.length > 0;
      const present = transports();
      // Anybody may ask for any pool: what no transport can ever send is not worth remembering.
      const served = fresh.filter((lane) =>
        present.some((transport) => targetsOf(lane).some((target) => isTarget(transport, target))),
      );
      for (const lane of served) inUse.add(lane);
      if (served.length > 0) lanes = new WeakMap();
      return served.length > 0 || freshSims.length > 0;
    },
    openTargets(lane, count) {
      if ((open.get(lane) ?? 1) === count) return false;
      open.set(lane, count);
      lanes = new WeakMap();
      return true;
    },
  };
}
