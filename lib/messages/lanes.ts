import type { NewMessage } from "./outgoing.ts";

/** Which transports a message may take. */
export type Target = { kind: "any" } | { kind: "pool" | "modem"; name: string };

/**
 * A lane is the queue that a message waits in: the targets it may be sent by, best first, as one string
 * (`pool:germany`, `modem:m1|pool:spare|*`), so that each transport only looks at messages it may send. The empty lane
 * is for any transport.
 */
export const ANY_LANE = "";

const ANY: Target = { kind: "any" };

/** The lane of these targets; targets behind *any* are never used. */
export function laneOfTargets(targets: readonly Target[]): string {
  const last = targets.findIndex(({ kind }) => kind === "any");
  if (targets.length === 0 || last === 0) return ANY_LANE;
  return (last < 0 ? targets : targets.slice(0, last + 1)).map(textOfTarget).join("|");
}

/**
 * The lane in which the rest of a long message waits for the SIM that sent its first parts: a telephone only joins
 * parts from one sender (23.040 §9.2.3.24.1). No target of a rule leads to such a lane.
 */
export const simLane = (sim: string): string => `sim:${sim}`;

export const isSimLane = (lane: string): boolean => lane.startsWith("sim:");

/** The targets of a lane, at least one. */
export function targetsOfLane(lane: string): readonly Target[] {
  return lane === ANY_LANE ? [ANY] : lane.split("|").map(targetOfText);
}

/** The lane of a message that no rule matches. */
export function askedLane({ askedModem, pool }: Pick<NewMessage, "askedModem" | "pool">): string {
  if (askedModem !== undefined) return laneOfTargets([{ kind: "modem", name: askedModem }]);
  return pool === undefined ? ANY_LANE : laneOfTargets([{ kind: "pool", name: pool }]);
}

export function isTarget(transport: { name: string; pool: string | undefined }, target: Target): boolean {
  return target.kind === "any" || target.name === (target.kind === "pool" ? transport.pool : transport.name);
}

/** For people: `pool germany`, `modem m1`, `any modem`. */
export function describeTarget(target: Target): string {
  return target.kind === "any" ? "any modem" : `${target.kind} ${target.name}`;
}

function textOfTarget(target: Target): string {
  return target.kind === "any" ? "*" : `${target.kind}:${escaped(target.name)}`;
}

function targetOfText(text: string): Target {
  const found = /^(pool|modem):(.*)$/s.exec(text);
  if (found === null) return ANY;
  return { kind: found[1] as "pool" | "modem", name: decodeURIComponent(found[2] ?? "") };
}

/** Names may contain any character; characters with a meaning in a lane are escaped. */
const escaped = (name: string) => name.replaceAll("%", "%25").replaceAll("|", "%7C");
