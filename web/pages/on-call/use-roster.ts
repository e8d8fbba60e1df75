import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { changeOverrides, type Duty, GROUPS_KEY, membersQuery, type Override, onCallQuery } from "../../app/rota.ts";
import { useSession } from "../../app/session.tsx";
import { weekTimeText, zonedText } from "../../format.ts";
import { tellDone } from "../../parts/undo.tsx";
import { useWords } from "../../words/index.ts";
import { swapped, withDuty, withoutOverride } from "./plan.ts";
import { addDays, instantAt } from "./zone.ts";

/** `Tue 08:00–16:00`, or `Sat 22:00–Sun 06:00`. */
export function useTimesText(zone: string) {
  const { t } = useWords();
  return useCallback(
    ({ from, until }: { from: string; until: string }) => {
      const isOneDay = zonedText(from, zone, "date") === zonedText(Date.parse(until) - 1, zone, "date");
      const isMidnight = zonedText(until, zone, "time") === "00:00";
      const end = isOneDay ? (isMidnight ? "24:00" : zonedText(until, zone, "time")) : weekTimeText(until, zone);
      return t("onCall.times", { from: weekTimeText(from, zone), until: end });
    },
    [t, zone],
  );
}

/** Two days more than the week: a gap at its end is said with the end that it has. */
const BEYOND = 2;

/** A week of a group, and what can be changed about it. */
export function useRoster(options: { id: number; zone: string; monday: string; enabled: boolean }) {
  const { id, zone, monday, enabled } = options;
  const { t } = useWords();
  const { may } = useSession();
  const queries = useQueryClient();
  const timesText = useTimesText(zone);
  const canChange = may("contacts");
  const times = useMemo(() => {
    const at = (day: string) => new Date(instantAt(zone, day, 0)).toISOString();
    return { from: at(monday), until: at(addDays(monday, 7 + BEYOND)) };
  }, [zone, monday]);
  const week = useQuery({ ...onCallQuery(id, times), placeholderData: (before) => before, enabled });
  const members = useQuery({ ...membersQuery(id), enabled: canChange });
  const [failure, setFailure] = useState<string>();

  /** Does it at once; what went wrong stays to be read. */
  async function change(said: string, with_: (now: readonly Override[]) => Override[]): Promise<boolean> {
    setFailure(undefined);
    const again = () => queries.invalidateQueries({ queryKey: [...GROUPS_KEY, id] });
    try {
      const takeBack = await changeOverrides(id, with_);
      await again();
      tellDone(said, async () => {
        await takeBack();
        await again();
      });
      return true;
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
      return false;
    }
  }

  const nameOf = (contact: number) => members.data?.find((member) => member.id === contact)?.name ?? "";
  return {
    week,
    members: members.data ?? [],
    canChange,
    failure,
    /** Two have each other's duty this once. */
    swap: (one: Duty, other: Duty) =>
      change(t("onCall.swapped", { one: one.name, other: other.name, times: timesText(one) }), (now) =>
        swapped(now, one, other),
      ),
    /** Somebody else has a duty this once. */
    takeOver: (duty: Duty, contact: number) =>
      change(t("onCall.takenOver", { name: nameOf(contact), times: timesText(duty) }), (now) =>
        withDuty(now, duty, contact),
      ),
    /** Somebody is on call besides, this once. */
    addOnce: (override: Override) =>
      change(t("onCall.takenOver", { name: nameOf(override.contact), times: timesText(override) }), (now) => [
        ...now,
        override,
      ]),
    /** What was different once is as in the schedule again. */
    reset: (duty: Duty) =>
      change(t("onCall.wasReset", { times: timesText(duty) }), (now) => withoutOverride(now, duty)),
  };
}

export type RosterChanges = ReturnType<typeof useRoster>;

/** What can be done about a duty from its menu. */
export interface DutyActions {
  canChange: boolean;
  now: number;
  zone: string;
  onSwap: (duty: Duty) => void;
  onTakeOver: (duty: Duty) => void;
  onReset: (duty: Duty) => void;
  onEdit: (duty: Duty) => void;
  /** One was dropped on another. */
  onDrop: (one: Duty, other: Duty) => void;
}
