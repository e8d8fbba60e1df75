import { defined } from "../../defined.ts";
import { JOB_ANSWER_CHARACTERS, type Job, type JobSettlement } from "../../messages/index.ts";
import type { JobResult } from "./handler.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
/** Short enough for a receiver that restarts, and later seldom enough for one that is down over the weekend. */
const WAITS_MS = [5 * SECOND_MS, 30 * SECOND_MS, 2 * MINUTE_MS, 10 * MINUTE_MS, 30 * MINUTE_MS, HOUR_MS];
const LATER_MS = 3 * HOUR_MS;
/** ±10 %, so that jobs which failed together do not come back together. */
const JITTER = 0.1;

/** How one attempt went, and when: times are milliseconds since 1970, `random` is from 0 to 1. */
interface Attempted {
  result: JobResult;
  startedAt: number;
  now: number;
  random: number;
}

/**
 * What becomes of a job after an attempt: delivered, waiting for its next one, or given up: the receiver refuses for good, or
 * its three days would be over before the next attempt. `Retry-After` makes a wait longer, never shorter, and never longer than
 * the job has: then the last attempt is at the end of its time. Pure.
 */
export function next(
  job: Pick<Job, "attempts" | "giveUpAt">,
  { result, startedAt, now, random }: Attempted,
): JobSettlement {
  const { status, answer } = result;
  const attempt = {
    at: startedAt,
    milliseconds: Math.max(0, now - startedAt),
    ...defined({ status, answer: answer?.slice(0, JOB_ANSWER_CHARACTERS) }),
  };
  if (result.ok) return { state: "delivered", attempt };
  const failed = { ...attempt, error: result.error };
  const soonest = now + backOffMs(job.attempts, random);
  if (result.isFinal || soonest > job.giveUpAt) return { state: "dead", attempt: failed };
  const dueAt = Math.max(soonest, Math.min(now + (result.retryAfterMs ?? 0), job.giveUpAt));
  return { state: "waiting", attempt: failed, dueAt };
}

/** @param attempts  how many have failed before this one */
function backOffMs(attempts: number, random: number): number {
  return Math.round((WAITS_MS[attempts] ?? LATER_MS) * (1 - JITTER + 2 * JITTER * random));
}
