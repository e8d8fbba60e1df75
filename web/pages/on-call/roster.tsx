import { Button, Skeleton } from "@mantine/core";
import { useMemo, useState } from "react";
import { Link } from "wouter";
import type { Duty, Group } from "../../app/rota.ts";
import { useSession } from "../../app/session.tsx";
import { zoneText } from "../../format.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { useNarrow } from "../../parts/narrow.ts";
import { useWords } from "../../words/index.ts";
import { useNow } from "./answer.tsx";
import { Calendar } from "./calendar.tsx";
import { DayList } from "./day-list.tsx";
import { Gaps } from "./gaps.tsx";
import { HandOver, type HandOverKind } from "./hand-over.tsx";
import { weekOf } from "./plan.ts";
import { type Drafted, ShiftSheet } from "./shift-sheet.tsx";
import { type DutyActions, useRoster } from "./use-roster.ts";

interface RosterProps {
  group: Group;
  /** Null: the group has no schedule; undefined: not known yet. */
  zone: string | null | undefined;
  monday: string;
}

/** A week: a calendar, or a list of days on a telephone. */
export function Roster({ group, zone, monday }: RosterProps) {
  const { t } = useWords();
  const { may } = useSession();
  const isNarrow = useNarrow();
  const now = useNow();
  const clock = zone ?? zoneText();
  const changes = useRoster({ id: group.id, zone: clock, monday, enabled: typeof zone === "string" });
  const { week, canChange } = changes;
  const [asked, setAsked] = useState<{ kind: HandOverKind; duty: Duty }>();
  const [drafted, setDrafted] = useState<Drafted>();
  const days = useMemo(
    () => (week.data === undefined ? [] : weekOf(monday, clock, week.data)),
    [week.data, monday, clock],
  );
  const sheet = (
    <ShiftSheet group={group} zone={clock} drafted={drafted} changes={changes} onClose={() => setDrafted(undefined)} />
  );
  if (zone === null) {
    return (
      <>
        <NoSchedule group={group} canChange={canChange} onAdd={() => setDrafted({ kind: "weekly" })} />
        {sheet}
      </>
    );
  }
  if (zone === undefined || (week.data === undefined && week.error === null)) {
    return <Skeleton className="roster-skeleton" />;
  }
  if (week.data === undefined) {
    return (
      <ErrorState title={t("onCall.notLoaded")} retry={() => void week.refetch()}>
        {week.error?.message}
      </ErrorState>
    );
  }
  const actions: DutyActions = {
    canChange,
    now,
    zone: clock,
    onSwap: (duty) => setAsked({ kind: "swap", duty }),
    onTakeOver: (duty) => setAsked({ kind: "takeOver", duty }),
    onReset: (duty) => void changes.reset(duty),
    onEdit: (duty) => duty.shift !== undefined && setDrafted({ kind: "weekly", shift: duty.shift }),
    onDrop: (one, other) => void changes.swap(one, other),
  };
  return (
    <>
      {changes.failure !== undefined && <ErrorState title={t("onCall.notChanged")}>{changes.failure}</ErrorState>}
      <Gaps
        days={days}
        duties={week.data.duties}
        now={now}
        zone={clock}
        onFill={canChange ? (gap) => setDrafted({ kind: "once", ...gap }) : undefined}
      />
      {isNarrow ? <DayList days={days} actions={actions} /> : <Calendar days={days} actions={actions} />}
      <div className="roster-foot">
        {canChange && <Button onClick={() => setDrafted({ kind: "weekly" })}>{t("onCall.addShift")}</Button>}
        <Button component={Link} href={`/groups/${group.id}`} variant="subtle">
          {t("onCall.toGroup")}
        </Button>
        {canChange && !isNarrow && <span className="quiet">{t("onCall.dragHelp")}</span>}
      </div>
      {sheet}
      {may("contacts") && (
        <HandOver asked={asked} changes={changes} zone={clock} groupId={group.id} onClose={() => setAsked(undefined)} />
      )}
    </>
  );
}

/** A group whose members are all meant at all times, or that has none: what to do first. */
function NoSchedule({ group, canChange, onAdd }: { group: Group; canChange: boolean; onAdd: () => void }) {
  const { t } = useWords();
  if (group.memberCount === 0) {
    return (
      <EmptyState
        title={t("onCall.noMembersTitle")}
        action={
          <Button component={Link} href={`/groups/${group.id}`} variant="filled">
            {t("onCall.toMembers")}
          </Button>
        }
      >
        {t("onCall.noMembersHelp", { group: group.name })}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title={t("onCall.noScheduleTitle")}
      action={
        canChange && (
          <Button variant="filled" onClick={onAdd}>
            {t("onCall.addFirst")}
          </Button>
        )
      }
    >
      {t("onCall.noScheduleHelp", { group: group.name })}
    </EmptyState>
  );
}
