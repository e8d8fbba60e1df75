import { createCourier, type FailureCounts } from "./courier.ts";
import { abandonJob, claimJob, type Job, type OutboxContext, releaseJob } from "./job.ts";
import { afterFailure, afterReturn, HEALTHY, isOnTrial, isResting, type LineHealth, restMs } from "./line-health.ts";
import type { Line } from "./lines.ts";
import { createWaker } from "./waker.ts";

/** Serves one line: claims, sends, one message at a time. */
export interface Worker {
  readonly line: Line;
  /** Able to take a message now. */
  readonly fit: boolean;
  /** Fit, has looked, and found nothing. */
  readonly idle: boolean;
  /** Has no message in hand and is not claiming one. */
  readonly emptyHanded: boolean;
  /** Something may have changed: look again. */
  wake(): void;
  /** Ends after the part on the wire; resolves when every claim was given back. */
  stop(): Promise<void>;
}

/** What a worker asks of the outbox. */
export interface Crew {
  /** The other workers that serve the same pool. */
  others(line: Line): readonly Worker[];
  /** A worker has found nothing. */
  becameIdle(): void;
  /** A message went back to the queue, or into *unknown*. */
  gaveBack(): void;
  unknown(): void;
}

/** Starts at once. */
export function startWorker(
  context: OutboxContext,
  { line, crew, failures }: { line: Line; crew: Crew; failures: FailureCounts },
): Worker {
  const { clock } = context;
  const waker = createWaker(clock);
  let health: LineHealth = HEALTHY;
  let wasReady = line.ready;
  let stopping = false;
  let idle = false;
  let emptyHanded = true;

  const courier = createCourier(context, {
    line,
    failures,
    worker: {
      fit: isFit,
      mayLookAhead: () => isFit() && !isOnTrial(health) && !othersIdle(),
      otherLines,
      othersIdle,
      succeeded() {
        health = HEALTHY;
      },
      failed(failure) {
        health = afterFailure(health, failure, { now: clock.now(), otherLines: otherLines() });
      },
      gaveBack: crew.gaveBack,
      unknown: crew.unknown,
    },
  });

  function isFit(): boolean {
    return !stopping && line.ready && !isResting(health, clock.now()) && context.lease.current() !== undefined;
  }
  function otherLines(): boolean {
    return crew.others(line).some((other) => other.fit);
  }
  function othersIdle(): boolean {
    return crew.others(line).some((other) => other.idle);
  }

  async function run(): Promise<void> {
    let job: Job | undefined;
    let wasFit = false;
    for (;;) {
      waker.reset();
      if (!isFit()) {
        if (job !== undefined) await giveBack(job);
        // Others look after what it leaves: messages given back, and those that waited behind its last recipient.
        if (job !== undefined || wasFit) crew.gaveBack();
        job = undefined;
        wasFit = false;
        if (stopping) return;
        await pause(Math.max(1, Math.min(IDLE_MS, restMs(health, clock.now()) || IDLE_MS)));
        continue;
      }
      wasFit = true;
      emptyHanded = false;
      job ??= await claimJob(context, { line, otherLines: otherLines(), begin: true });
      if (job !== undefined) {
        job = await carry(job);
        continue;
      }
      if (!isFit()) continue;
      idle = true;
      crew.becameIdle();
      await pause(IDLE_MS);
      idle = false;
    }
  }

  async function pause(ms: number): Promise<void> {
    emptyHanded = true;
    await waker.wait(ms);
  }

  async function carry(job: Job): Promise<Job | undefined> {
    try {
      return await courier.carry(job);
    } catch (error) {
      abandonJob(context, job.claim, error);
      return undefined;
    }
  }

  async function giveBack(job: Job): Promise<void> {
    try {
      await releaseJob(context, job);
    } catch (error) {
      abandonJob(context, job.claim, error);
    }
  }

  const running = run();
  return {
    line,
    get fit() {
      return isFit();
    },
    get idle() {
      return idle && isFit();
    },
    get emptyHanded() {
      return emptyHanded;
    },
    wake() {
      if (line.ready && !wasReady) health = afterReturn(health);
      wasReady = line.ready;
      waker.wake();
    },
    stop() {
      stopping = true;
      waker.wake();
      return running;
    },
  };
}

/** A line that nobody wakes looks by itself, as a safety net. */
const IDLE_MS = 60_000;
