import type { RecoveryStep } from "../types.ts";

/** What is tried, in this order, when a modem does not do what it should. The last one needs a way to switch its power. */
const RUNGS = ["start-again", "reset", "reopen", "power"] as const satisfies readonly RecoveryStep[];
export type Rung = (typeof RUNGS)[number];
/** 5 min without a step: the last one has helped, and the next failure begins at the lowest step again. */
const CALM_MS = 300_000;

/** Where on the ladder a modem is. */
export interface LadderPosition {
  /** Counted from its foot: the step that is due next. */
  rung: number;
  /** When the last step was taken. */
  climbedAt: number;
}

export const LADDER_FOOT: LadderPosition = { rung: 0, climbedAt: Number.NEGATIVE_INFINITY };

/**
 * The step that is due now; the one after it is harsher, until there was calm. Behind the highest comes the lowest.
 *
 * @param options.atLeast   where milder steps would not help
 * @param options.hasPower  without it the highest rung is the port
 */
export function climb(
  ladder: LadderPosition,
  options: { now: number; hasPower: boolean; atLeast?: Rung | undefined },
): { step: Rung; ladder: LadderPosition } {
  const { now, hasPower, atLeast = "start-again" } = options;
  const count = hasPower ? RUNGS.length : RUNGS.length - 1;
  const isCalm = now - ladder.climbedAt > CALM_MS;
  const rung = Math.max(isCalm ? 0 : ladder.rung % count, RUNGS.indexOf(atLeast));
  return { step: RUNGS[rung] ?? "reopen", ladder: { rung: rung + 1, climbedAt: now } };
}
