/** Runs slow work a few at a time. */
interface HashQueue {
  /**
   * Runs `task` when its turn comes, urgent ones first, and resolves or rejects as it does. `undefined`: too many wait
   * already, nothing was started.
   */
  run<T>(task: () => Promise<T>, options: { urgent: boolean }): Promise<T> | undefined;
}

/**
 * Makes the queue that every slow hash goes through: whoever sends many passwords takes `concurrency` threads at most,
 * and fills `longest` places at most.
 */
export function createHashQueue({ concurrency, longest }: { concurrency: number; longest: number }): HashQueue {
  const urgentOnes: (() => void)[] = [];
  const others: (() => void)[] = [];
  let running = 0;

  function release(): void {
    const next = urgentOnes.shift() ?? others.shift();
    if (next === undefined) running--;
    else next();
  }

  async function runNow<T>(task: () => Promise<T>): Promise<T> {
    try {
      return await task();
    } finally {
      release();
    }
  }

  return {
    run(task, { urgent }) {
      if (running < concurrency) {
        running++;
        return runNow(task);
      }
      const line = urgent ? urgentOnes : others;
      if (line.length >= longest) return undefined;
      return new Promise<void>((resolve) => line.push(resolve)).then(() => runNow(task));
    },
  };
}
