import { type Clock, within } from "../../clock.ts";
import type { Log } from "../../log.ts";
import type { Job } from "../../messages/index.ts";
import type { JobHandler, JobResult } from "./handler.ts";

/** 60 s for an attempt: twice what a request may take. */
const ATTEMPT_MS = 60_000;
const STOPS: JobResult = { ok: false, error: "the gateway stops" };
/** Why a job failed whose payload does not open. */
export const JOB_UNREADABLE =
  "what it was to send cannot be decrypted, or is no JSON: its key was given up, or it was changed or moved in the database";
const UNREADABLE: JobResult = { ok: false, error: JOB_UNREADABLE, isFinal: true };

/**
 * Makes what tries a job once. It never rejects, and ends within a minute, or at once when `cut` is aborted, whatever the handler
 * does.
 */
export function createAttempts(options: {
  handlers: readonly JobHandler[];
  clock: Clock;
  log: Log;
  cut: AbortSignal;
}): (job: Job) => Promise<JobResult> {
  const { clock, log, cut } = options;
  const handlers = new Map(options.handlers.map((handler) => [handler.kind, handler]));
  return async (job) => {
    const handler = handlers.get(job.kind);
    if (handler === undefined) return { ok: false, error: "this gateway cannot do it" };
    if (job.unreadable) return UNREADABLE;
    if (cut.aborted) return STOPS;
    const end = new AbortController();
    const stops = Promise.withResolvers<JobResult>();
    const onCut = () => {
      stops.resolve(STOPS);
      end.abort(cut.reason);
    };
    cut.addEventListener("abort", onCut);
    try {
      const work = Promise.race([handler.perform(job, { signal: end.signal }), stops.promise]);
      return (await within(clock, work, ATTEMPT_MS)) ?? { ok: false, error: `not done within ${ATTEMPT_MS / 1_000} s` };
    } catch (error) {
      log.error({ err: error, job: job.id, kind: job.kind }, "a job failed by a mistake in the gateway");
      return { ok: false, error: "the gateway failed to do it: see its log" };
    } finally {
      cut.removeEventListener("abort", onCut);
      end.abort();
    }
  };
}
