import type { Clock, Timer } from "../../clock.ts";
import type { Driver } from "../driver/index.ts";
import type { ModemStatus } from "../types.ts";
import type { EventQueue } from "./event-queue.ts";
import type { SupervisionEvent } from "./loop-contract.ts";

/** 30 s: short against the limits of minutes below; a look costs nothing. */
const LOOK_MS = 30_000;
/** 5 min: longer than the longest command; the driver asks something every half minute. */
const SILENCE_MS = 300_000;
/**
 * 10 min without a network until the radio is restarted: sooner would break off slow searches over all bands, later
 * would leave a radio that hangs out of service.
 */
const SEARCH_MS = 600_000;

/**
 * Notices what a modem does not report: one that has answered nothing for five minutes although it is
 * asked all the time, and one that has searched its network for ten.
 */
export function createWatchdog(on: {
  clock: Clock;
  events: EventQueue<SupervisionEvent>;
  driver: Driver;
  status(): ModemStatus;
}): { stop(): void } {
  const { clock, driver, events } = on;
  const begunAt = clock.now();
  let timer: Timer | undefined;

  function look(): void {
    const { state, since } = on.status();
    const now = clock.now();
    if (now - Math.max(begunAt, driver.lastAnswerAt) > SILENCE_MS) {
      events.post({ why: "stalled", reason: "no answer to anything for 5 minutes" });
    } else if (state === "searching" && now - Math.max(begunAt, since) > SEARCH_MS) {
      events.post({ why: "restart", reason: "no network for 10 minutes", atLeast: "reset" });
    } else timer = clock.setTimer(LOOK_MS, look);
  }

  timer = clock.setTimer(LOOK_MS, look);
  return { stop: () => timer?.cancel() };
}
