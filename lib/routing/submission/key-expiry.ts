import type { Clock } from "../../clock.ts";
import type { Log } from "../../log.ts";
import type { OnceStore } from "../../messages/index.ts";
import { type Loop, startLoop } from "../queue/loop.ts";

/** One hour: a key is kept for a day, and what is over is never found. */
const EVERY_MS = 3_600_000;

/** Deletes idempotency keys that are over. */
export function startKeyExpiry(options: {
  once: Pick<OnceStore, "forget">;
  clock: Clock;
  log: Log;
}): Pick<Loop, "stop"> {
  const { once, clock, log } = options;
  return startLoop(
    async () => {
      await once.forget(clock.now());
      return EVERY_MS;
    },
    { clock, log, name: "idempotency keys", firstMs: EVERY_MS },
  );
}
