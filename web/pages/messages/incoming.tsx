import { useMemo } from "react";
import { useSearchParams } from "wouter";
import { answerOf, api, type Schemas } from "../../api.ts";
import { dayText, timeText } from "../../format.ts";
import { incomingText, unknownSender } from "../../parts/incoming-text.ts";
import { List } from "../../parts/list.tsx";
import { ListDetail } from "../../parts/list-detail.tsx";
import type { Column } from "../../parts/list-row.tsx";
import { useBeside } from "../../parts/narrow.ts";
import { NoSuch } from "../../parts/no-such.tsx";
import { useCursorList } from "../../parts/use-cursor-list.ts";
import { useWords } from "../../words/index.ts";
import { IncomingBulk } from "./bulk.tsx";
import { IncomingDetail } from "./incoming-detail.tsx";
import { useLiveIncoming } from "./live.ts";
import { fitsIncoming, incomingQuery, isOldestFirst, searchOf } from "./query.ts";
import { Head, type ListPageProps, Nothing, oneLine, ReadBadge, whoOf } from "./shared.tsx";

type Row = Schemas["IncomingMessage"];

/** Three screens. */
const FIRST = 100;

/** What came in. */
export function IncomingPage({ opened, noSuch, onOpen, onClose, tabs }: ListPageProps) {
  const { t } = useWords();
  // Columns that only a wide list has room for.
  const isWide = useBeside() && opened === undefined;
  const [params] = useSearchParams();
  const asked = params.toString();
  const query = useMemo(() => incomingQuery(new URLSearchParams(asked)), [asked]);
  const queryKey = ["messages", "incoming", query];
  const source = useCursorList<Row>({
    queryKey,
    read: (after, signal) =>
      answerOf(
        api.GET("/api/v1/incoming", {
          params: { query: { ...query, limit: FIRST, ...(after === undefined ? {} : { after }) } },
          signal,
        }),
      ),
  });
  useLiveIncoming({ queryKey, fits: (row) => fitsIncoming(query, row), oldestFirst: isOldestFirst(params) });
  const columns: readonly Column<Row>[] = [
    { key: "read", head: t("messages.read"), width: "6.5rem", show: ({ read }) => <ReadBadge read={read} /> },
    {
      key: "from",
      head: t("messages.from"),
      width: isWide ? "minmax(9rem, 12rem)" : "minmax(8rem, 9rem)",
      show: (row) => <Who row={row} />,
    },
    { key: "text", head: t("messages.text"), width: "minmax(0, 1fr)", show: (row) => oneLine(incomingText(row)) },
    ...(isWide ? [{ key: "modem", head: t("messages.modem"), width: "6.5rem", show: ({ modem }: Row) => modem }] : []),
    {
      key: "at",
      head: t("messages.time"),
      width: "3.5rem",
      end: true,
      show: ({ receivedAt }) => timeText(receivedAt),
    },
  ];
  return (
    <ListDetail
      onClose={onClose}
      detail={
        opened !== undefined ? (
          <IncomingDetail key={opened} id={opened} onClose={onClose} />
        ) : (
          noSuch !== undefined && <NoSuch id={noSuch} onClose={onClose} />
        )
      }
    >
      <Head tab="incoming" tabs={tabs} download={`incoming/export?${searchOf(query)}`} />
      <List<Row>
        key={asked}
        label={t("messages.title.incoming")}
        source={source}
        keyOf={({ id }) => id}
        columns={columns}
        narrow={(row) => ({
          who: <Who row={row} />,
          when: timeText(row.receivedAt),
          text: oneLine(incomingText(row)),
          state: <ReadBadge read={row.read} />,
        })}
        dayOf={({ receivedAt }) => dayText(receivedAt)}
        onOpen={onOpen}
        opened={opened}
        bulk={(rows, clear) => <IncomingBulk rows={rows} clear={clear} />}
        empty={<Nothing tab="incoming" />}
        failed={t("messages.notLoaded")}
      />
    </ListDetail>
  );
}

function Who({ row }: { row: Row }) {
  useWords();
  const { from, contact, read } = row;
  const who = from === undefined ? unknownSender(row) : whoOf(from, contact);
  return read ? who : <strong>{who}</strong>;
}
