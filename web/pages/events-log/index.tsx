import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useCallback, useState } from "react";
import { useLocation, useRoute, useSearch } from "wouter";
import { addressOf } from "../../api.ts";
import { useSession } from "../../app/session.tsx";
import { dayText, timeText } from "../../format.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { type Filter, Filters } from "../../parts/filters.tsx";
import { idIn } from "../../parts/id-in.ts";
import { List } from "../../parts/list.tsx";
import { ListDetail } from "../../parts/list-detail.tsx";
import { NoSuch } from "../../parts/no-such.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { useWords } from "../../words/index.ts";
import { ClearEvents } from "./clear-events.tsx";
import { EventDetail } from "./event-detail.tsx";
import { type LoggedEvent, useEvent, useEventFilter, useEvents } from "./events.ts";
import { useKindText } from "./kind-words.ts";
import { KINDS } from "./kinds.ts";
import { useSentence } from "./sentence.ts";
import { Severity } from "./severity.tsx";
import "./events-log.css";

/** What happened in the gateway, and who did it. */
export default function EventsLogPage() {
  const { t } = useWords();
  const sentence = useSentence();
  const kindText = useKindText();
  const { may } = useSession();
  const [, navigate] = useLocation();
  const search = useSearch();
  const [, route] = useRoute("/events-log/:id");
  const place = route?.id;
  const id = place === undefined ? undefined : idIn(place);
  const filter = useEventFilter();
  const source = useEvents(filter);
  const { event, isLoading } = useEvent(id, source.rows, !source.isLoading);
  const [isClearing, setClearing] = useState(false);
  const go = useCallback(
    (path: string, at?: string) => {
      const params = new URLSearchParams(search);
      params.delete("at");
      if (at !== undefined) params.set("at", at);
      const query = params.toString();
      navigate(query === "" ? path : `${path}?${query}`);
    },
    [navigate, search],
  );
  const back = useCallback(() => go("/events-log"), [go]);
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <ListDetail
      onClose={back}
      detail={
        id !== undefined ? (
          <EventDetail event={event} isLoading={isLoading} onClose={back} />
        ) : (
          place !== undefined && <NoSuch id={place} onClose={back} />
        )
      }
    >
      <PageHeader
        title={t("eventsLog.title")}
        actions={
          <>
            {may("support-info") && (
              <Button
                component="a"
                href={addressOf("api/v1/support-info")}
                download
                leftSection={<IconDownload size={16} stroke={1.5} aria-hidden="true" />}
                title={t("eventsLog.supportHelp")}
              >
                {t("eventsLog.support")}
              </Button>
            )}
            <Button onClick={() => setClearing(true)}>{t("eventsLog.clear")}</Button>
          </>
        }
      >
        {t("eventsLog.answer")}
      </PageHeader>
      <Filters name="events-log" filters={useFilters()} search={false} />
      <List
        label={t("eventsLog.title")}
        source={source}
        keyOf={(row) => row.id}
        columns={useColumns(place === undefined)}
        narrow={(row) => ({
          who: kindText(row.kind),
          when: timeText(row.at),
          text: sentence(row),
          state: <Severity severity={row.severity} />,
        })}
        dayOf={dayOf}
        opened={id}
        onOpen={(row) => go(`/events-log/${row.id}`, row.at)}
        empty={
          isFiltered ? (
            <EmptyState title={t("eventsLog.emptyFilter")}>{t("eventsLog.emptyFilterHelp")}</EmptyState>
          ) : (
            <EmptyState title={t("eventsLog.empty")}>{t("eventsLog.emptyHelp")}</EmptyState>
          )
        }
        failed={t("eventsLog.notLoaded")}
      />
      <ClearEvents opened={isClearing} onClose={() => setClearing(false)} />
    </ListDetail>
  );
}

const dayOf = (row: LoggedEvent) => dayText(row.at);

/** @param isWide  there is room for the kind, which the sentence nearly says */
function useColumns(isWide: boolean) {
  const { t } = useWords();
  const kindText = useKindText();
  const sentence = useSentence();
  return [
    { key: "time", head: t("eventsLog.time"), width: "3.5rem", show: (row: LoggedEvent) => timeText(row.at) },
    {
      key: "severity",
      head: t("eventsLog.severity"),
      width: "6rem",
      show: (row: LoggedEvent) => <Severity severity={row.severity} />,
    },
    ...(isWide
      ? [
          {
            key: "kind",
            head: t("eventsLog.kind"),
            width: "minmax(0, 1.2fr)",
            show: (row: LoggedEvent) => kindText(row.kind),
          },
        ]
      : []),
    { key: "what", head: t("eventsLog.what"), width: "minmax(0, 2fr)", show: sentence },
    {
      key: "user",
      head: t("eventsLog.userOrModem"),
      width: "8rem",
      show: (row: LoggedEvent) => row.user ?? row.modem ?? "",
    },
  ];
}

function useFilters(): Filter[] {
  const { t, language } = useWords();
  const kindText = useKindText();
  const kinds = KINDS.map((value) => ({ value, label: kindText(value) })).toSorted((a, b) =>
    a.label.localeCompare(b.label, language),
  );
  const severities = (["error", "warning", "info"] as const).map((value) => ({
    value,
    label: t(`eventsLog.severity.${value}`),
  }));
  const times = (["1", "7", "30"] as const).map((value) => ({ value, label: t(`eventsLog.since.${value}`) }));
  return [
    { key: "severity", label: t("eventsLog.severity"), options: severities, one: true },
    { key: "kind", label: t("eventsLog.kind"), options: kinds, one: true },
    { key: "since", label: t("eventsLog.since"), options: times, one: true },
    { key: "user", label: t("eventsLog.user"), input: "text" },
    { key: "modem", label: t("eventsLog.modem"), input: "text" },
    { key: "message", label: t("eventsLog.message"), input: "text" },
    { key: "number", label: t("eventsLog.number"), input: "tel" },
  ];
}
