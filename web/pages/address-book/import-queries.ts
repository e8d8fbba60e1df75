import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { ApiError, answerOf, api, type Schemas } from "../../api.ts";
import { useLive } from "../../app/live.ts";

export type Import = Schemas["ContactImport"];
export type Plan = Schemas["ImportPlan"];
export type Counts = Import["counts"];

/** 2 s: should an event get lost. */
const LOOK_MS = 2_000;

const importQuery = (id: string) =>
  queryOptions({
    queryKey: ["contact-import", id],
    queryFn: () => answerOf(api.GET("/api/v1/contacts/import/{plan}", { params: { path: { plan: id } } })),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.state === "running" ? LOOK_MS : false),
  });

/** How far an import is, live; `isGone` once the gateway has forgotten it. */
export function useImport(id: string) {
  const queries = useQueryClient();
  const query = useQuery(importQuery(id));
  useLive(
    "import",
    useCallback((told) => void (told.id === id && queries.setQueryData(importQuery(id).queryKey, told)), [queries, id]),
  );
  const isGone = query.error instanceof ApiError && query.error.status === 404;
  return { ...query, isGone };
}

/** Says what the file would do. @throws ApiError */
export const makePlan = (file: Blob, existing: "keep" | "clear"): Promise<Plan> =>
  answerOf(
    api.POST("/api/v1/contacts/import", {
      params: { query: { existing } },
      headers: { "content-type": "text/csv" },
      // The bytes go as they are: the gateway finds out the encoding.
      body: "",
      bodySerializer: () => file,
    }),
  );

/** Carries it out, once for each key. `isReplayed`: it was carried out before. @throws ApiError */
export async function carryOut(plan: string, key: string | undefined): Promise<{ isReplayed: boolean }> {
  const call = api.POST("/api/v1/contacts/import/{plan}", {
    params: { path: { plan }, ...(key !== undefined && { header: { "Idempotency-Key": key } }) },
  });
  await answerOf(call);
  return { isReplayed: (await call).response.headers.has("idempotency-replayed") };
}

/** What an import does to contacts. */
export const changing = ({ added, changed, removed }: Counts): number => added + changed + removed;
