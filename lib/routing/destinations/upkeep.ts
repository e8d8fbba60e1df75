import type { Clock } from "../../clock.ts";
import type { Log } from "../../log.ts";
import type { JobStore } from "../../messages/index.ts";
import { type Loop, startLoop } from "../queue/loop.ts";

const RECOVER_EVERY_MS = 30_000;
/** 7 days for what was delivered, 90 for dead letters: they hold texts. */
const DAY_MS = 24 * 3_600_000;
const KEPT_MS = { delivered: 7 * DAY_MS, dead: 90 * DAY_MS } as const;
const FORGET_EVERY_MS = 3_600_000;
/** 500 in a transaction: other writes wait for some milliseconds. */
const FORGET_STEP = 500;

/**
 * Starts what takes back jobs of gateways that have ended, and deletes old ones.
 *
 * @param options.recovered  called when jobs are waiting again
 */
export function startJobUpkeep(options: {
  store: Pick<JobStore, "recover" | "forget">;
  clock: Clock;
  log: Log;
  recovered: () => void;
}): Loop[] {
  const { store, clock, log } = options;

  async function recover(): Promise<number> {
    const jobs = await store.recover({ now: clock.now() });
    if (jobs > 0) {
      log.info({ jobs }, "took back jobs of a gateway that has ended");
      options.recovered();
    }
    return RECOVER_EVERY_MS;
  }

  async function forget(): Promise<number> {
    let isMore = false;
    for (const state of ["delivered", "dead"] as const) {
      const before = clock.now() - KEPT_MS[state];
      isMore = (await store.forget({ state, before, limit: FORGET_STEP })) === FORGET_STEP || isMore;
    }
    return isMore ? 0 : FORGET_EVERY_MS;
  }

  return [
    startLoop(recover, { clock, log, name: "job leases", firstMs: RECOVER_EVERY_MS }),
    startLoop(forget, { clock, log, name: "old jobs", firstMs: FORGET_EVERY_MS }),
  ];
}
