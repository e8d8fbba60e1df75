import type { EventLog } from "../../log.ts";
import { ANY_LANE, describeTarget, isTarget, laneOfTargets, type Target } from "../../messages/index.ts";
import type { Transport } from "../channels/transport.ts";
import type { LaneAssignment } from "./lane-assignment.ts";
import type { Routes } from "./routes.ts";

/** A line as the watch sees it: why it is not fit to send, in a few words. */
export interface WatchedTransport {
  transport: Transport;
  unfit: string | undefined;
}

/** Opens the next target of a lane when no line of those before has been fit for long, and tells people. */
export interface RouteFailover {
  /** Looks at the lanes of the rules and at those in which something is due. `true`: other targets are open now. */
  look(due: readonly string[], transports: readonly WatchedTransport[], now: number): boolean;
}

/** What was told about a lane: its targets are well, a later one is used, or all wait. */
type Told = "well" | "waiting" | `target ${number}`;

interface Watched {
  /** Since when no line of each target has been fit. */
  since: (number | undefined)[];
  told: Told;
}

export function createRouteFailover(options: {
  assignment: LaneAssignment;
  routes: Routes;
  patienceMs: number;
  events: EventLog;
}): RouteFailover {
  const { assignment, routes, patienceMs, events } = options;
  const watched = new Map<string, Watched>();

  function lookAt(lane: string, transports: readonly WatchedTransport[], now: number): boolean {
    const targets = assignment.targetsOf(lane);
    const state = watched.get(lane) ?? { since: [], told: "well" };
    watched.set(lane, state);
    state.since = targets.map((target, at) => {
      const isFit = transports.some(({ transport, unfit }) => unfit === undefined && isTarget(transport, target));
      // A clock that was set back begins anew.
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
    const messages = messagesOf(lane, routes);
    if (first === undefined) return;
    if (told === "well") {
      const message = `${sentenceStart(first)} can send again: ${messages} take it`;
      events.record({ severity: "info", kind: "route.restored", message });
      return;
    }
    const target = told === "waiting" ? undefined : targets[Number(told.slice("target ".length))];
    const tried = target === undefined ? targets : targets.slice(0, targets.indexOf(target));
    const minutes = Math.round(patienceMs / 60_000);
    const since = minutes > 0 ? `${minutes} min` : `${Math.round(patienceMs / 1_000)} s`;
    const whose = tried.map((each) => describeTarget(each)).join(" and ");
    const outcome = target === undefined ? "wait" : `now take ${describeTarget(target)}`;
    events.record({
      severity: "warning",
      kind: target === undefined ? "route.waiting" : "route.diverted",
      message: `Nothing could be sent by ${whose} for ${since} (${reasons(tried, transports)}): ${messages} ${outcome}`,
    });
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

/** `messages to +49… and +41…`, `messages for pool north`, `messages`. */
function messagesOf(lane: string, routes: Routes): string {
  const prefixes = routes.rules.filter(({ targets }) => laneOfTargets(targets) === lane).map(({ prefix }) => prefix);
  if (lane === ANY_LANE || prefixes.includes("*")) return "messages";
  if (prefixes.length > 0) return `messages to ${prefixes.map((prefix) => `${prefix}…`).join(" and ")}`;
  return "messages that ask for it";
}

function reasons(targets: readonly Target[], transports: readonly WatchedTransport[]): string {
  const concerned = transports.filter(({ transport }) => targets.some((target) => isTarget(transport, target)));
  if (concerned.length === 0) return "there is no such modem";
  const shown = concerned.slice(0, 4).map(({ transport, unfit }) => `${transport.name} ${unfit ?? "is fit again"}`);
  return concerned.length > shown.length ? `${shown.join(", ")} and others` : shown.join(", ");
}

const sentenceStart = (target: Target) => {
  const text = target.kind === "any" ? "a modem" : describeTarget(target);
  return text.charAt(0).toUpperCase() + text.slice(1);
};
