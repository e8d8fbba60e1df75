import { phoneText } from "../../format.ts";
import type { Recipient } from "../../parts/recipient-field.tsx";
import { useWords } from "../../words/index.ts";
import { reasonText } from "./refusals.tsx";
import type { Reach } from "./use-preview.ts";

const SHOWN = 3;

/** Under the recipients: who a group is at the moment, and who would not get it. */
export function Reached({ reach, to }: { reach: Reach; to: readonly Recipient[] }) {
  const { t } = useWords();
  const { recipients, refused, alarms } = reach;
  const hasGroup = to.some(({ kind }) => kind === "group");
  const names = recipients.slice(0, SHOWN).flatMap(({ name, to: number }) => name ?? (number ? phoneText(number) : []));
  const others = recipients.length - names.length;
  return (
    <>
      {hasGroup && names.length > 0 && (
        <span>
          {t("send.reaches", { names: names.join(", ") })}
          {others > 0 && ` ${t("send.others", { count: others })}`}
        </span>
      )}
      {alarms.map(({ policy = "", calls = [] }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two groups may have one policy.
        <span key={`${at} ${policy}`}>
          {calls.length === 0 ? t("send.alarm", { policy }) : t("send.alarmCalls", { policy, names: calls.join(", ") })}
        </span>
      ))}
      {refused.slice(0, SHOWN).map((each, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: several members of one group may look the same.
        <span key={`${at} ${each.to} ${each.reason}`} className="send-refused">
          {reasonText(each, t)}
        </span>
      ))}
      {refused.length > SHOWN && (
        <span className="send-refused">{t("send.refusedMore", { count: refused.length - SHOWN })}</span>
      )}
    </>
  );
}
