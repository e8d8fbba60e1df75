import type { Clock } from "../../clock.ts";
import type { Log } from "../../log.ts";
import type { RecoveryStep } from "../types.ts";

/** What is tried, in this order, when a modem does not do what it should. The last one needs a way to switch its power. */
const RUNGS = ["start-again", "reset", "reopen", "power"] as const satisfies readonly RecoveryStep[];
export type Rung = (typeof RUNGS)[number];
/** After this long without trouble the ladder begins at its foot again. */
const CALM_MS = 300_000;

/** Which recovery step comes next, and how often each was taken. */
export interface Ladder {
  /**
   * Counts and logs the step that is due now. The one after it is harsher, until there was calm.
   *
   * @param atLeast  where milder steps would not help
   */
  next(reason: string, atLeast?: Rung): Rung;
  /** Counts a step that was taken outside the ladder's order. */
  count(step: RecoveryStep, reason: string): void;
  readonly counts: Readonly<Partial<Record<RecoveryStep, number>>>;
}

/** Makes a ladder; `counted` is called after each step. Without `power` its highest rung is the port. */
export function createLadder(options: {
  clock: Clock;
  log: Log;
  power: boolean;
  counted(step: RecoveryStep, reason: string): void;
}): Ladder {
  const { clock, log } = options;
  const rungs: readonly Rung[] = options.power ? RUNGS : RUNGS.filter((step) => step !== "power");
  let rung = 0;
  let troubleAt = Number.NEGATIVE_INFINITY;
  let counts: Partial<Record<RecoveryStep, number>> = {};

  function count(step: RecoveryStep, reason: string): void {
    counts = { ...counts, [step]: (counts[step] ?? 0) + 1 };
    log.warn({ step, times: counts[step], reason }, "recovering the modem");
    options.counted(step, reason);
  }

  return {
    next(reason, atLeast = "start-again") {
      if (clock.now() - troubleAt > CALM_MS) rung = 0;
      troubleAt = clock.now();
      rung = Math.max(rung % rungs.length, rungs.indexOf(atLeast));
      const step = rungs[rung] ?? "reopen";
      rung += 1;
      count(step, reason);
      return step;
    },
    count,
    get counts() {
      return counts;
    },
  };
}
