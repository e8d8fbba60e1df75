import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { Link } from "wouter";
import { answerOf, api } from "../api.ts";
import { momentText } from "../format.ts";
import { StateBadge } from "../parts/state-badge.tsx";
import { useWords } from "../words/index.ts";
import { useLive } from "./live.ts";
import { useSession } from "./session.tsx";

/** Numbers that want no messages: for the page *Opt-outs*, and wherever such a number is shown. */

export const OPT_OUTS_KEY = ["opt-outs"] as const;

/** Whether a number has opted out, and since when. */
export const optOutQuery = (number: string) =>
  queryOptions({
    queryKey: [...OPT_OUTS_KEY, "one", number],
    queryFn: () => answerOf(api.GET("/api/v1/opt-outs/{number}", { params: { path: { number } } })),
  });

/** Where the page shows a number; names of senders may have any character in them. */
export const optOutPath = (number: string): string => `/opt-outs/${encodeURIComponent(number).replaceAll("%2B", "+")}`;

/** Reads them again when somebody opts out or in: by a message, or by hand, which those hear who may read the event log. */
export function useOptOutEvents(): void {
  const queries = useQueryClient();
  const readAgain = useCallback(() => void queries.invalidateQueries({ queryKey: OPT_OUTS_KEY }), [queries]);
  useLive(
    "event",
    useCallback(({ kind }) => kind.startsWith("opt-out.") && readAgain(), [readAgain]),
  );
  useLive("incoming", readAgain);
}

/** Says that a number has opted out, and leads to how; nothing otherwise, nor for those who may not see it. */
export function OptedOut({ number, className = "" }: { number: string; className?: string }) {
  const { t } = useWords();
  const { may } = useSession();
  const isAllowed = may("contacts");
  useOptOutEvents();
  const { data } = useQuery({ ...optOutQuery(number), enabled: isAllowed });
  if (!isAllowed || data?.since === undefined) return null;
  return (
    <p className={className}>
      <StateBadge shape="dash" tone="amber">
        {t("optOuts.isOut")}
      </StateBadge>{" "}
      {t(may("opt-out-override") ? "optOuts.lineOverride" : "optOuts.line", { time: momentText(data.since) })}{" "}
      <Link href={optOutPath(number)}>{t("optOuts.lineMore")}</Link>
    </p>
  );
}
