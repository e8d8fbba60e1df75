import type { Policy } from "../../messages/index.ts";

/** 60 s: who has the telephone at hand answers within it, and a person's minute is over when the next step calls again. */
export const FAST_DRILL_SECONDS = 60;

/** For how many seconds each step of a drill waits for answers: as the policy says, or in a fast one a minute at most. Pure. */
export const drillWaits = ({ steps }: Pick<Policy, "steps">, { fast }: { fast: boolean }): number[] =>
  steps.map(({ waitSeconds }) => (fast ? Math.min(FAST_DRILL_SECONDS, waitSeconds) : waitSeconds));
