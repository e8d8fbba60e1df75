import { type Clock, within } from "../../clock.ts";
import type { Log } from "../../log.ts";
import type { EventRecorder, Job, JobClaim, JobSettlement, JobStore } from "../../messages/index.ts";
import { type Loop, startLoop } from "../queue/loop.ts";
import { untilWritten } from "../queue/retried-writes.ts";
import { createAttempts } from "./attempt.ts";
import type { JobHandler } from "./handler.ts";
import { next } from "./next.ts";
import { startJobUpkeep } from "./upkeep.ts";

/** Does the jobs of the database, with the handlers that there are. Owns those in hand. */
interface JobRunner {
  /** Takes back what an earlier life left, and begins. @throws StoreFailure */
  start(): Promise<void>;
  /** Jobs may have been added, or the clock set: look now. Cheap. */
  wake(): void;
  /**
   * Claims nothing more, lets what is in hand end within the grace, then cuts it off and gives it back. Calling it again
   * gives the same promise. Never rejects.
   */
  stop(): Promise<void>;
}

/** 16 at once: receivers that do not answer for 30 s each hold two, so eight of those leave nobody waiting. */
const MOST_AT_ONCE = 16;
const MOST_OF_ONE_DESTINATION = 2;
/** 10 s, renewed every 3 s: a job that a gateway held that was killed is done by another one within 15 s. */
const LEASE_MS = 10_000;
const RENEW_EVERY_MS = 3_000;
/** 90 s for a lone gateway, which renews nothing: an attempt, and time to write what became of it. */
const LEASE_ALONE_MS = 90_000;
/** 30 s: when an announcement of another gateway or of a command got lost. */
const LOOK_ANYWAY_MS = 30_000;
/** 2 s for a lone gateway, whom nobody tells what a command has added: mostly this is one look at an empty index. */
const LOOK_ALONE_MS = 2_000;
/** 2 s after the grace for handlers to end, and for what became of their jobs to be written. */
const GIVE_UP_MS = 2_000;
/**
 * Makes a runner.
 *
 * @param options.handlers  one for each kind that this gateway can do; jobs of others wait
 * @param options.node  this gateway's name on the database, the same after a restart
 * @param options.alone  no other gateway works on the database
 * @param options.random  gives 0 ≤ x < 1, for jitter
 */
export function createJobRunner(options: {
  store: JobStore;
  handlers: readonly JobHandler[];
  clock: Clock;
  log: Log;
  events: EventRecorder;
  node: string;
  alone: boolean;
  stopGraceMs: number;
  random?: () => number;
}): JobRunner {
  const { store, clock, log, events, node, alone, random = Math.random } = options;
  const leaseMs = alone ? LEASE_ALONE_MS : LEASE_MS;
  const lookAnywayMs = alone ? LOOK_ALONE_MS : LOOK_ANYWAY_MS;
  const kinds = options.handlers.map(({ kind }) => kind);
  const inHand = new Map<Promise<void>, JobClaim>();
  const cut = new AbortController();
  const attempt = createAttempts({ handlers: options.handlers, clock, log, cut: cut.signal });
  const abandoned = new AbortController();
  const loops: Loop[] = [];
  let claiming: Loop | undefined;
  /** Goes on until what is in hand has ended. */
  let renewing: Loop | undefined;
  let unsubscribe: (() => void) | undefined;
  let stopped: Promise<void> | undefined;

  async function claim(): Promise<number> {
    for (;;) {
      const most = MOST_AT_ONCE - inHand.size;
      if (most <= 0 || stopped !== undefined) return lookAnywayMs;
      const now = clock.now();
      const limits = { most, mostOfOne: MOST_OF_ONE_DESTINATION };
      const claims = await store.claimDue({ now, kinds, ...limits, node, leaseMs });
      for (const each of claims) take(each);
      if (claims.length > 0) continue;
      const dueAt = await store.nextDue(now);
      return Math.min(lookAnywayMs, Math.max(0, (dueAt ?? Number.POSITIVE_INFINITY) - clock.now()));
    }
  }

  function take(claimed: JobClaim): void {
    const done = run(claimed).finally(() => {
      inHand.delete(done);
      claiming?.wake();
    });
    inHand.set(done, claimed);
  }

  /** Never rejects. */
  async function run(claimed: JobClaim): Promise<void> {
    const { job } = claimed;
    const startedAt = clock.now();
    const result = await attempt(job);
    const now = clock.now();
    const settlement: JobSettlement =
      cut.signal.aborted && !result.ok
        ? { state: "given-back" }
        : next(job, { result, startedAt, now, random: random() });
    try {
      const each = { inOneCommit: <Result>(ask: () => Result) => ask() };
      const [written] = await untilWritten([() => store.settle(claimed, settlement)], {
        store: each,
        clock,
        log,
        abandoned: abandoned.signal,
      });
      if (written === "written") tell(job, settlement);
    } catch (error) {
      log.error({ err: error, job: job.id }, "what became of a job could not be written: it is done again");
    }
  }

  function tell(job: Job, settlement: JobSettlement): void {
    const { id, kind, destination } = job;
    if (settlement.state === "given-back") return;
    const { state, attempt } = settlement;
    log.debug({ job: id, kind, destination, state, ms: attempt.milliseconds, status: attempt.status }, "job attempted");
    if (state !== "dead") return;
    const attempts = job.attempts + 1;
    events.record({ kind: "job.dead", destination, error: attempt.error ?? "", details: { job: id, attempts } });
  }

  /** Rejects with a StoreFailure. */
  async function renew(): Promise<number> {
    if (inHand.size > 0) await store.renew([...inHand.values()], clock.now() + leaseMs);
    return RENEW_EVERY_MS;
  }

  async function stop(): Promise<void> {
    unsubscribe?.();
    const ended = Promise.all([...loops.map((loop) => loop.stop())]).then(() => Promise.all(inHand.keys()));
    const grace = clock.setTimer(options.stopGraceMs, () => cut.abort(new Error("the gateway stops")));
    const end = clock.setTimer(options.stopGraceMs + GIVE_UP_MS / 2, () => abandoned.abort());
    await within(clock, ended, options.stopGraceMs + GIVE_UP_MS);
    await renewing?.stop();
    grace.cancel();
    end.cancel();
  }

  return {
    async start() {
      await store.recover({ now: clock.now(), node, alone });
      unsubscribe = store.onAdded(() => claiming?.wake());
      claiming = startLoop(claim, { clock, log, name: "jobs", firstMs: 0 });
      loops.push(claiming, ...startJobUpkeep({ store, clock, log, alone, recovered: claiming.wake }));
      if (alone) return;
      renewing = startLoop(renew, { clock, log, name: "leases of jobs", firstMs: RENEW_EVERY_MS });
    },
    wake: () => claiming?.wake(),
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };
}
