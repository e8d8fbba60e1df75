import { type InfiniteData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { useSearchParams } from "wouter";
import { answerOf, api, type Schemas } from "../../api.ts";
import { useLive } from "../../app/live.ts";
import { useCursorList } from "../../parts/use-cursor-list.ts";

export type LoggedEvent = Schemas["LoggedEvent"];
interface Page {
  items: LoggedEvent[];
  next?: string;
}

export const EVENTS_KEY = ["events-log"] as const;
const SEVERITIES = ["info", "warning", "error"] as const;
const DAY_MS = 86_400_000;

/** What the URL asks for. */
interface EventFilter {
  severity?: LoggedEvent["severity"];
  kind?: string;
  user?: string;
  modem?: string;
  messageId?: number;
  number?: string;
  since?: string;
}

/** The filters of the URL, as the gateway takes them; the time is fixed when the filter changes. */
export function useEventFilter(): EventFilter {
  const [params] = useSearchParams();
  const [severity, kind, user, modem, message, number, days] = [
    "severity",
    "kind",
    "user",
    "modem",
    "message",
    "number",
    "since",
  ].map((key) => params.get(key) ?? "");
  return useMemo(() => {
    const known = SEVERITIES.find((each) => each === severity);
    const since = /^\d{1,3}$/.test(days ?? "") ? new Date(Date.now() - Number(days) * DAY_MS).toISOString() : undefined;
    return {
      ...(known && { severity: known }),
      ...(kind && { kind }),
      ...(user && { user }),
      ...(modem && { modem }),
      ...(/^[1-9]\d{0,14}$/.test(message ?? "") && { messageId: Number(message) }),
      ...(number && { number }),
      ...(since && { since }),
    };
  }, [severity, kind, user, modem, message, number, days]);
}

/** Events newest first, and those that happen meanwhile on top of them. */
export function useEvents(filter: EventFilter) {
  const queries = useQueryClient();
  const queryKey = useMemo(() => [...EVENTS_KEY, "list", filter], [filter]);
  useLive(
    "event",
    useCallback(
      (event) => {
        // Which events name a number, only the gateway knows.
        if (filter.number !== undefined) return void queries.invalidateQueries({ queryKey });
        if (!isWanted(event, filter)) return;
        queries.setQueryData<InfiniteData<Page>>(queryKey, (before) => withFirst(before, event));
      },
      [queries, queryKey, filter],
    ),
  );
  return useCursorList<LoggedEvent>({
    queryKey,
    read: (after, signal) =>
      answerOf(
        api.GET("/api/v1/events-log", {
          params: { query: { ...filter, limit: 100, ...(after && { after }) } },
          signal,
        }),
      ),
  });
}

function isWanted(event: LoggedEvent, filter: EventFilter): boolean {
  const keys = ["severity", "kind", "user", "modem", "messageId"] as const;
  return keys.every((key) => filter[key] === undefined || filter[key] === event[key]);
}

function withFirst(before: InfiniteData<Page> | undefined, event: LoggedEvent): InfiniteData<Page> | undefined {
  const [first, ...rest] = before?.pages ?? [];
  if (before === undefined || first === undefined || first.items.some(({ id }) => id === event.id)) return before;
  return { ...before, pages: [{ ...first, items: [event, ...first.items] }, ...rest] };
}

/** One event: of the list, or read by the time that its link has. */
export function useEvent(id: number | undefined, rows: readonly LoggedEvent[], isListed: boolean) {
  const [params] = useSearchParams();
  const at = params.get("at");
  const listed = rows.find((event) => event.id === id);
  const time = at === null ? Number.NaN : Date.parse(at);
  const isAsked = id !== undefined && listed === undefined && isListed;
  const { data, isLoading } = useQuery({
    queryKey: [...EVENTS_KEY, "one", id, time],
    enabled: isAsked && Number.isFinite(time),
    queryFn: () => {
      const query = { since: new Date(time).toISOString(), until: new Date(time + 1).toISOString(), limit: 100 };
      return answerOf(api.GET("/api/v1/events-log", { params: { query } }));
    },
  });
  return { event: listed ?? data?.items.find((event) => event.id === id), isLoading: isLoading || !isListed };
}
