import type { Clock, Timer } from "../../clock.ts";

/** Timers by name. */
interface Timers<Name extends string> {
  /** Replaces the one of the same name. */
  set(name: Name, ms: number, run: () => void): void;
  cancel(...names: Name[]): void;
}

/** Makes a set of timers of which none runs. */
export function createTimers<Name extends string>(clock: Clock): Timers<Name> {
  const timers = new Map<Name, Timer>();
  return {
    set(name, ms, run) {
      timers.get(name)?.cancel();
      timers.set(name, clock.setTimer(ms, run));
    },
    cancel(...names) {
      for (const name of names) timers.get(name)?.cancel();
    },
  };
}
