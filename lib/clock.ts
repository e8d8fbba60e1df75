/** Time as a value that is passed in, so that tests and virtual networks need not wait. */

export interface Timer {
  /** No effect once the timer has fired. */
  cancel(): void;
}

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls `run` once after `ms` milliseconds. The caller owns the timer. */
  setTimer(ms: number, run: () => void): Timer;
  /** @throws the signal's reason, immediately if it is aborted already */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's clock. */
export const systemClock: Clock = withSleep({
  now: () => Date.now(),
  setTimer(ms, run) {
    const timer = setTimeout(run, ms);
    return { cancel: () => clearTimeout(timer) };
  },
});

/**
 * What `promise` resolves to, or `undefined` when `ms` milliseconds pass first. @throws what `promise` rejects with
 * before that
 */
export async function within<T>(
  clock: Pick<Clock, "setTimer">,
  promise: Promise<T>,
  ms: number,
): Promise<T | undefined> {
  const limit = Promise.withResolvers<undefined>();
  const timer = clock.setTimer(ms, () => limit.resolve(undefined));
  try {
    return await Promise.race([promise, limit.promise]);
  } finally {
    timer.cancel();
  }
}

/** Adds `sleep`, built on the clock's timers. */
export function withSleep(clock: Omit<Clock, "sleep">): Clock {
  return {
    ...clock,
    sleep(ms, signal) {
      if (signal?.aborted) return Promise.reject(signal.reason);
      return new Promise((resolve, reject) => {
        const onAbort = () => {
          timer.cancel();
          reject(signal?.reason);
        };
        const timer = clock.setTimer(ms, () => {
          signal?.removeEventListener("abort", onAbort);
          resolve();
        });
        signal?.addEventListener("abort", onAbort, { once: true });
      });
    },
  };
}
