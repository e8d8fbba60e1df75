import { Button } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconDownload } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Link, useLocation, useSearchParams } from "wouter";
import { addressOf } from "../../api.ts";
import { phoneText } from "../../format.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { StateBadge } from "../../parts/state-badge.tsx";
import { useWords } from "../../words/index.ts";
import { Answer } from "./answers.tsx";
import { MessageFilters } from "./filters.tsx";
import { isOldestFirst, type Tab } from "./query.ts";

export interface ListPageProps {
  opened: number | undefined;
  /** What the path has in place of an ID. */
  noSuch?: string;
  onOpen: (row: { id: number }) => void;
  onClose: () => void;
  tabs: ReactNode;
}

/** What stands above each list. @param download  the file's path with its query */
export function Head({ tab, tabs, download }: { tab: Tab; tabs: ReactNode; download: string }) {
  const { t } = useWords();
  const [params, setParams] = useSearchParams();
  const isOldest = isOldestFirst(params);
  const turn = () =>
    setParams((before) => {
      const next = new URLSearchParams(before);
      if (isOldest) next.delete("order");
      else next.set("order", "oldest");
      return next;
    });
  const Arrow = isOldest ? IconArrowUp : IconArrowDown;
  return (
    <>
      <PageHeader
        title={t(`messages.title.${tab}`)}
        actions={
          <div className="messages-actions">
            <Button leftSection={<Arrow size={16} aria-hidden="true" />} onClick={turn}>
              {t(isOldest ? "messages.toNewest" : "messages.toOldest")}
            </Button>
            <Button
              component="a"
              href={addressOf(`api/v1/${download}`)}
              download
              leftSection={<IconDownload size={16} aria-hidden="true" />}
            >
              {t("messages.export")}
            </Button>
          </div>
        }
      >
        <Answer tab={tab} />
      </PageHeader>
      {tabs}
      <MessageFilters tab={tab} />
    </>
  );
}

/** No message: none at all, or none that fits the filters. */
export function Nothing({ tab }: { tab: Tab }) {
  const { t } = useWords();
  const [params] = useSearchParams();
  const [, navigate] = useLocation();
  const isFiltered = [...params.keys()].some((key) => key !== "order");
  if (isFiltered) {
    return (
      <EmptyState
        title={t("messages.noneFits")}
        action={<Button onClick={() => navigate(`/messages/${tab}`)}>{t("messages.showAll")}</Button>}
      >
        {t("messages.noneFitsHelp")}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title={t(`messages.empty.${tab}`)}
      action={
        tab === "incoming" ? undefined : (
          <Button component={Link} href="/send">
            {t("messages.toSend")}
          </Button>
        )
      }
    >
      {t(`messages.emptyHelp.${tab}`)}
    </EmptyState>
  );
}

/** Whose message it is, in a row. */
export const whoOf = (number: string, contact: { name: string } | undefined): string =>
  contact?.name ?? phoneText(number);

/** A text in one line. */
export const oneLine = (text: string): string => text.replace(/\s+/g, " ");

/** Names and values; those that are `false` are not there. */
export const Facts = ({ facts }: { facts: readonly (readonly [name: string, value: ReactNode] | false)[] }) => (
  <dl className="facts">
    {facts
      .filter((fact) => fact !== false)
      .map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
  </dl>
);

/** Whether somebody has read a message. */
export function ReadBadge({ read, tinted = false }: { read: boolean; tinted?: boolean }) {
  const { t } = useWords();
  return (
    <StateBadge shape={read ? "check" : "dot"} tone={read ? "grey" : "accent"} tinted={tinted}>
      {t(read ? "messages.isRead" : "messages.isUnread")}
    </StateBadge>
  );
}
