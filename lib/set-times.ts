import type { Clock } from "./clock.ts";
import { nextRun } from "./cron.ts";

/** 60 s between looks at the schedule: a change takes effect within a minute, the finest step of cron. */
const LOOK_MS = 60_000;

/** What happens at times that a schedule names. */
export interface SetTimes {
  start(): void;
  /** Aborts the signal that the work got, and waits for it. Never rejects. */
  stop(): Promise<void>;
}

/** That one of several gateways does it. */
export interface OnceAt {
  /** Whether something is scheduled here. */
  want(isWanted: boolean): void;
  /** Resolves when this gateway has done it, or another one has. Never rejects unless `work` does. */
  once(at: { due: number; signal: AbortSignal }, work: () => Promise<void>): Promise<void>;
  /** Never rejects. */
  release(): Promise<void>;
}

/**
 * Does something whenever a schedule says so. The schedule is asked for again every minute, so that a change needs no restart. A time at
 * which `work` still goes on is left out.
 *
 * @param parts.onceAt  of several gateways; every one does it when left out
 * @param parts.plan  neither it nor `work` may throw; `undefined`: nothing is scheduled
 */
export function createSetTimes<Plan extends { cron: string }>(parts: {
  plan: () => Promise<Plan | undefined>;
  work: (plan: Plan, at: { due: number; signal: AbortSignal }) => Promise<void>;
  onceAt?: OnceAt | undefined;
  clock: Clock;
}): SetTimes {
  const { clock, onceAt } = parts;
  const stopping = new AbortController();
  const { signal } = stopping;
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    let known = "";
    let since = clock.now();
    while (!signal.aborted) {
      const plan = await parts.plan();
      onceAt?.want(plan !== undefined);
      const now = clock.now();
      const given = JSON.stringify(plan);
      // A new schedule counts from now on, and so does a clock that was set back.
      if (given !== known || since > now) since = now;
      known = given;
      const due = plan === undefined ? undefined : nextRun(plan.cron, since);
      if (plan !== undefined && due !== undefined && due <= now) {
        since = now;
        const work = () => parts.work(plan, { due, signal });
        await (onceAt === undefined ? work() : onceAt.once({ due, signal }, work));
        continue;
      }
      const waitMs = due === undefined ? LOOK_MS : Math.min(LOOK_MS, due - now);
      await clock.sleep(waitMs, signal).catch(() => undefined);
    }
  }

  return {
    start() {
      running ??= run();
    },
    async stop() {
      stopping.abort();
      await running;
      await onceAt?.release();
    },
  };
}
