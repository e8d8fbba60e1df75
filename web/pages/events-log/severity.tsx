import { StateBadge } from "../../parts/state-badge.tsx";
import { useWords } from "../../words/index.ts";
import type { LoggedEvent } from "./events.ts";

const LOOKS = {
  info: { shape: "ring", tone: "grey" },
  warning: { shape: "diamond", tone: "amber" },
  error: { shape: "triangle", tone: "red" },
} as const;

/** How much an event matters, as word, shape and colour. */
export function Severity({ severity, tinted }: { severity: LoggedEvent["severity"]; tinted?: boolean }) {
  const { t } = useWords();
  return (
    <StateBadge {...LOOKS[severity]} tinted={tinted === true}>
      {t(`eventsLog.severity.${severity}`)}
    </StateBadge>
  );
}
