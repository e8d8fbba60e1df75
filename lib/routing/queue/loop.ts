import type { Clock } from "../../clock.ts";
import type { Log } from "../../log.ts";
import { createFailureLines } from "../../log-limit.ts";
import { createWaker } from "./waker.ts";

/** Work that repeats until it is stopped. */
export interface Loop {
  /** Runs the next step now instead of at its time. */
  wake(): void;
  /** Resolves when the step under way has ended; none begins after. Never rejects. */
  stop(): Promise<void>;
}

/** 1 s: most failures are a database that restarts; a log line per second is bearable. */
const PAUSE_AFTER_FAILURE_MS = 1_000;

/**
 * Runs `step` after `firstMs`, then each time as many milliseconds later as it answered. A step that fails is logged
 * and repeated after a second; one that lasts is a line a minute.
 */
export function startLoop(
  step: () => Promise<number>,
  options: { clock: Clock; log: Log; name: string; firstMs: number },
): Loop {
  const waker = createWaker(options.clock);
  const failureLines = createFailureLines();
  let stopped = false;

  async function run(): Promise<void> {
    let pauseMs = options.firstMs;
    for (;;) {
      await waker.wait(pauseMs);
      if (stopped) return;
      try {
        pauseMs = await step();
        failureLines.succeeded();
      } catch (error) {
        if (failureLines.failed()) options.log.error({ err: error, loop: options.name }, "a recurring job failed");
        pauseMs = PAUSE_AFTER_FAILURE_MS;
      }
    }
  }

  const running = run();
  return {
    wake: waker.wake,
    stop() {
      stopped = true;
      waker.wake();
      return running;
    },
  };
}
