import { Button, Select, Skeleton } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useSearchParams } from "wouter";
import { answerOf, api } from "../../api.ts";
import { GROUPS_KEY, type Group, onCallQuery, useGroupEvents } from "../../app/rota.ts";
import { useSession } from "../../app/session.tsx";
import { zonedText, zoneText } from "../../format.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { SearchSelect } from "../../parts/search-select.tsx";
import { useWords } from "../../words/index.ts";
import { Answer } from "./answer.tsx";
import { Roster } from "./roster.tsx";
import { addDays, instantAt, isDay, mondayOf, wallAt } from "./zone.ts";
import "./on-call.css";

const MOST_GROUPS = 100;

/** Who is on call when: a week of a group. */
export default function OnCallPage() {
  const { t } = useWords();
  useGroupEvents();
  const groups = useQuery({
    queryKey: [...GROUPS_KEY, "choice"],
    queryFn: async () =>
      (await answerOf(api.GET("/api/v1/groups", { params: { query: { limit: MOST_GROUPS } } }))).items,
  });
  if (groups.error !== null && groups.data === undefined) {
    return (
      <>
        <PageHeader title={t("onCall.title")} />
        <div className="page-body">
          <ErrorState title={t("onCall.notLoaded")} retry={() => void groups.refetch()}>
            {groups.error.message}
          </ErrorState>
        </div>
      </>
    );
  }
  if (groups.data === undefined) return <Loading />;
  if (groups.data.length === 0) {
    return (
      <>
        <PageHeader title={t("onCall.title")}>{t("onCall.noGroup")}</PageHeader>
        <div className="page-body">
          <EmptyState
            title={t("onCall.emptyTitle")}
            action={
              <Button component={Link} href="/groups/new" variant="filled">
                {t("groups.add")}
              </Button>
            }
          >
            {t("onCall.emptyHelp")}
          </EmptyState>
        </div>
      </>
    );
  }
  return <OfGroups groups={groups.data} />;
}

/** As high as what comes. */
function Loading() {
  const { t } = useWords();
  return (
    <>
      <PageHeader title={t("onCall.title")}>{"\u00a0"}</PageHeader>
      <div className="page-body">
        <Skeleton h={36} mb={16} />
        <Skeleton className="roster-skeleton" />
      </div>
    </>
  );
}

function OfGroups({ groups }: { groups: readonly Group[] }) {
  const { t } = useWords();
  const { may } = useSession();
  const [params, setParams] = useSearchParams();
  const wanted = Number(params.get("group"));
  const group = groups.find(({ id }) => id === wanted) ?? groups.find(({ hasSchedule }) => hasSchedule) ?? groups[0];
  const id = group?.id ?? 0;
  const now = useQuery(onCallQuery(id));
  const zone = now.data?.timeZone ?? zoneText();
  const thisWeek = mondayOf(wallAt(zone, Date.now()).day);
  const asked = params.get("week") ?? "";
  const monday = isDay(asked) ? mondayOf(asked) : thisWeek;
  const set = (name: string, value: string | undefined) =>
    setParams((before) => {
      const next = new URLSearchParams(before);
      if (value === undefined) next.delete(name);
      else next.set(name, value);
      return next;
    });
  const go = (day: string) => set("week", day === thisWeek ? undefined : day);
  if (group === undefined) return null;
  const GroupSelect = groups.length > 10 ? SearchSelect : Select;
  return (
    <>
      <PageHeader title={t("onCall.title")}>
        <Answer group={group} onCall={now.data} />
      </PageHeader>
      <div className="page-body roster-page">
        <div className="roster-bar">
          <GroupSelect
            className="roster-group"
            aria-label={t("onCall.group")}
            data={groups.map((each) => ({ value: String(each.id), label: each.name }))}
            value={String(id)}
            onChange={(value) => set("group", value ?? undefined)}
          />
          <div className="roster-weeks">
            <Button aria-label={t("onCall.previous")} className="roster-step" onClick={() => go(addDays(monday, -7))}>
              <IconChevronLeft size={16} aria-hidden="true" />
            </Button>
            <Button
              onClick={() => go(thisWeek)}
              disabled={monday === thisWeek}
              title={monday === thisWeek ? t("onCall.isThisWeek") : undefined}
            >
              {t("onCall.today")}
            </Button>
            <Button aria-label={t("onCall.following")} className="roster-step" onClick={() => go(addDays(monday, 7))}>
              <IconChevronRight size={16} aria-hidden="true" />
            </Button>
          </div>
          <h2 className="roster-range">
            {t("onCall.range", {
              from: zonedText(instantAt(zone, monday, 0), zone, "date"),
              until: zonedText(instantAt(zone, addDays(monday, 6), 0), zone, "dateOfYear"),
            })}
          </h2>
          {now.data?.timeZone !== undefined && zone !== zoneText() && (
            <span className="quiet">{t("onCall.zone", { zone })}</span>
          )}
        </div>
        {!may("contacts") && <p className="quiet roster-note">{t("onCall.readOnly")}</p>}
        {now.error !== null && now.data === undefined ? (
          <ErrorState title={t("onCall.notLoaded")} retry={() => void now.refetch()}>
            {now.error.message}
          </ErrorState>
        ) : (
          <Roster
            key={id}
            group={group}
            zone={now.data === undefined ? undefined : (now.data.timeZone ?? null)}
            monday={monday}
          />
        )}
      </div>
    </>
  );
}
