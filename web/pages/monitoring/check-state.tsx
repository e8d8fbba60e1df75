import { momentText } from "../../format.ts";
import { DamagedState, isDamaged } from "../../parts/damaged.tsx";
import { type Shape, StateBadge, type Tone } from "../../parts/state-badge.tsx";
import { useWords } from "../../words/index.ts";
import type { Check } from "./queries.ts";

const LOOKS = {
  up: { shape: "dot", tone: "green" },
  down: { shape: "triangle", tone: "red" },
  unknown: { shape: "ring", tone: "grey" },
  disabled: { shape: "dash", tone: "grey" },
} as const satisfies Record<Check["state"], { shape: Shape; tone: Tone }>;

/** How a check is. */
export function CheckState({ check, tinted = false }: { check: Check; tinted?: boolean }) {
  const { t } = useWords();
  const { state, isFlapping, failuresInRow, since } = check;
  if (isDamaged(check)) return <DamagedState />;
  if (state !== "disabled" && isFlapping) {
    return (
      <StateBadge shape="diamond" tone="amber" tinted={tinted}>
        {t("monitoring.flapping", { state: t(`monitoring.state.${state}`) })}
      </StateBadge>
    );
  }
  const isFailing = state === "up" && failuresInRow > 0;
  return (
    <StateBadge {...(isFailing ? ({ shape: "half", tone: "amber" } as const) : LOOKS[state])} tinted={tinted}>
      {isFailing
        ? t("monitoring.failing", { count: failuresInRow })
        : state === "down"
          ? t("monitoring.downSince", { time: momentText(since) })
          : t(`monitoring.state.${state}`)}
    </StateBadge>
  );
}
