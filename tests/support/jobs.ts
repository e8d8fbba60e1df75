import type { JobClaim, JobStore, NewJob } from "../../lib/messages/index.ts";

let made = 0;

/** A job for `http:http://a.example`, with an event ID of its own. */
export const aJob = (job: Partial<NewJob> = {}): NewJob => ({
  eventId: `test.${++made}`,
  kind: "http",
  destination: "http:http://a.example",
  payload: { method: "GET", url: "http://a.example/" },
  ...job,
});

/** What a runner asks with, unless a test says otherwise. */
export const CLAIMING = {
  kinds: ["http", "webhook"],
  most: 16,
  mostOfOne: 2,
  node: "one",
  leaseMs: 90_000,
} as const;

/** Claims until nothing more can be claimed. */
export async function claimAll(
  store: JobStore,
  options: Partial<Parameters<JobStore["claimDue"]>[0]> & { now: number },
): Promise<JobClaim[]> {
  const all: JobClaim[] = [];
  for (;;) {
    const claims = await store.claimDue({ ...CLAIMING, ...options });
    if (claims.length === 0) return all;
    all.push(...claims);
  }
}
