import { queryOptions, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { answerOf, api, type Schemas, taggedAnswerOf } from "../api.ts";
import { useLive } from "./live.ts";
import { useQuietly } from "./quietly.ts";

/** What the gateway knows of alarms and their policies: for the pages *Alarms*, *Policies* and *Dashboard*. */

export type Alarm = Schemas["Alarm"];
export type AlarmEntry = Schemas["AlarmEntry"];
export type Policy = Schemas["Policy"];

export const ALARMS_KEY = ["alarms"] as const;
export const POLICIES_KEY = ["policies"] as const;

/** 500: more are refused by the gateway until some are resolved. */
const MOST_OPEN = 500;
const NOT_RESOLVED = ["open", "unanswered", "acknowledged"] as const;

/** How many alarms are in each state. */
export const alarmCountsQuery = queryOptions({
  queryKey: [...ALARMS_KEY, "counts"],
  queryFn: () => answerOf(api.GET("/api/v1/alarms/counts")),
});

/** All that are not resolved: first those that nobody has, each kind newest first. */
export const openAlarmsQuery = queryOptions({
  queryKey: [...ALARMS_KEY, "open"],
  queryFn: async () => {
    const query = { state: [...NOT_RESOLVED], limit: MOST_OPEN };
    const { items } = await answerOf(api.GET("/api/v1/alarms", { params: { query } }));
    const hasNobody = ({ state }: Alarm) => state !== "acknowledged";
    return [...items.filter(hasNobody), ...items.filter((alarm) => !hasNobody(alarm))];
  },
});

/** One with its timeline. */
export const alarmQuery = (id: number) =>
  queryOptions({
    queryKey: [...ALARMS_KEY, id],
    queryFn: () => answerOf(api.GET("/api/v1/alarms/{id}", { params: { path: { id } } })),
  });

export const policiesQuery = queryOptions({
  queryKey: [...POLICIES_KEY, "list"],
  queryFn: async () => (await answerOf(api.GET("/api/v1/policies"))).items,
});

export const policyQuery = (id: number) =>
  queryOptions({
    queryKey: [...POLICIES_KEY, id],
    queryFn: () => taggedAnswerOf(api.GET("/api/v1/policies/{id}", { params: { path: { id } } })),
  });

/** Reads everything about alarms again as they change. Once, as the shell does. */
export function useAlarmEvents(): void {
  const queries = useQueryClient();
  const readAgain = useQuietly(useCallback(() => void queries.invalidateQueries({ queryKey: ALARMS_KEY }), [queries]));
  useLive("alarm", readAgain);
}
