import { type Clock, within } from "../clock.ts";
import type { Log } from "../log.ts";
import type { CheckClaim, CheckStore, StoredCheck } from "../messages/index.ts";
import { type Loop, startLoop } from "../routing/index.ts";
import { createHand } from "./hand.ts";
import { createPerformer, givenBack } from "./perform.ts";
import type { RunCheck } from "./probes/index.ts";
import { waitsOf } from "./schedule.ts";
import { createSettler } from "./settler.ts";
import type { Teller } from "./teller.ts";

/** Runs the checks of the database at their times. Owns those in hand. */
interface CheckRunner {
  /** Takes back what an earlier life left, and begins. @throws StoreFailure */
  start(): Promise<void>;
  /** Checks may have been changed: look now. Cheap. */
  wake(): void;
  /** The clock was set, and what the database holds was moved: look now. */
  clockStepped(): void;
  /** The check as the last run of this gateway left it, which may not be written yet. */
  latest(stored: StoredCheck): StoredCheck;
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
/** A day: nobody else is there to take it, so a claim lasts from one run to the next, and costs nothing. */
const LEASE_ALONE_MS = 86_400_000;
/** 3 s at the end for results to be written. */
const STOP_MS = 3_000;

/**
 * Makes a runner.
 *
 * @param options.node  this gateway's name on the database, the same after a restart
 * @param options.alone  no other gateway works on the database: what tells nothing new is written every five minutes
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
  const hand = createHand(clock, begin);
  const running = new Set<Promise<void>>();
  const settler = createSettler({ store, clock, log });
  const perform = createPerformer({
    ...options,
    settler,
    cut: cut.signal,
    keepsClaims: alone,
    find: store.find,
  });
  const loops: Loop[] = [];
  let isStepped = false;
  let stopped: Promise<void> | undefined;

  async function claim(): Promise<number> {
    if (stopped !== undefined) return LOOK_EVERY_MS;
    if (isStepped) await giveUpClaims();
    const now = clock.now();
    const claims = await store.claimDue({ now, until: now + AHEAD_MS, most: MOST_CLAIMED, node, leaseMs });
    const waits = waitsOf(
      claims.map(({ check }) => check.nextAt),
      clock.now(),
    );
    for (const [at, each] of claims.entries()) hand.wait(each, waits[at] ?? 0, { goesOn: false });
    return LOOK_EVERY_MS;
  }

  /** What is in the database counts: it was moved with the clock. Rejects with a StoreFailure. */
  async function giveUpClaims(): Promise<void> {
    await settler.flush();
    await store.recover({ node, alone });
    isStepped = false;
    hand.empty();
  }

  /** Runs it, unless people have made the claim void. Rejects as a run does. */
  async function runOnce(claimed: CheckClaim, { goesOn }: { goesOn: boolean }): Promise<void> {
    const held = await store.stillHeld(claimed);
    const lasting = held && (await perform(held, goesOn));
    hand.forget(claimed);
    if (lasting === undefined) return;
    if (stopped !== undefined) return settler.add(givenBack(lasting), { isUrgent: true });
    hand.keep(lasting);
    hand.wait(lasting, lasting.check.nextAt - clock.now(), { goesOn: true });
  }

  function begin(claimed: CheckClaim, how: { goesOn: boolean }): void {
    options.started?.(claimed, clock.now() - claimed.check.nextAt);
    const done = runOnce(claimed, how)
      .catch((error: unknown) => {
        log.error({ err: error, check: claimed.check.id }, "a check could not be run: it is run again");
        settler.add(givenBack(claimed), { isUrgent: true });
      })
      .finally(() => running.delete(done));
    running.add(done);
  }

  /** Rejects with a StoreFailure. */
  async function renew(): Promise<number> {
    if (hand.size + running.size + settler.size > 0) await store.renew({ node, until: clock.now() + leaseMs });
    return RENEW_EVERY_MS;
  }

  async function stop(): Promise<void> {
    await Promise.all(loops.map((loop) => loop.stop()));
    for (const claimed of hand.empty()) settler.add(givenBack(claimed), { isUrgent: true });
    cut.abort();
    await within(
      clock,
      Promise.all(running).then(() => settler.flush()),
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
    clockStepped() {
      isStepped = alone;
      loops[0]?.wake();
    },
    latest: hand.latest,
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };
}

/** All that there may be. */
const MOST_CLAIMED = 200;
