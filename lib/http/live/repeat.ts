import type { Clock } from "../../clock.ts";

/** Takes `step` every `ms` milliseconds. Returns what ends it. */
export function repeat(clock: Pick<Clock, "setTimer">, ms: number, step: () => void): () => void {
  let timer = clock.setTimer(ms, again);
  function again(): void {
    timer = clock.setTimer(ms, again);
    step();
  }
  return () => timer.cancel();
}
