import type { Policy } from "../../app/alarms.ts";
import { listText } from "../../format.ts";
import { useWords } from "../../words/index.ts";
import { addressesOf, ENDS, entryOf, WAYS, WHOM } from "./draft.ts";
import { useTimes } from "./times.ts";

/** A policy as steps, one below the other: whom, how, and how long each has time. */
export function Picture({ policy }: { policy: Policy }) {
  const { t } = useWords();
  const times = useTimes();
  const { steps, rounds, unanswered, notResolvedAfterSeconds, tellResolved } = policy;
  const way = useWayWords();
  return (
    <div className="policy-picture">
      <ol>
        {steps.map(({ notify, by, waitSeconds }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a stored policy's steps have nothing but their place
          <li key={index} className="policy-step">
            <span className="policy-place" aria-hidden="true">
              {index + 1}
            </span>
            <div className="policy-words">
              <strong>{listText(notify.map((each) => whomText(each, t)))}</strong>
              <span>{way(by)}</span>
              <span className="quiet">{t("policies.waits", { time: times(waitSeconds) })}</span>
            </div>
          </li>
        ))}
      </ol>
      <ul className="policy-after">
        <li>{t("policies.rounds", { count: rounds })}</li>
        <li>
          {unanswered.length === 0
            ? t("policies.endNothing")
            : t("policies.end", { what: listText(unanswered.map((each) => endText(each, t))) })}
        </li>
        <li>
          {notResolvedAfterSeconds === undefined
            ? t("policies.staysTaken")
            : t("policies.opensAgain", { time: times(notResolvedAfterSeconds) })}
        </li>
        <li>{t(tellResolved ? "policies.tellsResolved" : "policies.tellsNotResolved")}</li>
      </ul>
    </div>
  );
}

type T = ReturnType<typeof useWords>["t"];

/** `whoever is on call in admins` */
export function whomText(notify: object, t: T): string {
  const [whom, name] = entryOf(notify, WHOM, "contact");
  return t(`policies.whomText.${whom}`, { name: String(name) });
}

function endText(end: object, t: T): string {
  const [kind, value] = entryOf(end, ENDS, "group");
  return t(`policies.endText.${kind}`, {
    name: kind === "email" ? listText(addressesOf(value)) : String(value),
  });
}

/** How somebody is told, in words. */
function useWayWords(): (by: readonly string[]) => string {
  const { t } = useWords();
  return (by) =>
    WAYS.filter((way) => by.includes(way))
      .map((way) => t(`policies.way.${way}`))
      .join(" · ");
}
