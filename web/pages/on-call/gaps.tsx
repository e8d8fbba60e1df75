import { Button } from "@mantine/core";
import { useMemo } from "react";
import type { Duty } from "../../app/rota.ts";
import { listText } from "../../format.ts";
import { StateShape } from "../../parts/state-badge.tsx";
import { useWords } from "../../words/index.ts";
import { type Day, overlapsOf } from "./plan.ts";
import { useTimesText } from "./use-roster.ts";

interface Times {
  from: string;
  until: string;
}

interface GapsProps {
  days: readonly Day[];
  duties: readonly Duty[];
  now: number;
  zone: string;
  onFill: ((gap: Times) => void) | undefined;
}

/** So many stand here; a schedule with more has them in the calendar. */
const MOST = 4;

/** When nobody is on call, and when two are: in words, as far as it is still to come. */
export function Gaps({ days, duties, now, zone, onFill }: GapsProps) {
  const { t } = useWords();
  const timesText = useTimesText(zone);
  const isAhead = ({ until }: Times) => Date.parse(until) > now;
  const end = days.at(-1)?.until ?? 0;
  const isWhole = (gap: Times) => Date.parse(gap.from) <= (days[0]?.from ?? 0) && Date.parse(gap.until) >= end;
  const gaps = useMemo(() => [...new Set(days.flatMap((day) => day.gaps.map(({ thing }) => thing)))], [days]);
  const overlaps = useMemo(() => overlapsOf(duties), [duties]);
  const openGaps = gaps.filter(isAhead);
  const openOverlaps = overlaps.filter((each) => isAhead(each) && Date.parse(each.from) < end);
  if (openGaps.length === 0 && openOverlaps.length === 0) return null;
  return (
    <ul className="roster-notes">
      {openGaps.slice(0, MOST).map((gap) => (
        <li key={gap.from} data-tone="amber">
          <StateShape shape="diamond" />
          <span>{isWhole(gap) ? t("onCall.gapWeek") : t("onCall.gap", { times: timesText(gap) })}</span>
          {onFill !== undefined && !isWhole(gap) && (
            <Button size="compact-sm" variant="subtle" onClick={() => onFill(gap)}>
              {t("onCall.fill")}
            </Button>
          )}
        </li>
      ))}
      {openGaps.length > MOST && <li className="quiet">{t("onCall.moreGaps", { count: openGaps.length - MOST })}</li>}
      {openOverlaps.slice(0, MOST).map(({ names, ...times }) => (
        <li key={`${times.from} ${names.join()}`} className="quiet">
          <StateShape shape="half" />
          <span>{t("onCall.overlap", { names: listText(names), times: timesText(times) })}</span>
        </li>
      ))}
    </ul>
  );
}
