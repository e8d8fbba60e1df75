import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { answerOf, api, type Schemas } from "../../api.ts";
import { useLive } from "../../app/live.ts";
import { modemsQuery } from "../../app/modems.ts";

export type Modem = Schemas["Modem"];
export type ModemHistory = Schemas["ModemHistory"];
export const PERIODS = ["perMinute", "perHour", "perDay", "perMonth"] as const;

/** All modems, as they change. */
export function useModems() {
  const queries = useQueryClient();
  const query = useQuery(modemsQuery);
  const changed = useCallback(
    (told: Modem | { name: string; deleted: true }) => {
      queries.setQueryData(modemsQuery.queryKey, (before) => before && { items: withChange(before.items, told) });
    },
    [queries],
  );
  useLive("modem", changed);
  return query;
}

function withChange(before: readonly Modem[], told: Modem | { name: string; deleted: true }): Modem[] {
  if ("deleted" in told) return before.filter(({ name }) => name !== told.name);
  if (!before.some(({ name }) => name === told.name)) return [...before, told];
  return before.map((modem) => (modem.name === told.name ? told : modem));
}

/** What each modem sent, by hour, in the last 24 hours; and since midnight. */
export function useSent() {
  return useQuery({
    queryKey: ["statistics", "modems"],
    refetchInterval: 60_000,
    queryFn: async () => {
      const until = Date.now();
      const since = until - 23 * 3_600_000;
      const query = {
        per: "hour" as const,
        by: ["modem" as const],
        since: new Date(since).toISOString(),
        timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      };
      const { items } = await answerOf(api.GET("/api/v1/statistics", { params: { query } }));
      const midnight = new Date(until).setHours(0, 0, 0, 0);
      const first = Math.floor(since / 3_600_000);
      const sent = new Map<string, { hours: number[]; today: number }>();
      for (const { modem, start, sent: count } of items) {
        if (modem === undefined) continue;
        const of = sent.get(modem) ?? { hours: Array.from({ length: 24 }, () => 0), today: 0 };
        const hour = Math.min(23, Math.max(0, Math.floor(Date.parse(start) / 3_600_000) - first));
        of.hours[hour] = (of.hours[hour] ?? 0) + count;
        if (Date.parse(start) >= midnight) of.today += count;
        sent.set(modem, of);
      }
      return sent;
    },
  });
}

/** What each modem did in the last 24 hours; read again when one changes, and each minute. */
export function useHistory() {
  const queries = useQueryClient();
  const changed = useCallback(() => void queries.invalidateQueries({ queryKey: HISTORY }), [queries]);
  useLive("modem", changed);
  return useQuery({
    queryKey: HISTORY,
    refetchInterval: 60_000,
    queryFn: () => answerOf(api.GET("/api/v1/modem-history")),
  });
}

const HISTORY = ["modem-history"];

/** Bars as a telephone draws them. */
export function barsOf(dbm: number): 0 | 1 | 2 | 3 | 4 {
  if (dbm >= -75) return 4;
  if (dbm >= -85) return 3;
  if (dbm >= -95) return 2;
  return dbm >= -110 ? 1 : 0;
}
