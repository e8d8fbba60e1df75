import { Button, Skeleton } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useCallback, useState } from "react";
import { Link, useLocation } from "wouter";
import { ApiError, answerOf, api, type Schemas } from "../../api.ts";
import { useLive } from "../../app/live.ts";
import { useSession } from "../../app/session.tsx";
import { useTitle } from "../../app/title.ts";
import { momentText } from "../../format.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { missingText } from "../../parts/incoming-text.ts";
import { Detail } from "../../parts/list-detail.tsx";
import { PhoneNumber } from "../../parts/number.tsx";
import { MessageStateBadge } from "../../parts/state-badge.tsx";
import { Timeline } from "../../parts/timeline.tsx";
import { tellDone } from "../../parts/undo.tsx";
import { useOnce } from "../../parts/use-once.ts";
import { useWords } from "../../words/index.ts";
import { isPossible, useActions } from "./actions.ts";
import { useNow } from "./answers.tsx";
import { EditSheet } from "./edit.tsx";
import { Parts } from "./parts-list.tsx";
import { Facts, whoOf } from "./shared.tsx";
import { nextOf, storyOf } from "./story.ts";

type Message = Schemas["OutgoingMessageDetails"];

/** One outgoing message: what is so, what it says, its story, and what one can do. */
export function OutgoingDetail({ id, onClose }: { id: number; onClose: () => void }) {
  const { t } = useWords();
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: ["message", id],
    queryFn: ({ signal }) => answerOf(api.GET("/api/v1/messages/{id}", { params: { path: { id } }, signal })),
  });
  useLive(
    "message",
    useCallback(
      (message) => {
        if (message.id === id && !("deleted" in message)) void queries.invalidateQueries({ queryKey: ["message", id] });
      },
      [queries, id],
    ),
  );
  if (data !== undefined) return <Shown message={data} onClose={onClose} />;
  return (
    <Detail title={t("messages.one", { id: String(id) })} onClose={onClose}>
      {error === null ? (
        <Waiting />
      ) : (
        <ErrorState
          title={t(error instanceof ApiError && error.status === 404 ? "messages.oneGone" : "messages.oneNotLoaded")}
          {...(error instanceof ApiError && error.status === 404 ? {} : { retry: () => void refetch() })}
        >
          {error.message}
        </ErrorState>
      )}
    </Detail>
  );
}

/** As high as what comes. */
export const Waiting = () => (
  <>
    <Skeleton h={22} w="60%" />
    <Skeleton h={64} />
    <Skeleton h={120} />
    <Skeleton h={160} />
  </>
);

function Shown({ message, onClose }: { message: Message; onClose: () => void }) {
  const { t } = useWords();
  const now = useNow();
  const { to, contact, state, text, ring } = message;
  const who = whoOf(to, contact);
  useTitle(t("messages.oneTitle", { who }));
  return (
    <Detail
      title={who}
      answer={
        <div className="message-answer">
          <MessageStateBadge state={state} tinted />
          <p role="status">{nextOf(message, now)}</p>
        </div>
      }
      actions={<Actions message={message} onClose={onClose} />}
      onClose={onClose}
    >
      <p className="message-text">{missingText(message) ?? (ring ? t("messages.ring") : text)}</p>
      {message.mayBeDuplicate && <p className="quiet">{t("messages.mayBeDuplicate")}</p>}
      <section>
        <h3>{t("messages.story")}</h3>
        <Timeline events={storyOf(message)} />
      </section>
      <MessageFacts message={message} />
      <Parts message={message} />
    </Detail>
  );
}

