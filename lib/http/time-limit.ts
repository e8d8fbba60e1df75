import type { Clock } from "../clock.ts";

/** The limit of one request. Read `passed` before a step that cannot be taken back. */
export interface TimeLimit {
  readonly passed: boolean;
}

/**
 * Runs `work` for at most `limitMs`. What comes later is given to nobody; a late rejection goes to `late`.
 *
 * @throws what `work` throws in time
 */
export function withinLimit<T>(
  clock: Pick<Clock, "setTimer">,
  limitMs: number,
  { work, late }: { work: (limit: TimeLimit) => Promise<T>; late: (error: unknown) => void },
): Promise<T | "timed-out"> {
  return new Promise((resolve, reject) => {
    const limit = { passed: false };
    const timer = clock.setTimer(limitMs, () => {
      limit.passed = true;
      resolve("timed-out");
    });
    work(limit).then(
      (value) => {
        timer.cancel();
        resolve(value);
      },
      (error: unknown) => {
        timer.cancel();
        if (limit.passed) late(error);
        else reject(error);
      },
    );
  });
}
