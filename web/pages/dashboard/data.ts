import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { answerOf, api, type Schemas } from "../../api.ts";
import { useLive } from "../../app/live.ts";
import { modemsQuery } from "../../app/modems.ts";
import { useQuietly } from "../../app/quietly.ts";

export type Modem = Schemas["Modem"];
export type Count = Schemas["MessageCount"];

const HOUR_MS = 3_600_000;
const WEEK_MS = 168 * HOUR_MS;
/** As many as are counted one by one; from there on it says *more than*. */
const COUNTED = 100;

const WAITING = {
  queryKey: ["dashboard", "waiting"],
  queryFn: async () => {
    const query = { state: ["queued" as const, "sending" as const], order: "oldest" as const, limit: COUNTED };
    const { items, next } = await answerOf(api.GET("/api/v1/messages", { params: { query } }));
    return { count: items.length, isMore: next !== undefined, oldest: items[0] };
  },
};

const FAILED = {
  queryKey: ["dashboard", "failed"],
  queryFn: () =>
    answerOf(
      api.GET("/api/v1/messages", {
        params: { query: { state: ["failed", "undelivered", "unknown", "expired"], limit: 6 } },
      }),
    ),
};

const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

async function counted(per: "hour" | "day", since: number, until: number): Promise<Count[]> {
  const query = { per, since: new Date(since).toISOString(), until: new Date(until).toISOString(), timeZone };
  return (await answerOf(api.GET("/api/v1/statistics", { params: { query } }))).items;
}

/** The last 24 hours and the same hours a week ago; the last 7 days and the 7 before. */
const STATISTICS = {
  queryKey: ["statistics", "dashboard"],
  refetchInterval: 60_000,
  queryFn: async () => {
    const now = Date.now();
    const day = 23 * HOUR_MS;
    const [hours, hoursBefore, days] = await Promise.all([
      counted("hour", now - day, now),
      counted("hour", now - day - WEEK_MS, now - WEEK_MS),
      counted("day", now - 13 * 24 * HOUR_MS, now),
    ]);
    return { hours, hoursBefore, days: days.slice(-7), daysBefore: days.slice(-14, -7) };
  },
};

/** The dashboard's numbers, read again as things happen. */
export function useDashboard() {
  const queries = useQueryClient();
  const happened = useQuietly(
    useCallback(() => {
      for (const { queryKey } of [WAITING, FAILED, STATISTICS, modemsQuery])
        void queries.invalidateQueries({ queryKey });
    }, [queries]),
  );
  useLive("message", happened);
  useLive("incoming", happened);
  useLive("modem", happened);
  return {
    modems: useQuery(modemsQuery),
    waiting: useQuery(WAITING),
    failed: useQuery(FAILED),
    statistics: useQuery(STATISTICS),
  };
}

export type Counted = "sent" | "failed" | "received";
export const sumOf = (counts: readonly Count[], name: Counted): number =>
  counts.reduce((sum, count) => sum + (count[name] ?? 0), 0);
