import type { Job, JobKind } from "../../messages/index.ts";

/** Does jobs of one kind: a request, a mail. */
export interface JobHandler {
  readonly kind: JobKind;
  /**
   * Does a job once. What it does carries the job's `eventId`, so that a receiver can tell a repeat. It ends soon after
   * `signal` is aborted: the gateway stops, or a minute has passed.
   *
   * @throws only by a mistake: it counts as a failed attempt, and is logged
   */
  perform(job: Job, options: { signal: AbortSignal }): Promise<JobResult>;
}

/** What became of one attempt. */
export type JobResult =
  | { ok: true; status?: number; answer?: string }
  | {
      ok: false;
      /** A sentence for people; nothing secret is in it. */
      error: string;
      /** Of HTTP or SMTP. */
      status?: number;
      /** What the receiver said; only its beginning is kept. */
      answer?: string;
      /** The receiver asks not to come back before that. */
      retryAfterMs?: number;
      /** Another attempt would end the same. */
      isFinal?: true;
    };
