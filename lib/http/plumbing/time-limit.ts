import type { Clock, Timer } from "../../clock.ts";

/** The limit of one request. Read `passed` before a step that cannot be taken back. */
export interface TimeLimit {
  readonly passed: boolean;
}

/**
 * Runs `work` for at most the limit. What comes later is given to nobody; a late rejection goes to `late`.
 *
 * @throws what `work` throws in time
 */
type WithinLimit = <T>(run: {
  work: (limit: TimeLimit) => Promise<T>;
  late: (error: unknown) => void;
}) => Promise<T | "timed-out">;

interface Running {
  passed: boolean;
  giveUp(): void;
}

/** Those that began in one turn of the event loop. */
interface Turn {
  readonly running: Set<Running>;
  readonly timer: Timer;
}

/** Makes the limit for all requests of one interface. Those that begin together share a timer. */
export function createTimeLimit(clock: Pick<Clock, "setTimer">, limitMs: number): WithinLimit {
  let current: Turn | undefined;

  function begin(limit: Running): Turn {
    const begun = current ?? beginTurn();
    begun.running.add(limit);
    return begun;
  }

  function beginTurn(): Turn {
    const running = new Set<Running>();
    const begun = { running, timer: clock.setTimer(limitMs, () => expire(running)) };
    current = begun;
    setImmediate(() => forget(begun));
    return begun;
  }

  function forget(begun: Turn): void {
    if (current === begun) current = undefined;
  }

  function end(limit: Running, begun: Turn): void {
    begun.running.delete(limit);
    if (begun.running.size > 0) return;
    begun.timer.cancel();
    forget(begun);
  }

  function expire(running: Set<Running>): void {
    for (const one of running) {
      one.passed = true;
      one.giveUp();
    }
  }

  return ({ work, late }) =>
    new Promise((resolve, reject) => {
      const limit: Running = { passed: false, giveUp: () => resolve("timed-out") };
      const begun = begin(limit);
      work(limit).then(
        (value) => {
          end(limit, begun);
          resolve(value);
        },
        (error: unknown) => {
          end(limit, begun);
          if (limit.passed) late(error);
          else reject(error);
        },
      );
    });
}
