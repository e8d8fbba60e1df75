import type { ApiError, Schemas } from "../../api.ts";
import { phoneText } from "../../format.ts";
import { ErrorState } from "../../parts/error-state.tsx";
import { useWords } from "../../words/index.ts";

type Refused = Schemas["Refused"];
type Translate = ReturnType<typeof useWords>["t"];

/** Why somebody does not get it: *On-site team: the group has no members* */
export function reasonText({ to, reason }: Refused, t: Translate): string {
  const why = t(`send.refused.${reason}`);
  return to === undefined ? why : t("send.refusedOne", { name: phoneText(to), why });
}

interface NotSentProps {
  failure: ApiError | undefined;
  /** It is not known whether something was sent. */
  isOpen: boolean;
  /** It has been changed since. */
  isBeside: boolean;
}

/** Nothing was sent: why, for each recipient where that differs. Or nobody knows, and what is safe then. */
export function NotSent({ failure, isOpen, isBeside }: NotSentProps) {
  const { t } = useWords();
  if (isOpen) {
    return (
      <ErrorState title={t("send.open")}>
        <p>{t(isBeside ? "send.openChanged" : "send.openHelp")}</p>
        {failure !== undefined && !failure.isUnanswered && <p>{failure.message}</p>}
      </ErrorState>
    );
  }
  if (failure === undefined) return null;
  const refused = failure.problem?.refused ?? [];
  return (
    <ErrorState title={t("send.notSent")}>
      {refused.length === 0 ? failure.message : <RefusedList refused={refused} />}
    </ErrorState>
  );
}

const MOST_SHOWN = 50;

/** Recipients that nothing is sent to, each with why. */
export function RefusedList({ refused }: { refused: readonly Refused[] }) {
  const { t } = useWords();
  return (
    <ul className="send-refusals">
      {refused.slice(0, MOST_SHOWN).map((each, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: several members of one group may look the same.
        <li key={`${at} ${each.to} ${each.reason}`}>{reasonText(each, t)}</li>
      ))}
      {refused.length > MOST_SHOWN && <li>{t("send.refusedMore", { count: refused.length - MOST_SHOWN })}</li>}
    </ul>
  );
}
