import { IconArrowsExchange } from "@tabler/icons-react";
import { useState } from "react";
import type { Duty } from "../../app/rota.ts";
import { zonedText } from "../../format.ts";
import { useWords } from "../../words/index.ts";
import { type DragHandlers, DutyButton } from "./duty-button.tsx";
import type { Day, Segment } from "./plan.ts";
import type { DutyActions } from "./use-roster.ts";
import { wallAt } from "./zone.ts";

const MINUTES_OF_A_DAY = 1440;
const HOURS = [0, 3, 6, 9, 12, 15, 18, 21];
/** Two hours: a block that high has room for its times, and a gap for its word. */
const ROOMY_MINUTES = 120;

const isSame = (a: Duty | undefined, b: Duty) =>
  a !== undefined && a.contact === b.contact && a.from === b.from && a.shift === b.shift;
const percent = (minutes: number) => `${(minutes / MINUTES_OF_A_DAY) * 100}%`;

/** The week with days as columns. A block is dropped on another person's to swap the two. */
export function Calendar({ days, actions }: { days: readonly Day[]; actions: DutyActions }) {
  const { t } = useWords();
  const [lit, setLit] = useState<number>();
  const [dragged, setDragged] = useState<Duty>();
  const [target, setTarget] = useState<Duty>();
  const { now, zone } = actions;

  const dragOf = (duty: Duty): DragHandlers | undefined => {
    if (!actions.canChange) return undefined;
    const takes = dragged !== undefined && dragged.contact !== duty.contact;
    return {
      isDragged: isSame(dragged, duty),
      isTarget: takes && isSame(target, duty),
      onDragStart: (event) => {
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", duty.name);
        setDragged(duty);
      },
      onDragOver: (event) => {
        if (!takes) return;
        event.preventDefault();
        if (!isSame(target, duty)) setTarget(duty);
      },
      onDragLeave: () => setTarget(undefined),
      onDragEnd: () => {
        setDragged(undefined);
        setTarget(undefined);
      },
      onDrop: (event) => {
        event.preventDefault();
        if (takes) actions.onDrop(dragged, duty);
        setDragged(undefined);
        setTarget(undefined);
      },
    };
  };

  return (
    <section className="calendar" aria-label={t("onCall.week")}>
      <div className="calendar-hours" aria-hidden="true">
        {HOURS.map((hour) => (
          <span key={hour} style={{ top: percent(hour * 60) }}>
            {String(hour).padStart(2, "0")}
          </span>
        ))}
      </div>
      {days.map((day) => {
        const isToday = day.from <= now && now < day.until;
        return (
          <section
            key={day.day}
            className="calendar-day"
            aria-label={zonedText(day.from, zone, "long")}
            data-today={isToday || undefined}
            data-past={day.until <= now || undefined}
          >
            <h3 className="calendar-head" aria-current={isToday ? "date" : undefined}>
              <span>{zonedText(day.from, zone, "weekday")}</span>
              <span className="calendar-date">{zonedText(day.from, zone, "date")}</span>
            </h3>
            <div className="calendar-body">
              {day.gaps.map((gap) => (
                <GapBlock key={gap.begin} gap={gap} />
              ))}
              {day.duties.map((segment) => {
                const { thing: duty, begin, end } = segment;
                return (
                  <DutyButton
                    key={`${duty.contact} ${duty.from} ${duty.shift} ${segment.isStart}`}
                    duty={duty}
                    actions={actions}
                    className="calendar-duty"
                    style={placeOf(segment)}
                    edges={edgesOf(segment)}
                    isLit={lit === duty.contact}
                    onLit={setLit}
                    drag={dragOf(duty)}
                  >
                    <span className="duty-name">
                      {(duty.insteadOf !== undefined || duty.shift === undefined) && (
                        <IconArrowsExchange size={14} aria-hidden="true" />
                      )}
                      {duty.name}
                    </span>
                    {end - begin >= ROOMY_MINUTES && <span className="duty-times">{hoursOf(duty, zone)}</span>}
                  </DutyButton>
                );
              })}
              {isToday && (
                <i className="calendar-now" aria-hidden="true" style={{ top: percent(wallAt(zone, now).minute) }} />
              )}
            </div>
          </section>
        );
      })}
    </section>
  );
}

const hoursOf = ({ from, until }: Duty, zone: string) =>
  `${zonedText(from, zone, "time")}–${zonedText(until, zone, "time")}`;

function GapBlock({ gap }: { gap: Segment<unknown> }) {
  const { t } = useWords();
  return (
    <div className="calendar-gap" style={placeOf(gap)}>
      {gap.end - gap.begin >= ROOMY_MINUTES && <span>{t("onCall.nobody")}</span>}
    </div>
  );
}

const placeOf = ({ begin, end, lane, lanes }: Segment<unknown>) => ({
  top: percent(begin),
  height: percent(end - begin),
  left: `${(lane / lanes) * 100}%`,
  width: `${100 / lanes}%`,
});

const edgesOf = ({ isStart, isEnd }: Segment<unknown>): string | undefined => {
  if (isStart && isEnd) return undefined;
  return isStart ? "start" : isEnd ? "end" : "none";
};
