import type { Clock, Timer } from "../../clock.ts";

/**
 * Runs something at once when it is called for, and not again before `pauseMs` have passed; calls in between are made up
 * for by one at the end. For what a modem may say again and again.
 */
export function createThrottle(
  run: () => void,
  options: { clock: Clock; pauseMs: number; signal: AbortSignal },
): () => void {
  let pause: Timer | undefined;
  let calledFor = false;
  options.signal.addEventListener("abort", () => pause?.cancel(), { once: true });

  return function call(): void {
    if (options.signal.aborted) return;
    if (pause) {
      calledFor = true;
      return;
    }
    run();
    pause = options.clock.setTimer(options.pauseMs, () => {
      pause = undefined;
      if (!calledFor) return;
      calledFor = false;
      call();
    });
  };
}
