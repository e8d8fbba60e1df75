import { type Clock, type Timer, within } from "../clock.ts";
import type { Log } from "../log.ts";
import type { CheckClaim, CheckMemory, CheckResult, CheckSettlement, CheckStore } from "../messages/index.ts";
import { type Loop, startLoop } from "../routing/index.ts";
import { next, tellingOf } from "./next.ts";
import type { RunCheck } from "./probes/index.ts";
import { nextRunAt, waitsOf } from "./schedule.ts";
import { createSettler, SETTLED_WITHIN_MS } from "./settler.ts";
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
  const { store, run, teller, clock, log, node, alone } = options;
  const leaseMs = alone ? LEASE_ALONE_MS : LEASE_MS;
  const cut = new AbortController();
  const waiting = new Map<CheckClaim, Timer>();
  const running = new Set<Promise<void>>();
  const settler = createSettler({ store, clock, log });
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

  /** Rejects with what the store or the alarms reject with. */
  async function perform(claimed: CheckClaim): Promise<void> {
    const { check } = claimed;
    if (!check.check.enabled) {
      const told = await teller.tell(claimed, check.memory);
      settler.add({ claim: claimed, memory: { ...check.memory, told }, nextAt: laterOf(claimed, clock.now()) });
      return;
    }
    const result = await run(claimed, cut.signal);
    if (result === undefined) {
      settler.add(givenBack(claimed));
      return;
    }
    const memory = next(check.check, check.memory, result);
    const settlement: CheckSettlement = {
      claim: claimed,
      memory,
      result,
      nextAt: dueAfter(claimed, result, clock.now()),
    };
    if (!isNews(claimed, memory)) {
      const hasTime = settlement.nextAt > clock.now() + SETTLED_WITHIN_MS;
      if (hasTime && isInTurn(claimed)) settler.add(settlement);
      else await settler.write(settlement);
      return;
    }
    // What another gateway runs by now is not told by this one.
    if ((await settler.write({ ...settlement, holds: true })) === "claim-lost") return;
    teller.record(claimed, memory);
    let told = memory.told;
    try {
      told = await teller.tell(claimed, memory);
    } finally {
      const after = { claim: claimed, memory: { ...memory, told }, nextAt: settlement.nextAt };
      await settler.write(after);
    }
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

const givenBack = (claim: CheckClaim): CheckSettlement => ({
  claim,
  memory: claim.check.memory,
  nextAt: claim.check.nextAt,
});

const laterOf = ({ check: { id, check } }: CheckClaim, after: number) =>
  nextRunAt({ id, everyMs: check.everySeconds * 1_000 }, after);

/** It runs at its own place in the interval: nobody has asked for it. */
const isInTurn = (claimed: CheckClaim) => laterOf(claimed, claimed.check.nextAt - 1) === claimed.check.nextAt;

/** A heartbeat is looked at again when its next call is late. What took longer than its interval leaves out a run. */
function dueAfter(claimed: CheckClaim, { at, ok }: CheckResult, now: number): number {
  const { beatAt, check } = claimed.check;
  if (!("heartbeat" in check.probe)) {
    const due = laterOf(claimed, at);
    return due > now ? due : laterOf(claimed, now);
  }
  const mostMs = (check.everySeconds + check.probe.heartbeat.graceSeconds) * 1_000;
  const due = (beatAt ?? at) + mostMs;
  return ok && due > at ? due : at + check.everySeconds * 1_000;
}

/** Whether people are told of it, or the event log. */
function isNews({ check: { check, memory: before } }: CheckClaim, after: CheckMemory): boolean {
  const isOther = after.state !== before.state || after.isFlapping !== before.isFlapping;
  return isOther || tellingOf(check, after).telling !== "nothing";
}
