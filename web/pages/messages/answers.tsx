import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Link } from "wouter";
import { answerOf, api, type Schemas } from "../../api.ts";
import { durationText } from "../../format.ts";
import { useWords } from "../../words/index.ts";
import { BAD_STATES, STATES_OF, type Tab } from "./query.ts";

/** 200: beyond that nobody counts. */
const COUNTED = 200;
const DAY_MS = 24 * 3_600_000;
const TICK_MS = 15_000;

const counted = <Item,>(what: string, read: () => Promise<{ items: readonly Item[]; next?: string }>) => ({
  queryKey: ["messages-answer", what],
  queryFn: read,
});

/** What is so, above each list. */
export function Answer({ tab }: { tab: Tab }) {
  if (tab === "queue") return <QueueAnswer />;
  return tab === "sent" ? <SentAnswer /> : <IncomingAnswer />;
}

function QueueAnswer() {
  const { t } = useWords();
  const now = useNow();
  const { data } = useQuery(
    counted("queue", () =>
      answerOf(
        api.GET("/api/v1/messages", {
          params: { query: { state: [...STATES_OF.queue], order: "oldest", limit: COUNTED } },
        }),
      ),
    ),
  );
  if (data === undefined) return <>{"\u00A0"}</>;
  const isLater = ({ sendAt }: Schemas["OutgoingMessage"]) => Date.parse(sendAt) > now;
  const waiting = data.items.filter((message) => !isLater(message));
  const later = data.items.length - waiting.length;
  const [oldest] = waiting;
  if (data.next !== undefined) return <>{t("messages.waitMany", { count: COUNTED })}</>;
  const since = oldest && durationText(now - Math.max(Date.parse(oldest.createdAt), Date.parse(oldest.sendAt)));
  return (
    <>
      {since === undefined ? t("messages.waitNone") : t("messages.wait", { count: waiting.length, time: since })}
      {later > 0 && ` ${t("messages.later", { count: later })}`}
    </>
  );
}

function SentAnswer() {
  const { t } = useWords();
  const { data } = useQuery(
    counted("bad", () => {
      const since = new Date(Date.now() - DAY_MS).toISOString();
      return answerOf(
        api.GET("/api/v1/messages", { params: { query: { state: [...BAD_STATES], since, limit: COUNTED } } }),
      );
    }),
  );
  if (data === undefined) return <>{"\u00A0"}</>;
  if (data.items.length === 0) return <>{t("messages.badNone")}</>;
  const search = BAD_STATES.map((state) => `state=${state}`).join("&");
  const count = data.items.length;
  return (
    <Link href={`/messages/sent?${search}`}>
      {data.next === undefined ? t("messages.bad", { count }) : t("messages.badMany", { count })}
    </Link>
  );
}

function IncomingAnswer() {
  const { t } = useWords();
  const { data } = useQuery(
    counted("unread", () =>
      answerOf(api.GET("/api/v1/incoming", { params: { query: { read: "false", limit: COUNTED } } })),
    ),
  );
  if (data === undefined) return <>{"\u00A0"}</>;
  const count = data.items.length;
  if (count === 0) return <>{t("messages.unreadNone")}</>;
  return (
    <Link href="/messages/incoming?read=false">
      {data.next === undefined ? t("messages.unread", { count }) : t("messages.unreadMany", { count })}
    </Link>
  );
}

/** The time, which goes on while one looks. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
