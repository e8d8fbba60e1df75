import { useQuery } from "@tanstack/react-query";
import { Fragment } from "react";
import { Link } from "wouter";
import { type AlarmEntry, alarmQuery } from "../../app/alarms.ts";
import { useSession } from "../../app/session.tsx";
import { durationText } from "../../format.ts";
import { Said } from "../../parts/said.tsx";
import { StateBadge } from "../../parts/state-badge.tsx";
import { useWords } from "../../words/index.ts";

/** Who has answered a rehearsal after how long, as it happens. */
export function DrillResult({ id }: { id: number }) {
  const { t } = useWords();
  const { may } = useSession();
  const { data: alarm } = useQuery({ ...alarmQuery(id), enabled: may("alarms") });
  if (alarm === undefined) return <p role="status">{t("policies.drillBegun")}</p>;
  const isOver = alarm.state === "resolved";
  const people = peopleIn(alarm.timeline);
  const answered = people.filter(({ answeredAt }) => answeredAt !== undefined).length;
  return (
    <section className="policy-drill" aria-label={t("policies.drillResult")}>
      <p role="status">
        {isOver
          ? t("policies.drillOver", { count: people.length, answered })
          : t("policies.drillRuns", { step: alarm.step })}
      </p>
      <ul>
        {people.map(({ name, toldAt, answeredAt, isHeld, why }) => (
          <li key={name}>
            <span>{name}</span>
            {answeredAt !== undefined ? (
              <StateBadge shape="check" tone="green">
                {t("policies.drillAnswered", { time: durationText(answeredAt - (toldAt ?? answeredAt)) })}
              </StateBadge>
            ) : toldAt === undefined && isHeld && why.length === 0 ? (
              <StateBadge shape={isOver ? "triangle" : "ring"} tone={isOver ? "red" : "grey"}>
                {t(isOver ? "policies.drillSilent" : "policies.drillHeld")}
              </StateBadge>
            ) : toldAt === undefined ? (
              <StateBadge shape="dash" tone="red">
                {t("policies.drillUntold")}
                {why.map((each) => (
                  <Fragment key={each}>
                    {" "}
                    <Said>{each}</Said>
                  </Fragment>
                ))}
              </StateBadge>
            ) : (
              <StateBadge shape={isOver ? "triangle" : "ring"} tone={isOver ? "red" : "grey"}>
                {t(isOver ? "policies.drillSilent" : "policies.drillWaits")}
              </StateBadge>
            )}
          </li>
        ))}
      </ul>
      <Link href={`/alarms/${id}`}>{t("policies.drillStory")}</Link>
    </section>
  );
}

interface Person {
  name: string;
  /** Absent: nothing has told the person so far. */
  toldAt?: number;
  answeredAt?: number;
  /** Is told when the minute since the last message about an alarm is over. */
  isHeld: boolean;
  /** Why not. */
  why: readonly string[];
}

/** All who are told, or could not be, in their order; somebody who answers without that too. */
function peopleIn(timeline: readonly AlarmEntry[]): Person[] {
  const people = new Map<string, Person>();
  for (const { kind, person, at, detail } of timeline) {
    if (person === undefined) continue;
    const time = Date.parse(at);
    const known = people.get(person) ?? { name: person, isHeld: false, why: [] };
    if (kind === "told" || kind === "joined") people.set(person, { toldAt: time, ...known });
    else if (kind === "held") people.set(person, { ...known, isHeld: true });
    else if (kind === "answered") people.set(person, { toldAt: time, ...known, answeredAt: time });
    else if (kind === "not-told") people.set(person, { ...known, why: [...known.why, ...(detail ? [detail] : [])] });
  }
  return [...people.values()];
}
