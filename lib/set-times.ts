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

/**
 * Does something whenever a schedule says so. The schedule is asked for again every minute, so that a change needs no restart. A time at
 * which `work` still goes on is left out.
 *
 * @param parts.plan  neither it nor `work` may throw; `undefined`: nothing is scheduled
 */
export function createSetTimes<Plan extends { cron: string }>(parts: {
  plan: () => Promise<Plan | undefined>;
  work: (plan: Plan, at: { due: number; signal: AbortSignal }) => Promise<void>;
  clock: Clock;
}): SetTimes {
  const { clock } = parts;
  const stopping = new AbortController();
  const { signal } = stopping;
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    let known = "";
    let since = clock.now();
    while (!signal.aborted) {
      const plan = await parts.plan();
      const now = clock.now();
      const given = JSON.stringify(plan);
      // A new schedule counts from now on, and so does a clock that was set back.
      if (given !== known || since > now) since = now;
      known = given;
      const due = plan === undefined ? undefined : nextRun(plan.cron, since);
      if (plan !== undefined && due !== undefined && due <= now) {
        since = now;
        await parts.work(plan, { due, signal });
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
    },
  };
}
