import { Cron } from "croner";
import { systemClock } from "./clock.ts";

/** Why a schedule cannot be kept; `undefined` when it can. */
export function cronProblem(cron: string): string | undefined {
  const wrong = "must be five fields of cron, such as 0 3 * * * for three every night";
  if (cron.trim().split(/\s+/).length !== 5) return wrong;
  try {
    return nextRun(cron, systemClock.now()) === undefined ? "names a time that never comes" : undefined;
  } catch {
    return wrong;
  }
}

/** The first time after `since` that a schedule names, in the machine's time zone; both in milliseconds since 1970. */
export function nextRun(cron: string, since: number): number | undefined {
  const job = new Cron(cron, { mode: "5-part", paused: true });
  return job.nextRun(new Date(since))?.getTime();
}
