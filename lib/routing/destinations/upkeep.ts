import type { Clock } from "../../clock.ts";
import type { Log } from "../../log.ts";
import type { JobStore } from "../../messages/index.ts";
import { type Loop, startLoop } from "../queue/loop.ts";

/** 3 s where other gateways work on the database: mostly this is one look at an empty index. */
const RECOVER_EVERY_MS = 3_000;
/** Alone: only what this gateway lost track of itself, as when the answer to a claim was lost. */
const RECOVER_ALONE_MS = 30_000;

/**
 * Starts what takes back jobs of gateways that have ended.
 *
 * @param options.alone  no other gateway works on the database
 * @param options.recovered  called when jobs are waiting again
 */
export function startJobUpkeep(options: {
  store: Pick<JobStore, "recover">;
  clock: Clock;
  log: Log;
  alone: boolean;
  recovered: () => void;
}): Loop[] {
  const { store, clock, log, alone } = options;
  const recoverEveryMs = alone ? RECOVER_ALONE_MS : RECOVER_EVERY_MS;

  async function recover(): Promise<number> {
    const jobs = await store.recover({ now: clock.now() });
    if (jobs > 0) {
      log.info({ jobs }, "took back jobs of a gateway that has ended");
      options.recovered();
    }
    return recoverEveryMs;
  }

  return [startLoop(recover, { clock, log, name: "job leases", firstMs: recoverEveryMs })];
}
