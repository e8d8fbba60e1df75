import { queryOptions } from "@tanstack/react-query";
import { answerOf, api, type Schemas, taggedAnswerOf } from "../../api.ts";

export type Check = Schemas["Check"];
export type CheckDraft = Schemas["CheckDraft"];
export type CheckResult = Schemas["CheckResult"];

export const CHECKS_KEY = ["checks"] as const;

/** 10 s: a check runs every 30 s at most often. */
const AGAIN_MS = 10_000;
/** A second, while a run is waited for. */
const SOON_MS = 1_000;

export const checksQuery = queryOptions({
  queryKey: [...CHECKS_KEY, "list"],
  queryFn: async () => (await answerOf(api.GET("/api/v1/checks"))).items,
  refetchInterval: AGAIN_MS,
});

export const checkQuery = (id: number, { isRunning = false } = {}) =>
  queryOptions({
    queryKey: [...CHECKS_KEY, id],
    queryFn: () => taggedAnswerOf(api.GET("/api/v1/checks/{id}", { params: { path: { id } } })),
    refetchInterval: isRunning ? SOON_MS : AGAIN_MS,
  });

/** @param last  when it ran last: then there is a new result */
export const resultsQuery = (id: number, last: string | undefined) =>
  queryOptions({
    queryKey: [...CHECKS_KEY, id, "results", last],
    queryFn: async () =>
      (await answerOf(api.GET("/api/v1/checks/{id}/results", { params: { path: { id }, query: { limit: 200 } } })))
        .items,
    placeholderData: (before: CheckResult[] | undefined) => before,
  });
