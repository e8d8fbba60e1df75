import { Skeleton } from "@mantine/core";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { exactText } from "../../format.ts";
import { Detail } from "../../parts/list-detail.tsx";
import { useWords, type WordKey } from "../../words/index.ts";
import { REASONS } from "./event-reasons.ts";
import type { LoggedEvent } from "./events.ts";
import { useKindText } from "./kind-words.ts";
import { useSentence, useSettingText, useSideText } from "./sentence.ts";
import { Severity } from "./severity.tsx";

type Translate = ReturnType<typeof useWords>["t"];

interface EventDetailProps {
  event: LoggedEvent | undefined;
  isLoading: boolean;
  onClose: () => void;
}

/** One event: what happened, by whom and to what, and what it was before. */
export function EventDetail({ event, isLoading, onClose }: EventDetailProps) {
  const { t } = useWords();
  const kindText = useKindText();
  const sentence = useSentence();
  const settingText = useSettingText();
  const sideText = useSideText();
  if (event === undefined) {
    return (
      <Detail title={t(isLoading ? "eventsLog.title" : "eventsLog.oneNotFound")} onClose={onClose}>
        {isLoading ? <Skeleton h={200} /> : <p>{t("eventsLog.gone")}</p>}
      </Detail>
    );
  }
  const said = sentence(event);
  const { before, after, ...more } = event.details ?? {};
  const rest = Object.entries(more);
  const side = (value: unknown) =>
    (event.kind === "user.permissions-changed" && permissionsText(value, t)) ||
    (shown(event.kind === "setting.changed" ? sideText(value) : value) ?? t("eventsLog.nothing"));
  return (
    <Detail
      title={kindText(event.kind)}
      answer={<Severity severity={event.severity} tinted />}
      facts={factsOf(event, t)}
      onClose={onClose}
    >
      <p className="event-sentence">{said}</p>
      {said !== event.message && REASONS[event.kind] !== undefined && (
        <p className="event-sentence quiet" lang="en">
          {event.message}
        </p>
      )}
      {(before !== undefined || after !== undefined) && (
        <table className="event-change">
          <thead>
            <tr>
              <th scope="col">{t("eventsLog.before")}</th>
              <th scope="col">{t("eventsLog.after")}</th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <td>{side(before)}</td>
              <td>{side(after)}</td>
            </tr>
          </tbody>
        </table>
      )}
      {rest.length > 0 && (
        <>
          <h3>{t("eventsLog.details")}</h3>
          <dl className="facts">
            {rest.map(([name, value]) => (
              <div key={name}>
                <dt>{name === "setting" ? t("eventsLog.setting") : name}</dt>
                <dd>{name === "setting" && typeof value === "string" ? settingText(value) : shown(value)}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </Detail>
  );
}

function factsOf(event: LoggedEvent, t: Translate): (readonly [string, ReactNode])[] {
  const { user, modem, messageId, address } = event;
  const facts: (readonly [string, ReactNode])[] = [
    [t("eventsLog.time"), exactText(event.at)],
    [t("eventsLog.kind"), <code key="kind">{event.kind}</code>],
  ];
  if (user !== undefined) {
    const path = `/events-log?user=${encodeURIComponent(user)}`;
    facts.push([
      t("eventsLog.user"),
      <Link key="user" href={path}>
        {user}
      </Link>,
    ]);
  }
  if (modem !== undefined) {
    const path = `/modems/${encodeURIComponent(modem)}`;
    facts.push([
      t("eventsLog.modem"),
      <Link key="modem" href={path}>
        {modem}
      </Link>,
    ]);
  }
  if (messageId !== undefined) {
    const text = t("eventsLog.messageNumber", { id: String(messageId) });
    facts.push([
      t("eventsLog.message"),
      <Link key="message" href={`/messages/sent/${messageId}`}>
        {text}
      </Link>,
    ]);
  }
  if (address !== undefined) facts.push([t("eventsLog.address"), address]);
  return facts;
}

/** Permissions by their names, a line for each. */
function permissionsText(value: unknown, t: Translate): string | undefined {
  if (typeof value !== "string" || value === "") return undefined;
  return value
    .split(/[,\s]+/)
    .map((each) => t(`permission.${each}` as WordKey))
    .join("\n");
}

/** A value as people read it: lists with commas, objects a line for each member. */
function shown(value: unknown): string | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  if (Array.isArray(value)) return value.map((each) => shown(each) ?? "").join(", ");
  if (typeof value === "object") {
    return Object.entries(value)
      .map(([name, each]) => `${name}: ${shown(each) ?? ""}`)
      .join("\n");
  }
  return String(value);
}
