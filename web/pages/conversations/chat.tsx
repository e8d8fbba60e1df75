import { ActionIcon, Button, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconArrowLeft, IconSearch, IconUserPlus } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { Link, useSearchParams } from "wouter";
import { useContactOf } from "../../app/contact-of.ts";
import { OptedOut } from "../../app/opt-outs.tsx";
import { useTitle } from "../../app/title.ts";
import { phoneText } from "../../format.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { useBeside } from "../../parts/narrow.ts";
import { PhoneNumber } from "../../parts/number.tsx";
import { useWords } from "../../words/index.ts";
import { Composer } from "./composer.tsx";
import { canBeAnswered } from "./numbers.ts";
import { Thread } from "./thread.tsx";
import { useConversation } from "./use-conversation.ts";

const FIND_MS = 250;

/** The conversation with one number: who it is, what was said, and the answer. */
export function Chat({ number, onClose }: { number: string; onClose: () => void }) {
  const { t } = useWords();
  const [params] = useSearchParams();
  const find = params.get("find") ?? "";
  const source = useConversation(number, find);
  const { contact, isStranger } = useContactOf(number);
  const name = contact?.name ?? phoneText(number);
  useTitle(name);
  const latest = source.rows.find(({ incoming }) => incoming !== undefined)?.incoming;

  return (
    <article className="chat" aria-label={t("conversations.with", { name })}>
      <ChatHeader number={number} contact={contact} isStranger={isStranger} onClose={onClose} />
      <OptedOut number={number} className="chat-opted-out" />
      {source.error !== null && source.rows.length === 0 ? (
        <div className="chat-instead">
          <ErrorState title={t("conversations.messagesFailed")} retry={source.retry}>
            {source.error.message}
          </ErrorState>
        </div>
      ) : source.isLoading ? (
        <ChatSkeleton />
      ) : source.rows.length === 0 ? (
        <div className="chat-instead">
          <EmptyState title={t(find === "" ? "conversations.nothingYet" : "conversations.nothingFound")}>
            {find === "" ? t("conversations.nothingYetHelp", { name }) : t("conversations.nothingFoundHelp", { find })}
          </EmptyState>
        </div>
      ) : (
        <Thread key={`${number} ${find}`} number={number} source={source} find={find} />
      )}
      {canBeAnswered(number) ? (
        <Composer key={number} number={number} name={name} channel={latest?.channel ?? "sms"} />
      ) : (
        <p className="chat-mute">{t("conversations.cannotAnswer", { name: number })}</p>
      )}
    </article>
  );
}

interface ChatHeaderProps {
  number: string;
  contact: { id: number; name: string } | undefined;
  isStranger: boolean;
  onClose: () => void;
}

function ChatHeader({ number, contact, isStranger, onClose }: ChatHeaderProps) {
  const { t } = useWords();
  const isBeside = useBeside();
  const [params, setParams] = useSearchParams();
  const [isFinding, setFinding] = useState(params.has("find"));
  const isNumber = canBeAnswered(number);
  const close = () => {
    setFinding(false);
    setParams(withFind(""), { replace: true });
  };
  return (
    <header className="chat-header">
      {!isBeside && (
        <ActionIcon aria-label={t("conversations.back")} onClick={onClose}>
          <IconArrowLeft size={20} stroke={1.5} />
        </ActionIcon>
      )}
      <div className="chat-who">
        <h2>
          {contact !== undefined ? (
            <Link href={`/address-book/${contact.id}`}>{contact.name}</Link>
          ) : isNumber ? (
            <PhoneNumber number={number} />
          ) : (
            number
          )}
        </h2>
        {contact !== undefined && isNumber && (
          <p className="quiet">
            <PhoneNumber number={number} />
          </p>
        )}
      </div>
      {isStranger && isNumber && (
        <Button
          component={Link}
          href={`/address-book/new?number=${encodeURIComponent(number)}`}
          className="chat-add"
          leftSection={<IconUserPlus size={16} stroke={1.5} aria-hidden="true" />}
          aria-label={t("conversations.addContact")}
        >
          <span>{t("conversations.addContact")}</span>
        </Button>
      )}
      <ActionIcon
        aria-label={t("conversations.find")}
        aria-expanded={isFinding}
        onClick={() => (isFinding ? close() : setFinding(true))}
      >
        <IconSearch size={18} stroke={1.5} />
      </ActionIcon>
      {isFinding && <Find onClose={close} />}
    </header>
  );
}

const withFind = (text: string) => (before: URLSearchParams) => {
  const next = new URLSearchParams(before);
  if (text === "") next.delete("find");
  else next.set("find", text);
  return next;
};

function Find({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  const [params, setParams] = useSearchParams();
  const inUrl = params.get("find") ?? "";
  const [text, setText] = useState(inUrl);
  const store = useDebouncedCallback((value: string) => setParams(withFind(value), { replace: true }), FIND_MS);
  useEffect(() => setText(inUrl), [inUrl]);
  return (
    <TextInput
      className="chat-find"
      type="search"
      data-autofocus
      autoFocus
      aria-label={t("conversations.find")}
      placeholder={t("conversations.find")}
      value={text}
      onChange={({ currentTarget }) => {
        setText(currentTarget.value);
        store(currentTarget.value);
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        onClose();
      }}
    />
  );
}

const WAITING = ["56%", "34%", "62%", "28%", "48%", "40%"];

/** Bubbles on the way. */
const ChatSkeleton = () => (
  <div className="thread" aria-busy="true">
    <div className="thread-scroller">
      <ol className="thread-messages" aria-hidden="true">
        {WAITING.map((width, index) => (
          <li key={width} className="bubble bubble-waiting" data-own={index % 3 === 1 || undefined} style={{ width }} />
        ))}
      </ol>
    </div>
  </div>
);
