import { useMemo } from "react";
import { useSearchParams } from "wouter";
import { answerOf, api, type Schemas } from "../../api.ts";
import { dayText, timeText } from "../../format.ts";
import { missingText } from "../../parts/incoming-text.ts";
import { List } from "../../parts/list.tsx";
import { ListDetail } from "../../parts/list-detail.tsx";
import type { Column } from "../../parts/list-row.tsx";
import { useBeside } from "../../parts/narrow.ts";
import { NoSuch } from "../../parts/no-such.tsx";
import { MessageStateBadge } from "../../parts/state-badge.tsx";
import { useCursorList } from "../../parts/use-cursor-list.ts";
import { useWords } from "../../words/index.ts";
import { OutgoingBulk } from "./bulk.tsx";
import { useLiveOutgoing } from "./live.ts";
import { OutgoingDetail } from "./outgoing-detail.tsx";
import { fitsOutgoing, isOldestFirst, type OutgoingTab, outgoingQuery, searchOf } from "./query.ts";
import { Head, type ListPageProps, Nothing, oneLine, whoOf } from "./shared.tsx";

type Row = Schemas["OutgoingMessage"];

/** Three screens. */
const FIRST = 100;

/** *Sent* or *Queue*. */
export function OutgoingPage({ tab, opened, noSuch, onOpen, onClose, tabs }: ListPageProps & { tab: OutgoingTab }) {
  const { t } = useWords();
  // Columns that only a wide list has room for.
  const isWide = useBeside() && opened === undefined;
  const [params] = useSearchParams();
  const asked = params.toString();
  const query = useMemo(() => outgoingQuery(tab, new URLSearchParams(asked)), [tab, asked]);
  const queryKey = ["messages", tab, query];
  const source = useCursorList<Row>({
    queryKey,
    read: (after, signal) =>
      answerOf(
        api.GET("/api/v1/messages", {
          params: { query: { ...query, limit: FIRST, ...(after === undefined ? {} : { after }) } },
          signal,
        }),
      ),
  });
  useLiveOutgoing({ queryKey, fits: (row) => fitsOutgoing(query, row), oldestFirst: isOldestFirst(params) });
  const showsUser = new Set(source.rows.slice(0, FIRST).map(({ user }) => user?.id)).size > 1;
  const columns: readonly Column<Row>[] = [
    {
      key: "state",
      head: t("messages.state"),
      width: "9.5rem",
      show: ({ state }) => <MessageStateBadge state={state} />,
    },
    {
      key: "to",
      head: t("messages.to"),
      width: isWide ? "minmax(9rem, 12rem)" : "minmax(8rem, 9rem)",
      show: ({ to, contact }) => whoOf(to, contact),
    },
    { key: "text", head: t("messages.text"), width: "minmax(0, 1fr)", show: (row) => <Text row={row} /> },
    ...(showsUser && isWide
      ? [{ key: "user", head: t("messages.user"), width: "6rem", show: ({ user }: Row) => user?.name ?? "" }]
      : []),
    ...(isWide
      ? [{ key: "modem", head: t("messages.modem"), width: "6.5rem", show: ({ modem }: Row) => modem ?? "" }]
      : []),
    {
      key: "at",
      head: t("messages.time"),
      width: "3.5rem",
      end: true,
      show: ({ createdAt }) => timeText(createdAt),
    },
  ];
  return (
    <ListDetail
      onClose={onClose}
      detail={
        opened !== undefined ? (
          <OutgoingDetail key={opened} id={opened} onClose={onClose} />
        ) : (
          noSuch !== undefined && <NoSuch id={noSuch} onClose={onClose} />
        )
      }
    >
      <Head tab={tab} tabs={tabs} download={`messages/export?${searchOf(query)}`} />
      <List<Row>
        key={asked}
        label={t(`messages.title.${tab}`)}
        source={source}
        keyOf={({ id }) => id}
        columns={columns}
        narrow={(row) => ({
          who: whoOf(row.to, row.contact),
          when: timeText(row.createdAt),
          text: <Text row={row} />,
          state: <MessageStateBadge state={row.state} />,
        })}
        dayOf={({ createdAt }) => dayText(createdAt)}
        onOpen={onOpen}
        opened={opened}
        bulk={(rows, clear) => <OutgoingBulk tab={tab} rows={rows} clear={clear} />}
        empty={<Nothing tab={tab} />}
        failed={t("messages.notLoaded")}
      />
    </ListDetail>
  );
}

function Text({ row }: { row: Row }) {
  const { t } = useWords();
  const instead = missingText(row) ?? (row.ring ? t("messages.ring") : undefined);
  return instead === undefined ? oneLine(row.text) : <span className="quiet">{instead}</span>;
}
