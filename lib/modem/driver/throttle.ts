import type { Clock, Timer } from "../../clock.ts";

/**
 * Runs a function at once, then at most once per `pauseMs`; calls during a pause are merged into one run at its end.
 * For lines that a modem may repeat endlessly.
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
