import type { Clock } from "../../../clock.ts";

/** Telegram takes about 30 messages a second from a bot before it asks to wait; some room is left for answers. */
const PER_SECOND = 25;
const SPACING_MS = 1_000 / PER_SECOND;

/** Lets messages go no faster than Telegram takes them: those of a second at once, then one after another. */
export interface SendRate {
  /** Resolves when the next message may go. `false`: the signal came first. */
  turn(signal: AbortSignal): Promise<boolean>;
}

export function createSendRate(clock: Clock): SendRate {
  /** When the messages that had their turn would all have gone, one after another. */
  let goneAt = 0;
  return {
    async turn(signal) {
      const now = clock.now();
      // A clock that was set back must not keep anybody waiting.
      if (goneAt - now > 60_000) goneAt = now;
      goneAt = Math.max(goneAt, now) + SPACING_MS;
      const waitMs = goneAt - now - 1_000;
      if (signal.aborted) return false;
      if (waitMs <= 0) return true;
      return clock.sleep(waitMs, signal).then(
        () => true,
        () => false,
      );
    },
  };
}
