import { type Clock, type Timer, within } from "../clock.ts";
import type { Log } from "../log.ts";
import type { CheckClaim, CheckStore } from "../messages/index.ts";
import { type Loop, startLoop } from "../routing/index.ts";
import { createPerformer, givenBack } from "./perform.ts";
import type { RunCheck } from "./probes/index.ts";
import { waitsOf } from "./schedule.ts";
import { createSettler } from "./settler.ts";
import type { Teller } from "./teller.ts";

/** Runs the checks of the database at their times. Owns those in hand. */
interface CheckRunner {
  /** Takes back what an earlier life left, and begins. @throws StoreFailure */
  start(): Promise<void>;
  /** Checks may have been changed, or the clock set: look now. Cheap. */
  wake(): void;
  /** Claims nothing more, cuts off what runs and gives it back. Calling it again gives the same promise. Never rejects. */
  stop(): Promise<void>;
}

/** 5 s ahead: at most one transaction in that time claims, however many checks there are. */
const AHEAD_MS = 5_000;
/** Twice within it, so that none is claimed late. */
const LOOK_EVERY_MS = 2_500;
/** 10 s, renewed every 3 s: what a gateway held that was killed is claimed by another one within 15 s. */
const LEASE_MS = 10_000;
const RENEW_EVERY_MS = 3_000;
/** A day: nobody else is there to take it. */
const LEASE_ALONE_MS = 86_400_000;
/** 3 s at the end for results to be written. */
const STOP_MS = 3_000;

/**
 * Makes a runner.
 *
 * @param options.node  this gateway's name on the database, the same after a restart
 * @param options.alone  no other gateway works on the database
 * @param options.started  called when a check starts, with how late that is in milliseconds
 */
export function createCheckRunner(options: {
  store: CheckStore;
  run: RunCheck;
  teller: Teller;
  clock: Clock;
  log: Log;
  node: string;
  alone: boolean;
  started?: (claim: CheckClaim, lateMs: number) => void;
}): CheckRunner {
  const { store, clock, log, node, alone } = options;
  const leaseMs = alone ? LEASE_ALONE_MS : LEASE_MS;
  const cut = new AbortController();
  const waiting = new Map<CheckClaim, Timer>();
  const running = new Set<Promise<void>>();
  const settler = createSettler({ store, clock, log });
  const perform = createPerformer({ ...options, settler, cut: cut.signal });
  const loops: Loop[] = [];
  let stopped: Promise<void> | undefined;

  async function claim(): Promise<number> {
    if (stopped !== undefined) return LOOK_EVERY_MS;
    const now = clock.now();
    const claims = await store.claimDue({ now, until: now + AHEAD_MS, most: MOST_CLAIMED, node, leaseMs });
    const waits = waitsOf(
      claims.map(({ check }) => check.nextAt),
      clock.now(),
    );
    for (const [at, each] of claims.entries()) {
      const timer = clock.setTimer(waits[at] ?? 0, () => {
        waiting.delete(each);
        begin(each);
      });
      waiting.set(each, timer);
    }
    return LOOK_EVERY_MS;
  }

  function begin(claimed: CheckClaim): void {
    options.started?.(claimed, clock.now() - claimed.check.nextAt);
    const done = perform(claimed)
      .catch((error: unknown) => {
        log.error({ err: error, check: claimed.check.id }, "a check could not be run: it is run again");
        settler.add(givenBack(claimed));
      })
      .finally(() => running.delete(done));
    running.add(done);
  }

  /** Rejects with a StoreFailure. */
  async function renew(): Promise<number> {
    if (waiting.size + running.size + settler.size > 0) await store.renew({ node, until: clock.now() + leaseMs });
    return RENEW_EVERY_MS;
  }

  async function stop(): Promise<void> {
    await Promise.all(loops.map((loop) => loop.stop()));
    for (const [claimed, timer] of waiting) {
      timer.cancel();
      settler.add(givenBack(claimed));
    }
    waiting.clear();
    cut.abort();
    await within(
      clock,
      Promise.all(running).then(() => settler.stop()),
      STOP_MS,
    );
    settler.abandon();
  }

  return {
    async start() {
      await store.recover({ node, alone });
      loops.push(startLoop(claim, { clock, log, name: "checks", firstMs: 0 }));
      if (!alone) loops.push(startLoop(renew, { clock, log, name: "leases of checks", firstMs: RENEW_EVERY_MS }));
    },
    wake: () => loops[0]?.wake(),
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };
}

/** All that there may be. */
const MOST_CLAIMED = 200;
