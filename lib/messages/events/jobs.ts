import type { ByUser } from "./fields.ts";
import { error, info, type Wordings } from "./wording.ts";

export interface JobEvents {
  /** A job was given up: its receiver refuses it for good, or three days have passed. It is a dead letter until it is sent again. */
  "job.dead": { destination: string; error: string; details: { job: number; attempts: number } };
  /** A job, or all dead letters of a destination, are sent again. */
  "job.sent-again": OfJobs;
  /** A job, or all dead letters of a destination, were deleted. */
  "job.deleted": OfJobs;
}

interface OfJobs extends ByUser {
  /** The client's. */
  address?: string | undefined;
  destination: string;
  details: { job: number } | { jobs: number };
}

export const JOB_WORDINGS: Wordings<JobEvents> = {
  "job.dead": error(
    ({ destination, error, details: { job, attempts } }) =>
      `Job ${job} for ${destination} was given up after ${attempts} ${attempts === 1 ? "attempt" : "attempts"}: ${error}`,
  ),
  "job.sent-again": info((event) => `${subjectOf(event)} sent again`),
  "job.deleted": info((event) => `${subjectOf(event)} deleted`),
};

function subjectOf({ destination, details }: OfJobs): string {
  if ("job" in details) return `Job ${details.job} for ${destination} was`;
  return details.jobs === 1
    ? `1 dead letter of ${destination} was`
    : `${details.jobs} dead letters of ${destination} were`;
}
