import { useQuery } from "@tanstack/react-query";
import type { Schemas } from "../../api.ts";
import { phoneText } from "../../format.ts";
import { StateBadge } from "../../parts/state-badge.tsx";
import { useWords } from "../../words/index.ts";
import { KINDS } from "./draft.ts";
import { type Outcome, rulesQuery } from "./queries.ts";
import { leafText } from "./say.ts";
import { decidedIn } from "./tree-json.ts";

interface OutcomesProps {
  outcomes: readonly Outcome[];
  /** The rule that was asked, if it is not a stored one. */
  rule?: Schemas["RuleDraft"] | undefined;
  /** Without what would be done. */
  isBrief?: boolean;
}

const LOOKS = {
  matched: { shape: "check", tone: "green" },
  "not-matched": { shape: "dash", tone: "grey" },
  disabled: { shape: "dash", tone: "grey" },
  "not-reached": { shape: "dash", tone: "grey" },
} as const;

/** What each rule makes of the message, why, and what would be done. */
export function Outcomes({ outcomes, rule, isBrief = false }: OutcomesProps) {
  const { t } = useWords();
  const { data: stored = [] } = useQuery({ ...rulesQuery, enabled: rule === undefined });
  if (outcomes.length === 0) return <p className="quiet">{t("routing.noRules")}</p>;
  return (
    <ol className="outcomes">
      {outcomes.map((outcome) => (
        <li key={outcome.id ?? outcome.name} className="outcome" data-outcome={outcome.outcome}>
          <p className="outcome-head">
            <StateBadge {...LOOKS[outcome.outcome]} tinted={outcome.outcome === "matched"}>
              {t(`routing.outcome.${outcome.outcome}`)}
            </StateBadge>
            {rule === undefined && <span className="outcome-name">{outcome.name}</span>}
          </p>
          <Because outcome={outcome} rule={rule ?? stored.find(({ id }) => id === outcome.id)} />
          {!isBrief && outcome.outcome === "matched" && <Done outcome={outcome} />}
        </li>
      ))}
    </ol>
  );
}

function Because({ outcome: { decidedBy, outcome }, rule }: { outcome: Outcome; rule: unknown }) {
  const { t } = useWords();
  if (outcome !== "matched" && outcome !== "not-matched") return null;
  const decided = decidedBy === undefined ? undefined : decidedIn(rule, decidedBy);
  if (decidedBy === undefined || decided?.leaf === undefined) {
    return outcome === "matched" ? <p className="quiet">{t("routing.becauseEvery")}</p> : null;
  }
  const test = leafText(decided.leaf, t);
  return (
    <p className="quiet">
      {decided.held
        ? decidedBy.form === undefined
          ? t("routing.becauseHeld", { test })
          : t("routing.becauseForm", { test, form: decidedBy.form })
        : t("routing.becauseFailed", { test })}
    </p>
  );
}

/** The text after the changes, and what would be done with it. */
function Done({ outcome: { text, replaced = [], deliveries = [], stop } }: { outcome: Outcome }) {
  const { t } = useWords();
  const times = replaced.reduce((sum, each) => sum + each.times, 0);
  return (
    <>
      {text !== undefined && times > 0 && (
        <div className="outcome-text">
          <span className="quiet">{t("routing.replaced", { count: times })}</span>
          <q>{text}</q>
          {replaced.some(({ stopped }) => stopped) && <span className="outcome-refused">{t("routing.stopped")}</span>}
        </div>
      )}
      {deliveries.length === 0 && <p className="quiet">{t("routing.nothingDone")}</p>}
      {deliveries.length > 0 && (
        <ul className="outcome-deliveries">
          {deliveries.map((delivery, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the destinations of a rule have no other name
            <li key={index}>
              <DeliveryLine delivery={delivery} />
            </li>
          ))}
        </ul>
      )}
      {stop === true && <p className="quiet">{t("routing.stops")}</p>}
    </>
  );
}

function DeliveryLine({ delivery }: { delivery: Schemas["RuleDelivery"] }) {
  const { t } = useWords();
  const { kind, details, recipients, refused } = delivery;
  const word = (name: string): string => (typeof details[name] === "string" ? details[name] : "");
  const known = KINDS.find((each) => each === kind);
  if (known === undefined) return <span className="outcome-refused">{t("routing.nothing", { why: word("why") })}</span>;
  const to = Array.isArray(details.to) ? details.to.join(", ") : word("to");
  const where = [word("name"), word("webhook"), word("url"), word("topic"), word("policy"), to].find(
    (each) => each !== "",
  );
  const body = word("text") === "" ? word("body") : word("text");
  return (
    <>
      <span>
        <strong>{t(`routing.destination.${known}`)}</strong> {kind === "autoReply" ? phoneText(where ?? "") : where}
        {kind === "number" && recipients.length === 0 && phoneText(word("number"))}
        {recipients.length > 0 && kind !== "autoReply" && (
          <span className="quiet"> {t("routing.reaches", { numbers: recipients.map(phoneText).join(", ") })}</span>
        )}
      </span>
      {body !== "" && <q>{body}</q>}
      {refused.map((sentence) => (
        <span key={sentence} className="outcome-refused">
          {sentence}
        </span>
      ))}
    </>
  );
}
