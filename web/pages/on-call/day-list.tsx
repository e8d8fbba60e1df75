import { IconArrowsExchange } from "@tabler/icons-react";
import { zonedText } from "../../format.ts";
import { StateShape } from "../../parts/state-badge.tsx";
import { useWords } from "../../words/index.ts";
import { DutyButton } from "./duty-button.tsx";
import type { Day } from "./plan.ts";
import type { DutyActions } from "./use-roster.ts";

/** The week as a list of days, for a telephone. */
export function DayList({ days, actions }: { days: readonly Day[]; actions: DutyActions }) {
  const { t } = useWords();
  const { now, zone } = actions;
  return (
    <ol className="day-list" aria-label={t("onCall.week")}>
      {days.map((day) => {
        const isToday = day.from <= now && now < day.until;
        const lines = [
          ...day.duties.map((segment) => ({ ...segment, kind: "duty" as const })),
          ...day.gaps.map((segment) => ({ ...segment, kind: "gap" as const })),
        ].toSorted((a, b) => a.begin - b.begin);
        return (
          <li key={day.day} data-today={isToday || undefined} data-past={day.until <= now || undefined}>
            <h3 aria-current={isToday ? "date" : undefined}>
              {zonedText(day.from, zone, "long")}
              {isToday && <span className="day-list-today">{t("onCall.today")}</span>}
            </h3>
            {lines.map((line) =>
              line.kind === "gap" ? (
                <p key={`gap ${line.begin}`} className="day-list-gap">
                  <span className="day-list-times">{hoursOf(line)}</span>
                  <span className="day-list-nobody">
                    <StateShape shape="diamond" />
                    {t("onCall.nobody")}
                  </span>
                </p>
              ) : (
                <DutyButton
                  key={`${line.thing.contact} ${line.thing.from} ${line.thing.shift}`}
                  duty={line.thing}
                  actions={actions}
                  className="day-list-duty"
                >
                  <span className="day-list-times">{hoursOf(line)}</span>
                  <span className="duty-name">
                    {line.thing.name}
                    {(line.thing.insteadOf !== undefined || line.thing.shift === undefined) && (
                      <IconArrowsExchange size={14} aria-hidden="true" />
                    )}
                  </span>
                  {!line.isStart && <span className="quiet">{t("onCall.goesOn")}</span>}
                </DutyButton>
              ),
            )}
          </li>
        );
      })}
    </ol>
  );
}

/** `08:00–16:00`; of what goes over midnight the part of this day. */
const hoursOf = ({ begin, end }: { begin: number; end: number }) => `${timeOf(begin)}–${timeOf(end)}`;

const timeOf = (minute: number) =>
  [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, "0")).join(":");
