import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { answerOf, api, type Schemas } from "../api.ts";

/** What the gateway does for destinations other than SMS and Telegram: for the pages *Deliveries* and *Webhooks*. */

export type Job = Schemas["Job"];
export type JobWithAttempts = Schemas["JobWithAttempts"];
export type JobState = Job["state"];
export type JobKind = Job["kind"];

export const JOBS_KEY = ["jobs"] as const;
const COUNTS_KEY = [...JOBS_KEY, "counts"] as const;

/** Jobs have no events: 5 s is soon enough for who waits for one. */
const AGAIN_MS = 5_000;
/** While an attempt is about to be made, or under way. */
const SOON_MS = 1_000;

const countsQuery = queryOptions({
  queryKey: COUNTS_KEY,
  queryFn: () => answerOf(api.GET("/api/v1/jobs/counts")),
  refetchInterval: AGAIN_MS,
});

/** How many jobs are in each state. Whatever is shown of jobs is read again when that changes. */
export function useJobCounts(): Schemas["JobCounts"] | undefined {
  const queries = useQueryClient();
  const { data } = useQuery(countsQuery);
  const known = useRef(data);
  useEffect(() => {
    if (data === known.current || data === undefined) return;
    const isFirst = known.current === undefined;
    known.current = data;
    if (isFirst) return;
    const isOther = ({ queryKey }: { queryKey: readonly unknown[] }) => queryKey[1] !== COUNTS_KEY[1];
    void queries.invalidateQueries({ queryKey: JOBS_KEY, predicate: isOther });
  }, [data, queries]);
  return data;
}

/** One job with its attempts; again and again while it is being done. */
export const jobQuery = (id: number) =>
  queryOptions({
    queryKey: [...JOBS_KEY, "one", id],
    queryFn: () => answerOf(api.GET("/api/v1/jobs/{id}", { params: { path: { id } } })),
    refetchInterval: ({ state: { data } }) => (data !== undefined && isSoon(data) ? SOON_MS : false),
  });

const isSoon = ({ state, dueAt }: Job) =>
  state === "running" || (state === "waiting" && Date.parse(dueAt ?? "") < Date.now() + AGAIN_MS);

/** The newest of a destination. */
export const latestJobsQuery = (destination: string, limit: number) =>
  queryOptions({
    queryKey: [...JOBS_KEY, "latest", destination, limit],
    queryFn: async () => (await answerOf(api.GET("/api/v1/jobs", { params: { query: { destination, limit } } }))).items,
    refetchInterval: ({ state: { data } }) => (data?.some(isSoon) === true ? SOON_MS : false),
  });

/** As many as a page of the API has. */
const MOST_COUNTED = 500;

/** How many jobs of a kind are in a state, by destination; from 500 on these are the newest. */
export const countQuery = (kind: JobKind, state: JobState) =>
  queryOptions({
    queryKey: [...JOBS_KEY, "by destination", kind, state],
    queryFn: async () => {
      const query = { kind, state, limit: MOST_COUNTED };
      const { items } = await answerOf(api.GET("/api/v1/jobs", { params: { query } }));
      const counts = new Map<string, number>();
      for (const { destination } of items) counts.set(destination, (counts.get(destination) ?? 0) + 1);
      return counts;
    },
  });

/** Does a job again, or now if it waits. @throws ApiError */
export const retryJob = (id: number): Promise<Job> =>
  answerOf(api.POST("/api/v1/jobs/{id}/retry", { params: { path: { id } } }));

/** @throws ApiError */
export const removeJob = (id: number): Promise<unknown> =>
  answerOf(api.DELETE("/api/v1/jobs/{id}", { params: { path: { id } } }));

/** Sends all dead letters of a destination again, or deletes them. Gives how many. @throws ApiError */
export async function changeDead(action: "retry" | "delete", destination: string): Promise<number> {
  let count = 0;
  for (;;) {
    const { jobs, done } = await answerOf(api.POST("/api/v1/jobs/bulk", { body: { action, destination } }));
    count += jobs;
    if (done) return count;
  }
}

/** What a destination is called behind its kind: `erp` of `webhook:erp`; empty where there is but one. */
export const placeOf = ({ kind, destination }: Pick<Job, "kind" | "destination">): string =>
  destination === kind ? "" : destination.slice(kind.length + 1);
