import { Link } from "wouter";
import type { AlarmEntry } from "../../app/alarms.ts";
import { useSession } from "../../app/session.tsx";
import { phoneText } from "../../format.ts";
import { Said } from "../../parts/said.tsx";
import type { Shape, Tone } from "../../parts/state-badge.tsx";
import type { TimelineEvent } from "../../parts/timeline.tsx";
import { useWords } from "../../words/index.ts";

const LOOKS: Readonly<Record<AlarmEntry["kind"], readonly [Shape, Tone]>> = {
  opened: ["half", "red"],
  added: ["ring", "grey"],
  "severity-raised": ["triangle", "red"],
  "opened-again": ["half", "red"],
  step: ["ring", "accent"],
  told: ["dot", "grey"],
  joined: ["dot", "grey"],
  held: ["ring", "grey"],
  "not-told": ["diamond", "amber"],
  undelivered: ["triangle", "red"],
  taken: ["dot", "accent"],
  passed: ["ring", "amber"],
  "given-back": ["half", "amber"],
  "not-resolved": ["triangle", "red"],
  resolved: ["check", "green"],
  unanswered: ["triangle", "red"],
  reported: ["dot", "grey"],
  helped: ["diamond", "grey"],
  reminded: ["diamond", "grey"],
  answered: ["check", "green"],
  "drill-ended": ["check", "green"],
  "no-place": ["triangle", "amber"],
};

/** Whose `detail` says more than a sentence of the page can. */
const WITH_DETAIL: ReadonlySet<AlarmEntry["kind"]> = new Set([
  "added",
  "severity-raised",
  "opened-again",
  "step",
  "joined",
  "not-told",
  "undelivered",
  "reported",
  "helped",
  "answered",
  "drill-ended",
  "no-place",
  "resolved",
]);

/** Tells a line of a timeline as a colleague would. */
export function useStory(): (entry: AlarmEntry) => TimelineEvent {
  const { t } = useWords();
  const { may } = useSession();
  return (entry) => {
    const { id, at, kind, detail, messageId, door } = entry;
    const [shape, tone] = LOOKS[kind];
    const sentence = t(`alarms.entry.${kind}`, {
      name: entry.person ?? t("alarms.somebody"),
      way: entry.way === undefined ? "" : t(`alarms.way.${entry.way}`),
      address: entry.address === undefined ? "" : phoneText(entry.address),
      step: entry.step ?? 0,
      round: entry.round ?? 0,
      door: door === undefined ? "" : t(`alarms.door.${door as "sms"}`),
    });
    const seesMessage = messageId !== undefined && entry.way !== "email" && may("sent-messages");
    return {
      key: id,
      at,
      shape,
      tone,
      sentence: (
        <>
          {sentence}
          {detail !== undefined && WITH_DETAIL.has(kind) && (
            <span className="quiet">
              {" "}
              <Said>{detail}</Said>
            </span>
          )}
          {seesMessage && (
            <>
              {" "}
              <Link href={`/messages/sent/${messageId}`}>{t("alarms.message")}</Link>
            </>
          )}
        </>
      ),
    };
  };
}
