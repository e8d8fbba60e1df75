import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useWords } from "../words/index.ts";
import { alarmCountsQuery, useAlarmEvents } from "./alarms.ts";
import { type LiveData, useLive } from "./live.ts";
import { modemsQuery } from "./modems.ts";
import { useQuietly } from "./quietly.ts";
import { useSession } from "./session.tsx";
import { totalOf, unreadQuery, useUnread } from "./unread.ts";

/** What an entry of the navigation says besides its name. */
export interface EntryMark {
  tone: "accent" | "amber";
  shown: string;
  /** To a screen reader, after what is shown. */
  spoken: string;
}

/** A longer number has no room, and says no more. */
const MOST_SHOWN = 99;

/** The marks by the paths of their pages: how many messages are unread, and that no modem is ready. */
export function useMarks(): ReadonlyMap<string, EntryMark> {
  const { t } = useWords();
  const unread = totalOf(useUnread());
  const { data: modems } = useQuery(modemsQuery);
  const { may } = useSession();
  const { data: alarms } = useQuery({ ...alarmCountsQuery, enabled: may("alarms") });
  const nobodyHas = (alarms?.open ?? 0) + (alarms?.unanswered ?? 0);
  const marks = new Map<string, EntryMark>();
  if (unread > 0) {
    const shown = unread > MOST_SHOWN ? t("app.moreThan", { count: MOST_SHOWN }) : String(unread);
    marks.set("/conversations", { tone: "accent", shown, spoken: t("conversations.unreadMark") });
  }
  if (nobodyHas > 0) {
    const shown = t("app.attention");
    marks.set("/alarms", { tone: "amber", shown, spoken: t("alarms.mark", { count: nobodyHas }) });
  }
  if (modems?.items.every(({ state }) => state !== "ready") === true) {
    const mark: EntryMark = { tone: "amber", shown: t("app.attention"), spoken: t("app.noModemReady") };
    marks.set("/dashboard", mark);
    marks.set("/modems", mark);
  }
  return marks;
}

/** Keeps what the marks tell up to date on every page. Once, as the shell does. */
export function useLiveMarks(): void {
  const queries = useQueryClient();
  const { may } = useSession();
  const readsIncoming = may("incoming-messages");
  const readUnread = useQuietly(
    useCallback(() => {
      if (readsIncoming) void queries.invalidateQueries({ queryKey: unreadQuery.queryKey });
    }, [queries, readsIncoming]),
  );
  const readModems = useQuietly(
    useCallback(() => void queries.invalidateQueries({ queryKey: modemsQuery.queryKey }), [queries]),
  );
  const onModem = useCallback(
    (told: LiveData["modem"]) => {
      const known = queries.getQueryData(modemsQuery.queryKey)?.items.find(({ name }) => name === told.name);
      // Signal and counts change all the time: only what is ready matters here.
      if (known?.state !== ("deleted" in told ? undefined : told.state)) readModems();
    },
    [queries, readModems],
  );
  useAlarmEvents();
  useLive("incoming", readUnread);
  useLive("modem", onModem);
}

/** The mark of an entry, beside its name or at its icon. */
export function Mark({ mark }: { mark: EntryMark | undefined }) {
  if (mark === undefined) return null;
  return (
    <span className="entry-mark" data-tone={mark.tone}>
      <span aria-hidden={mark.tone === "amber" || undefined}>{mark.shown}</span>
      <span className="for-readers"> {mark.spoken}</span>
    </span>
  );
}
