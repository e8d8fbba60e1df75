import type { Clock } from "../../../clock.ts";
import { createTokenBucket } from "../../../rate-limit.ts";

/** Telegram takes about 30 messages a second from a bot before it asks to wait; some room is left for answers. */
const RATE = { burst: 25, perSecond: 25 };

/** Lets messages go no faster than Telegram takes them: those of a second at once, then one after another. */
interface SendRate {
  /** Resolves when the next message may go. `false`: the signal came first. Never rejects. */
  turn(signal: AbortSignal): Promise<boolean>;
}

export function createSendRate(clock: Clock): SendRate {
  const bucket = createTokenBucket(RATE, clock.now);
  return {
    async turn(signal) {
      const waitMs = bucket.reserve();
      if (signal.aborted) return false;
      if (waitMs <= 0) return true;
      return clock.sleep(waitMs, signal).then(
        () => true,
        () => false,
      );
    },
  };
}
