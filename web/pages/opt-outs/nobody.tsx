import type { ReactNode } from "react";
import { Link } from "wouter";
import { useSession } from "../../app/session.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { useSettings } from "../../parts/settings/use-settings.ts";
import { useWords } from "../../words/index.ts";

/** What an opt-out is, and how people opt out by themselves. */
export function Nobody({ add }: { add: ReactNode }) {
  const { t } = useWords();
  const { may } = useSession();
  return (
    <EmptyState title={t("optOuts.none")} action={add}>
      <div className="opt-outs-nobody">
        <p>{t("optOuts.noneHelp")}</p>
        {may("general") ? <ByMessage /> : <p>{t("optOuts.askGeneral")}</p>}
      </div>
    </EmptyState>
  );
}

/** Whether an SMS such as STOP opts out, by which words, and where that is set. */
function ByMessage() {
  const { t } = useWords();
  const { described, settings } = useSettings();
  const textOf = (name: string): string => {
    const value = settings?.find((setting) => setting.name === name)?.value;
    // A list that nobody has set is empty.
    if (value === undefined || value.length === 0) {
      return described?.find((description) => description.name === name)?.defaultShown ?? "";
    }
    return Array.isArray(value) ? value.join(", ") : value;
  };
  if (described === undefined || settings === undefined) return null;
  const isOn = textOf("opt-out") === "on";
  return (
    <>
      <p>
        {t(isOn ? "optOuts.isOn" : "optOuts.isOff")}{" "}
        <Link href={`/settings/general?setting=${isOn ? "opt-out-words" : "opt-out"}`}>
          {t(isOn ? "optOuts.changeWords" : "optOuts.switchOn")}
        </Link>
      </p>
      <p className="opt-outs-words">{textOf("opt-out-words")}</p>
    </>
  );
}
