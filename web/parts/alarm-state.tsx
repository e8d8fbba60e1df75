import type { Alarm } from "../app/alarms.ts";
import { briefText, momentText } from "../format.ts";
import { useWords } from "../words/index.ts";
import { type Shape, StateBadge, type Tone } from "./state-badge.tsx";

const LOOKS = {
  open: { shape: "half", tone: "red" },
  acknowledged: { shape: "dot", tone: "accent" },
  resolved: { shape: "check", tone: "green" },
  unanswered: { shape: "triangle", tone: "red" },
} as const satisfies Record<Alarm["state"], { shape: Shape; tone: Tone }>;

/** The state of an alarm in words; a rehearsal says so. */
export function AlarmStateBadge({ alarm, tinted }: { alarm: Pick<Alarm, "state" | "drill">; tinted?: boolean }) {
  const { t } = useWords();
  const { state, drill } = alarm;
  return (
    <StateBadge {...LOOKS[state]} tinted={tinted === true}>
      {drill ? t("alarms.drillState", { state: t(`alarms.state.${state}`) }) : t(`alarms.state.${state}`)}
    </StateBadge>
  );
}

/**
 * Who has it and what happens next, in a sentence.
 *
 * @param props.isBrief  in a row that also says the state
 */
export function AlarmHolder({ alarm, isBrief = false }: { alarm: Alarm; isBrief?: boolean }) {
  const { t } = useWords();
  const timeOf = isBrief ? briefText : momentText;
  const { state, holder = "", nextAt, acknowledgedAt, resolvedAt } = alarm;
  switch (state) {
    case "open":
      return nextAt === undefined
        ? t("alarms.nobody")
        : t(isBrief ? "alarms.nobodyNextBrief" : "alarms.nobodyNext", { time: timeOf(nextAt) });
    case "acknowledged":
      return t("alarms.has", { name: holder, time: timeOf(acknowledgedAt ?? alarm.changedAt) });
    case "unanswered":
      return t(isBrief ? "alarms.nobodyAtEndBrief" : "alarms.nobodyAtEnd");
    case "resolved":
      return t("alarms.over", { time: timeOf(resolvedAt ?? alarm.changedAt) });
    default:
      return state satisfies never;
  }
}