function MessageFacts({ message }: { message: Message }) {
  const { t } = useWords();
  const { may } = useSession();
  const { to, contact, user, modem, priority, source, reference, attempts, channel } = message;
  const name = user?.name ?? t("messages.userRemoved");
  const isTimed = message.sendAt !== message.createdAt;
  const facts: (readonly [string, ReactNode] | false)[] = [
    [t("messages.to"), <PhoneNumber key="to" number={to} />],
    contact !== undefined && [
      t("messages.contact"),
      <Link key="c" href={`/address-book/${contact.id}`}>
        {contact.name}
      </Link>,
    ],
    user !== undefined && [
      t("messages.user"),
      may("users") ? (
        <Link key="u" href={`/users/${user.id}`}>
          {name}
        </Link>
      ) : (
        name
      ),
    ],
    modem !== undefined && [
      t("messages.modem"),
      may("sim") ? (
        <Link key="m" href={`/modems/${modem}`}>
          {modem}
        </Link>
      ) : (
        modem
      ),
    ],
    [t("messages.channel"), t(`messages.channel.${channel}`)],
    [t("messages.accepted"), momentText(message.createdAt)],
    isTimed && [t("messages.notBefore"), momentText(message.sendAt)],
    [t("messages.notAfter"), momentText(message.expiresAt)],
    priority !== "normal" && [t("messages.priority"), t(`messages.priority.${priority}`)],
    attempts > 1 && [t("messages.attempts"), String(attempts)],
    reference !== undefined && [t("messages.reference"), reference],
    [t("messages.source"), sourceText(source, t)],
  ];
  return <Facts facts={facts} />;
}

const SOURCES = [
  ...(["alarm", "alerts", "api.php", "check", "email", "isms", "mqtt"] as const),
  ...(["opt-out", "resend", "rest", "routing", "v1"] as const),
];

/** What people call the way that a message came; one that is not known here goes by its own name. */
function sourceText(source: string, t: ReturnType<typeof useWords>["t"]): string {
  const known = SOURCES.find((each) => each === source);
  return known === undefined ? source : t(`messages.source.${known}`);
}

function Actions({ message, onClose }: { message: Message; onClose: () => void }) {
  const { t } = useWords();
  const [, navigate] = useLocation();
  const [asked, setAsked] = useState<"cancel" | "delete">();
  const [isEditing, setEditing] = useState(false);
  const [failure, setFailure] = useState<string>();
  const { once, isBusy } = useOnce();
  const { cancel, resend, remove } = useActions(message.id);
  const shown = asked ?? "delete";

  async function again() {
    setFailure(undefined);
    try {
      await once(async (key) => {
        const { id, copyOf } = await resend(key);
        tellDone(t("messages.resent"));
        if (copyOf !== undefined) navigate(`/messages/queue/${id}`);
      }, String(message.id));
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
  }

  async function confirmed() {
    if (shown === "cancel") {
      await cancel();
      tellDone(t("messages.done.cancel", { count: 1 }));
      return;
    }
    await remove();
    tellDone(t("messages.done.delete", { count: 1 }));
    onClose();
  }

  return (
    <>
      {failure !== undefined && <ErrorState title={t("parts.confirm.failed")}>{failure}</ErrorState>}
      {isPossible("edit", message) && !message.ring && (
        <Button variant="filled" onClick={() => setEditing(true)}>
          {t("messages.edit")}
        </Button>
      )}
      {isPossible("resend", message) && (
        <Button variant="filled" loading={isBusy} onClick={() => void again()}>
          {t("messages.sendAgain")}
        </Button>
      )}
      {isPossible("cancel", message) && <Button onClick={() => setAsked("cancel")}>{t("messages.cancelOne")}</Button>}
      <Button component={Link} href={`/conversations/${encodeURIComponent(message.to)}`}>
        {t("messages.conversation")}
      </Button>
      {isPossible("delete", message) && (
        <Button color="red" variant="subtle" onClick={() => setAsked("delete")}>
          {t("common.delete")}
        </Button>
      )}
      <Confirm
        opened={asked !== undefined}
        onClose={() => setAsked(undefined)}
        title={t(`messages.ask.${shown}`, { count: 1 })}
        action={t(`messages.do.${shown}`, { count: 1 })}
        destroys={shown === "delete"}
        onConfirm={confirmed}
      >
        {t(
          shown === "delete" && message.state === "queued"
            ? "messages.askHelp.deleteQueued"
            : `messages.askHelp.${shown}`,
        )}
      </Confirm>
      <EditSheet message={message} opened={isEditing} onClose={() => setEditing(false)} />
    </>
  );
}
