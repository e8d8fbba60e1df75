import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useCallback, useState } from "react";
import { Link } from "wouter";
import { ApiError, answerOf, api, type Schemas } from "../../api.ts";
import { useLive } from "../../app/live.ts";
import { useTitle } from "../../app/title.ts";
import { momentText } from "../../format.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { incomingHelp, incomingText, unknownSender } from "../../parts/incoming-text.ts";
import { Detail } from "../../parts/list-detail.tsx";
import { PhoneNumber } from "../../parts/number.tsx";
import { tellDone } from "../../parts/undo.tsx";
import { useWords } from "../../words/index.ts";
import { markRead } from "./bulk.tsx";
import { IncomingNote } from "./incoming-note.tsx";
import { incomingQuery, type StoredIncoming } from "./live.ts";
import { Waiting } from "./outgoing-detail.tsx";
import { Facts, ReadBadge, whoOf } from "./shared.tsx";

type Message = Schemas["IncomingMessage"];

/** One message that came in. */
export function IncomingDetail({ id, onClose }: { id: number; onClose: () => void }) {
  const { t } = useWords();
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery(incomingQuery(id));
  useLive(
    "incoming",
    useCallback(
      (message) => {
        if (message.id === id && !("deleted" in message))
          void queries.invalidateQueries({ queryKey: ["incoming", id] });
      },
      [queries, id],
    ),
  );
  if (data !== undefined) return <Shown stored={data} onClose={onClose} />;
  const isGone = error instanceof ApiError && error.status === 404;
  return (
    <Detail title={t("messages.one", { id: String(id) })} onClose={onClose}>
      {error === null ? (
        <Waiting />
      ) : (
        <ErrorState
          title={t(isGone ? "messages.oneGone" : "messages.oneNotLoaded")}
          {...(isGone ? {} : { retry: () => void refetch() })}
        >
          {error.message}
        </ErrorState>
      )}
    </Detail>
  );
}

function Shown({ stored, onClose }: { stored: StoredIncoming; onClose: () => void }) {
  const { t } = useWords();
  const { data: message } = stored;
  const { from, contact, text, channel, modem, receivedAt, sentAt, missingParts, parts, data } = message;
  const who = from === undefined ? unknownSender(message) : whoOf(from, contact);
  const help = incomingHelp(message);
  useTitle(t("messages.oneFrom", { who }));
  const facts: (readonly [string, ReactNode] | false)[] = [
    from !== undefined && [t("messages.from"), <PhoneNumber key="from" number={from} />],
    contact !== undefined && [
      t("messages.contact"),
      <Link key="c" href={`/address-book/${contact.id}`}>
        {contact.name}
      </Link>,
    ],
    [t("messages.modem"), modem],
    [t("messages.channel"), t(`messages.channel.${channel}`)],
    [t("messages.received"), momentText(receivedAt)],
    sentAt !== undefined && [t("messages.sentByNetwork"), momentText(sentAt)],
    parts > 1 && [t("messages.parts"), String(parts)],
  ];
  return (
    <Detail
      title={who}
      answer={<ReadBadge read={message.read} tinted />}
      actions={<Actions message={message} onClose={onClose} />}
      onClose={onClose}
    >
      <p className="message-text">{incomingText(message)}</p>
      {help !== undefined && <p>{help}</p>}
      {message.kind === "undecodable" && <pre className="timeline-raw">{text}</pre>}
      <Replaced message={message} />
      {missingParts.length > 0 && <p>{t("messages.missing", { count: missingParts.length, total: parts })}</p>}
      {data !== undefined && <pre className="timeline-raw">{data}</pre>}
      <Facts facts={facts} />
      <IncomingNote key={message.id} stored={stored} />
    </Detail>
  );
}

/** The message whose place it took, or that took its place. */
function Replaced({ message: { replaces, replacedBy } }: { message: Message }) {
  const { t } = useWords();
  const other = replacedBy ?? replaces;
  if (other === undefined) return null;
  const isOlder = replacedBy !== undefined;
  return (
    <p>
      {t(isOlder ? "incoming.replaced" : "incoming.replaces")}{" "}
      <Link href={`/messages/incoming/${other}`}>{t(isOlder ? "incoming.showNewer" : "incoming.showOlder")}</Link>
    </p>
  );
}

function Actions({ message: { id, read, from }, onClose }: { message: Message; onClose: () => void }) {
  const { t } = useWords();
  const queries = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  const [failure, setFailure] = useState<string>();
  async function mark() {
    setFailure(undefined);
    try {
      await markRead(id, !read);
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
    await queries.invalidateQueries({ queryKey: ["incoming", id] });
  }
  async function remove() {
    await answerOf(api.DELETE("/api/v1/incoming/{id}", { params: { path: { id } } }));
    tellDone(t("messages.done.delete", { count: 1 }));
    onClose();
  }
  return (
    <>
      {failure !== undefined && <ErrorState title={t("parts.confirm.failed")}>{failure}</ErrorState>}
      {from !== undefined && (
        <Button component={Link} variant="filled" href={`/conversations/${encodeURIComponent(from)}`}>
          {t("messages.answerIt")}
        </Button>
      )}
      <Button onClick={() => void mark()}>{t(read ? "messages.markOneUnread" : "messages.markOneRead")}</Button>
      <Button color="red" variant="subtle" onClick={() => setAsked(true)}>
        {t("common.delete")}
      </Button>
      <Confirm
        opened={isAsked}
        onClose={() => setAsked(false)}
        title={t("messages.ask.delete", { count: 1 })}
        action={t("messages.do.delete", { count: 1 })}
        onConfirm={remove}
      >
        {t("messages.askHelp.deleteIncoming")}
      </Confirm>
    </>
  );
}
