import { Button } from "@mantine/core";
import { IconMessagePlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { Link, useLocation, useRoute, useSearchParams } from "wouter";
import { answerOf, api, type Schemas } from "../../api.ts";
import { decoded } from "../../app/navigate.ts";
import { useSession } from "../../app/session.tsx";
import { totalOf, useUnread } from "../../app/unread.ts";
import { briefText, exactText, phoneText } from "../../format.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Filters } from "../../parts/filters.tsx";
import { List } from "../../parts/list.tsx";
import { ListDetail } from "../../parts/list-detail.tsx";
import type { Narrow } from "../../parts/list-row.tsx";
import { useBeside, useNarrow } from "../../parts/narrow.ts";
import { PhoneNumber } from "../../parts/number.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { MessageStateMark } from "../../parts/state-badge.tsx";
import { useWords } from "../../words/index.ts";
import { Chat } from "./chat.tsx";
import "./conversations.css";
import { entryAt, entryText } from "./entries.ts";
import { NewConversation } from "./new-conversation.tsx";
import { conversationPath, readDraft } from "./numbers.ts";
import { stateText } from "./state-text.ts";
import { useConversations } from "./use-conversation.ts";

/** Both directions of each number, as a messenger has them. */
export default function Conversations() {
  const { t } = useWords();
  const { me } = useSession();
  const [, navigate] = useLocation();
  const [params] = useSearchParams();
  const [, match] = useRoute("/conversations/:number");
  const number = match === null ? undefined : decoded(match.number);
  const isBeside = useBeside();
  const [isAsking, setAsking] = useState(false);
  const q = params.get("q") ?? "";
  const search = q === "" ? "" : `?q=${encodeURIComponent(q)}`;
  const source = useConversations(q);
  const unread = useUnread();
  const narrow = useRow(unread);
  const close = useCallback(() => navigate(`/conversations${search}`), [navigate, search]);
  const isNarrow = useNarrow();
  // Below 1100 px an open conversation lies over the list, and its answer where this button is.
  const newOne =
    isBeside || number === undefined ? (
      <Button
        variant="filled"
        color="accent"
        leftSection={<IconMessagePlus size={16} stroke={1.5} aria-hidden="true" />}
        aria-label={t("conversations.new")}
        onClick={() => setAsking(true)}
      >
        {t(isNarrow ? "conversations.new" : "conversations.newShort")}
      </Button>
    ) : undefined;
  const isEmpty = !source.isLoading && source.error === null && source.rows.length === 0 && q === "";
  const detail =
    number !== undefined ? (
      <Chat key={number} number={number} onClose={close} />
    ) : isBeside && source.rows.length > 0 ? (
      <EmptyState title={t("conversations.choose")}>{t("conversations.chooseHelp")}</EmptyState>
    ) : undefined;
  return (
    <>
      <ListDetail detail={detail} onClose={close} wide="detail">
        <PageHeader title={t("conversations.title")} primary={isEmpty ? undefined : newOne}>
          <Answer unread={unread} isEmpty={!source.isLoading && source.rows.length === 0} />
        </PageHeader>
        <Filters name="conversations" filters={[]} numbersOnly={!me.searchesTexts} />
        {q !== "" && <People q={q} />}
        <List
          label={t("conversations.title")}
          source={source}
          keyOf={(row) => row.number}
          narrow={narrow}
          opened={number}
          onOpen={(row) => navigate(`${conversationPath(row.number)}${search}`)}
          failed={t("conversations.failed")}
          empty={
            q === "" ? (
              <EmptyState title={t("conversations.empty")} action={newOne}>
                {t("conversations.emptyHelp")}
              </EmptyState>
            ) : (
              <EmptyState title={t("conversations.nothingFound")}>
                {t(me.searchesTexts ? "conversations.nothingFoundHelp" : "conversations.noNumberFoundHelp", {
                  find: q,
                })}
              </EmptyState>
            )
          }
        />
      </ListDetail>
      <NewConversation opened={isAsking} onClose={() => setAsking(false)} />
    </>
  );
}

function Answer({ unread, isEmpty }: { unread: ReadonlyMap<string, number>; isEmpty: boolean }) {
  const { t } = useWords();
  const count = totalOf(unread);
  if (count === 0) return t(isEmpty ? "conversations.none" : "conversations.allRead");
  return t("conversations.unread", { count });
}

/** The two lines of a row: who and when, what and whether it is new. */
function useRow(unread: ReadonlyMap<string, number>): (row: Schemas["Conversation"]) => Narrow {
  const { t } = useWords();
  const { me } = useSession();
  return ({ number, contact, latest }) => {
    const count = unread.get(number) ?? 0;
    const draft = readDraft(me.id, number);
    const { outgoing } = latest;
    const text = outgoing?.ring === true ? t("conversations.ring") : entryText(latest);
    const own = outgoing === undefined ? text : t("conversations.own", { text });
    return {
      who:
        contact === undefined ? (
          <PhoneNumber number={number} copies={false} />
        ) : (
          <span title={phoneText(number)}>{contact.name}</span>
        ),
      when: <time title={exactText(entryAt(latest))}>{briefText(entryAt(latest))}</time>,
      text: (
        <span className="conversation-text" data-unread={count > 0 || undefined}>
          {draft === "" ? own : <Draft text={draft} />}
        </span>
      ),
      state:
        count > 0 ? (
          <span className="conversation-unread">
            {count}
            <span className="for-readers"> {t("conversations.unreadMark")}</span>
          </span>
        ) : (
          outgoing !== undefined && (
            <span title={stateText(outgoing)}>
              <MessageStateMark state={outgoing.state} />
              <span className="for-readers">{stateText(outgoing)}</span>
            </span>
          )
        ),
    };
  };
}

function Draft({ text }: { text: string }) {
  const { t } = useWords();
  return (
    <>
      <span className="conversation-draft">{t("conversations.draft")}</span> {text}
    </>
  );
}

const MOST_PEOPLE = 5;

/** Contacts whose name has the searched words in it. */
function People({ q }: { q: string }) {
  const { t } = useWords();
  const { may } = useSession();
  const { data } = useQuery({
    queryKey: ["contacts", "named", q],
    enabled: may("contacts"),
    queryFn: ({ signal }) =>
      answerOf(api.GET("/api/v1/contacts", { params: { query: { q, limit: MOST_PEOPLE } }, signal })),
  });
  const people = data?.items.filter(({ number }) => number !== undefined) ?? [];
  if (people.length === 0) return null;
  return (
    <section className="people-found" aria-label={t("conversations.people")}>
      <h2>{t("conversations.people")}</h2>
      <ul className="people">
        {people.map(({ id, name, number = "" }) => (
          <li key={id}>
            <Link className="person" href={conversationPath(number)}>
              <span>{name}</span>
              <span className="quiet">
                <PhoneNumber number={number} copies={false} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
