import { UnstyledButton } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { type ReactNode, useId, useState } from "react";
import { dayText, exactText, timeText } from "../format.ts";
import { useWords } from "../words/index.ts";
import { type Shape, StateShape, type Tone } from "./state-badge.tsx";

export interface TimelineEvent {
  key: string | number;
  at: string;
  shape: Shape;
  tone: Tone;
  /** The event as a colleague tells it. */
  sentence: ReactNode;
  /** For who wants to know exactly: codes, a PDU. */
  raw?: string;
}

/** What happened, in order: time, shape, sentence; the raw facts one click deeper. */
export function Timeline({ events }: { events: readonly TimelineEvent[] }) {
  return (
    <ol className="timeline">
      {events.map((event, index) => {
        const day = dayText(event.at);
        const isNewDay = index === 0 || dayText(events[index - 1]?.at ?? event.at) !== day;
        return <Line key={event.key} event={event} day={isNewDay ? day : undefined} />;
      })}
    </ol>
  );
}

function Line({ event, day }: { event: TimelineEvent; day: string | undefined }) {
  const { t } = useWords();
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  return (
    <li className="timeline-line" data-tone={event.tone}>
      {day !== undefined && <span className="timeline-day">{day}</span>}
      <time dateTime={event.at} title={exactText(event.at)}>
        {timeText(event.at)}
      </time>
      <span className="timeline-shape">
        <StateShape shape={event.shape} />
      </span>
      <div className="timeline-words">
        {event.sentence}
        {event.raw !== undefined && (
          <UnstyledButton
            className="timeline-more"
            aria-expanded={isOpen}
            aria-controls={id}
            onClick={() => setOpen(!isOpen)}
          >
            <IconChevronRight size={14} aria-hidden="true" />
            {t(isOpen ? "parts.timeline.less" : "parts.timeline.more")}
          </UnstyledButton>
        )}
        {isOpen && (
          <pre id={id} className="timeline-raw">
            {event.raw}
          </pre>
        )}
      </div>
    </li>
  );
}
