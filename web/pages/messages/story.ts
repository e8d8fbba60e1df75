import type { Schemas } from "../../api.ts";
import { reasonOf, reportOf } from "../../app/reasons.ts";
import { durationText, momentText } from "../../format.ts";
import { MESSAGE_LOOKS } from "../../parts/state-badge.tsx";
import type { TimelineEvent } from "../../parts/timeline.tsx";
import { t, type WordKey } from "../../words/index.ts";
import { said } from "../../words/said.ts";

type Message = Schemas["OutgoingMessageDetails"];
type Line = Message["timeline"][number];

/** The story of a message: one line for each event, as somebody tells it who does not speak GSM. */
export function storyOf(message: Message): TimelineEvent[] {
  const isOnePart = message.parts.length <= 1;
  // Of one part nobody needs to hear twice; what only the part's line says becomes the detail of the whole one.
  const lines = message.timeline.filter(
    (line) => !isInBetween(line) && !(isOnePart && isRepeated(line, message.timeline)),
  );
  return lines.map((line, index) => {
    const isTrouble = line.state === "queued" && index > 0 && line.detail !== undefined && !isByPerson(line.detail);
    const raw = rawOf(line, isOnePart ? message.timeline : []);
    return {
      key: index,
      at: line.at,
      ...(isTrouble ? { shape: "triangle" as const, tone: "amber" as const } : MESSAGE_LOOKS[line.state]),
      sentence: sentenceOf(line, { message, isFirst: index === 0 }),
      ...(raw === undefined ? {} : { raw }),
    };
  });
}

/** A part on its way: what came of it follows. */
const isInBetween = ({ part, state }: Line): boolean => part !== undefined && (state === "open" || state === "sending");

const isRepeated = (line: Line, all: readonly Line[]): boolean =>
  line.part !== undefined && all.some((other) => other.part === undefined && other.state === line.state);

function rawOf(line: Line, all: readonly Line[]): string | undefined {
  const partDetails = all.flatMap(({ part, state, detail }) =>
    line.part === undefined && part !== undefined && state === line.state ? [detail] : [],
  );
  const details = [...new Set([line.detail, ...partDetails])].filter((detail) => detail !== undefined);
  return details.length === 0 ? undefined : details.join("\n");
}

interface About {
  message: Message;
  isFirst: boolean;
}

function sentenceOf(line: Line, about: About): string {
  return line.part === undefined ? ofWhole(line, about) : ofPart(line, line.part, about.message);
}

/** What a person did, rather than a modem or the network. */
const isByPerson = (detail: string) => /^changed: |sent again( as message \d+)?$/.test(detail);

function ofWhole({ state, detail, modem = "", at }: Line, { message, isFirst }: About): string {
  const again = againOf(detail);
  if (again !== undefined) return again;
  const because = detail === undefined ? undefined : (reportOf(detail) ?? reasonOf(detail));
  const with_ = (key: WordKey, plain: WordKey) =>
    because === undefined || because === "" ? t(plain) : t(key, { reason: because });
  switch (state) {
    case "queued":
      return queuedSentence(detail, { isFirst, message });
    case "sending":
      return t(message.channel === "telegram" ? "messages.story.sendingTelegram" : "messages.story.sending", { modem });
    case "sent":
      if (message.ring)
        return because === undefined ? t("messages.story.called") : t("messages.story.call", { reason: because });
      return t("messages.story.sent");
    case "delivered": {
      const after = message.sentAt === undefined ? undefined : Date.parse(at) - Date.parse(message.sentAt);
      if (after === undefined || after < 0) return t("messages.story.delivered");
      return t("messages.story.deliveredAfter", {
        time: after < 1_000 ? t("messages.underSecond") : durationText(after),
      });
    }
    case "undelivered":
      return with_("messages.story.undeliveredWhy", "messages.story.undelivered");
    case "failed":
      return with_("messages.story.failedWhy", "messages.story.failed");
    case "unknown":
      return with_("messages.story.unknownWhy", "messages.story.unknown");
    case "cancelled":
      return t("messages.story.cancelled");
    case "expired":
      return t("messages.story.expired");
    default:
      return t(`parts.state.${state}`);
  }
}

function queuedSentence(detail: string | undefined, { isFirst, message }: About): string {
  const changed = /^changed: (.*)$/.exec(detail ?? "")?.[1];
  if (changed !== undefined) return t("messages.story.changed");
  const copied = /^message (\d+) sent again$/.exec(detail ?? "")?.[1];
  if (copied !== undefined) return t("messages.story.copy", { id: copied });
  if (isFirst || detail === undefined) {
    const name = message.user?.name;
    return name === undefined ? t("messages.story.accepted") : t("messages.story.acceptedFrom", { name });
  }
  return t("messages.story.again", { reason: reasonOf(detail) });
}

function againOf(detail: string | undefined): string | undefined {
  const id = /^sent again as message (\d+)$/.exec(detail ?? "")?.[1];
  return id === undefined ? undefined : t("messages.story.resent", { id });
}

function ofPart({ state, detail, modem = "" }: Line, part: number, { parts }: Message): string {
  const which = { part, total: Math.max(parts.length, part) };
  const report = detail === undefined ? undefined : reportOf(detail);
  switch (state) {
    case "sent":
      return modem === "" ? t("messages.story.partSent", which) : t("messages.story.partSentBy", { ...which, modem });
    case "delivered":
      return t("messages.story.partDelivered", which);
    case "undelivered":
      return t("messages.story.partUndelivered", { ...which, reason: report ?? "" });
    case "unknown":
      return t("messages.story.partUnknown", which);
    default:
      return t("messages.story.partIs", { ...which, state: t(`parts.state.${state}`) });
  }
}

/** What is so now, and what happens next and when. */
export function nextOf(message: Message, now: number): string {
  const { state, error, attempts } = message;
  const reason = error === undefined ? undefined : reasonOf(error);
  switch (state) {
    case "queued": {
      if (message.waitsBecause !== undefined) return said(message.waitsBecause);
      const at = Date.parse(message.nextAttemptAt ?? message.sendAt);
      const until = momentText(message.expiresAt);
      if (reason !== undefined) {
        const tried = t("messages.next.tried", { count: Math.max(1, attempts), reason });
        const next = at > now ? t("messages.next.at", { time: momentText(at) }) : t("messages.next.soon");
        return `${tried} ${next} ${t("messages.next.until", { time: until })}`;
      }
      if (Date.parse(message.sendAt) > now) return t("messages.next.later", { time: momentText(message.sendAt) });
      return `${t("messages.next.waits")} ${t("messages.next.until", { time: until })}`;
    }
    case "sending":
      return t("messages.next.sending");
    case "sent":
      return t(
        message.ring
          ? "messages.next.called"
          : message.channel === "telegram"
            ? "messages.next.telegram"
            : "messages.next.sent",
      );
    case "undelivered":
      return t("messages.next.undelivered");
    case "failed":
      return reason === undefined ? t("messages.next.failed") : t("messages.next.failedWhy", { reason });
    case "unknown":
      return t("messages.next.unknown");
    case "expired":
      return t("messages.next.expired");
    case "cancelled":
      return t("messages.next.cancelled");
    case "delivered":
      return t("messages.next.delivered", {
        time: momentText(message.settledAt ?? message.sentAt ?? message.createdAt),
      });
    default:
      return state satisfies never;
  }
}
