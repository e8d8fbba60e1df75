import {
  type AffectedMessages,
  ANY_LANE,
  type EventRecorder,
  isTarget,
  laneOfTargets,
  type Target,
} from "../../messages/index.ts";
import type { Transport } from "../channels/transport.ts";
import type { LaneAssignment } from "./lane-assignment.ts";
import type { Routes } from "./routes.ts";

/** A transport as the watch sees it: why it is not fit to send, in a few words. */
interface WatchedTransport {
  transport: Transport;
  unfit: string | undefined;
}

/** Opens the next target of a lane when no transport of those before has been fit for long, and tells people. */
interface RouteFailover {
  /** Looks at the lanes of the rules and at those in which something is due. `true`: other targets are open now. */
  look(due: readonly string[], transports: readonly WatchedTransport[], now: number): boolean;
}

/** What was told about a lane: its targets are well, a later one is used, or all wait. */
type Told = "well" | "waiting" | `target ${number}`;

interface Watched {
  /** Since when no transport of each target has been fit. */
  since: (number | undefined)[];
  told: Told;
}

export function createRouteFailover(options: {
  assignment: LaneAssignment;
  routes: Routes;
  patienceMs: number;
  events: EventRecorder;
}): RouteFailover {
  const { assignment, routes, patienceMs, events } = options;
  const watched = new Map<string, Watched>();

  function lookAt(lane: string, transports: readonly WatchedTransport[], now: number): boolean {
    const targets = assignment.targetsOf(lane);
    const state = watched.get(lane) ?? { since: [], told: "well" };
    watched.set(lane, state);
    state.since = targets.map((target, at) => {
      const isFit = transports.some(({ transport, unfit }) => unfit === undefined && isTarget(transport, target));
      // A clock that was set back begins again.
      return isFit ? undefined : Math.min(state.since[at] ?? now, now);
    });
    const isLong = state.since.map((since) => since !== undefined && now - since >= patienceMs);
    const firstWell = isLong.indexOf(false);
    const told: Told = firstWell < 0 ? "waiting" : firstWell === 0 ? "well" : `target ${firstWell}`;
    if (told !== state.told) tell(lane, { targets, told, transports });
    state.told = told;
    return assignment.openTargets(lane, firstWell < 0 ? targets.length : firstWell + 1);
  }

  function tell(
    lane: string,
    { targets, told, transports }: { targets: readonly Target[]; told: Told; transports: readonly WatchedTransport[] },
  ): void {
    const [first = targets[0]] = targets;
    const affected = affectedMessages(lane, routes);
    if (first === undefined) return;
    if (told === "well") {
      events.record({ kind: "route.restored", target: first, affected });
      return;
    }
    const target = told === "waiting" ? undefined : targets[Number(told.slice("target ".length))];
    const tried = target === undefined ? targets : targets.slice(0, targets.indexOf(target));
    const trouble = { tried, forMs: patienceMs, modems: modemsOf(tried, transports), affected };
    if (target === undefined) events.record({ kind: "route.waiting", ...trouble });
    else events.record({ kind: "route.diverted", ...trouble, target });
  }

  return {
    look(due, transports, now) {
      const lanes = new Set([...assignment.ruleLanes, ...due]);
      // What nothing waits in any more needs no watching, unless something was said that has to be taken back.
      for (const [lane, { told }] of watched) {
        if (lanes.has(lane)) continue;
        if (told === "well") watched.delete(lane);
        else lanes.add(lane);
      }
      let changed = false;
      for (const lane of lanes) changed = lookAt(lane, transports, now) || changed;
      return changed;
    },
  };
}

function affectedMessages(lane: string, routes: Routes): AffectedMessages {
  const prefixes = routes.rules.filter(({ targets }) => laneOfTargets(targets) === lane).map(({ prefix }) => prefix);
  if (lane === ANY_LANE || prefixes.includes("*")) return "all";
  return prefixes.length > 0 ? { prefixes } : "asking";
}

const modemsOf = (targets: readonly Target[], transports: readonly WatchedTransport[]) =>
  transports
    .filter(({ transport }) => targets.some((target) => isTarget(transport, target)))
    .map(({ transport, unfit }) => ({ name: transport.name, problem: unfit }));
