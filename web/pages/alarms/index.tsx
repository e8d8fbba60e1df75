import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { Link } from "wouter";
import { answerOf, api } from "../../api.ts";
import { ALARMS_KEY, type Alarm, openAlarmsQuery } from "../../app/alarms.ts";
import { useSession } from "../../app/session.tsx";
import { briefText, dayText } from "../../format.ts";
import { AlarmHolder, AlarmStateBadge } from "../../parts/alarm-state.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { List } from "../../parts/list.tsx";
import { ListDetail } from "../../parts/list-detail.tsx";
import { useListPlace } from "../../parts/list-place.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { type ListSource, useCursorList } from "../../parts/use-cursor-list.ts";
import { useWords } from "../../words/index.ts";
import { AlarmDetail } from "./alarm-detail.tsx";
import { RaiseAlarm } from "./raise-alarm.tsx";
import "./alarms.css";

/** What is wrong and who has it, and below that what is over. */
export default function AlarmsPage() {
  const { t } = useWords();
  const { may } = useSession();
  const place = useListPlace("/alarms");
  const source = useAlarms();
  const policies = may("alarm-policies") && (
    <Button component={Link} href="/policies">
      {t("policies.title")}
    </Button>
  );
  return (
    <ListDetail
      onClose={place.back}
      detail={place.detail((id) => <AlarmDetail key={id} id={id} onClose={place.back} />)}
    >
      <PageHeader
        title={t("alarms.title")}
        primary={
          <Button variant="filled" onClick={place.openNew}>
            {t("alarms.raise")}
          </Button>
        }
        actions={source.rows.length > 0 && policies}
      >
        <Answer />
      </PageHeader>
      <List<Alarm>
        label={t("alarms.title")}
        source={source}
        keyOf={(alarm) => alarm.id}
        dayOf={(alarm) => (alarm.state === "resolved" ? dayText(alarm.openedAt) : t("alarms.notOver"))}
        columns={[
          { key: "number", head: t("alarms.number"), width: "4rem", show: numberOf },
          {
            key: "state",
            head: t("alarms.state"),
            width: "10rem",
            show: (alarm) => <AlarmStateBadge alarm={alarm} />,
          },
          { key: "title", head: t("alarms.about"), width: "minmax(0, 1fr)", show: ({ title }) => title },
          // Beside the detail there is room for what it is about.
          ...(place.id === undefined
            ? [
                {
                  key: "holder",
                  head: t("alarms.who"),
                  width: "minmax(0, 1.25fr)",
                  show: (alarm: Alarm) => <AlarmHolder alarm={alarm} isBrief />,
                },
              ]
            : []),
          {
            key: "opened",
            head: t("alarms.opened"),
            width: "6rem",
            show: ({ openedAt }) => briefText(openedAt),
            end: true,
          },
        ]}
        narrow={(alarm) => ({
          who: [numberOf(alarm), alarm.title].filter((word) => word !== "").join(" · "),
          when: briefText(alarm.openedAt),
          text: <AlarmHolder alarm={alarm} isBrief />,
          state: <AlarmStateBadge alarm={alarm} />,
        })}
        opened={place.id}
        onOpen={place.open}
        empty={
          <EmptyState title={t("alarms.none")} action={policies || undefined}>
            {t("alarms.noneHelp")}
          </EmptyState>
        }
        failed={t("alarms.notLoaded")}
      />
      <RaiseAlarm opened={place.isNew} onClose={place.back} onRaised={(id) => place.openAdded({ id })} />
    </ListDetail>
  );
}

/** Who is called by a number that another alarm may have by now does not read it. */
const numberOf = ({ state, number }: Alarm): string => (state === "resolved" ? "" : String(number));

function Answer() {
  const { t } = useWords();
  const { data } = useQuery(openAlarmsQuery);
  // The line is there from the start, so that nothing moves.
  if (data === undefined) return t("alarms.answerLoading");
  const real = data.filter(({ drill }) => !drill);
  if (real.length === 0) return t("alarms.answerNone");
  const taken = real.filter(({ state }) => state === "acknowledged").length;
  const open = real.length - taken;
  return [
    open === 0 ? t("alarms.answerNobodyWaits") : t("alarms.answerOpen", { count: open }),
    ...(taken > 0 ? [t("alarms.answerTaken", { count: taken })] : []),
  ].join(" ");
}

/** Those that are not resolved first, then the others, page by page. */
function useAlarms(): ListSource<Alarm> {
  const open = useQuery(openAlarmsQuery);
  const over = useCursorList<Alarm>({
    queryKey: [...ALARMS_KEY, "resolved"],
    read: (after, signal) => {
      const query = { state: ["resolved" as const], limit: 100, ...(after !== undefined && { after }) };
      return answerOf(api.GET("/api/v1/alarms", { params: { query }, signal }));
    },
  });
  const rows = useMemo(() => [...(open.data ?? []), ...over.rows], [open.data, over.rows]);
  return {
    ...over,
    rows: open.data === undefined ? [] : rows,
    isLoading: open.isPending || over.isLoading,
    error: open.error ?? over.error,
    retry: () => {
      void open.refetch();
      over.retry();
    },
  };
}
