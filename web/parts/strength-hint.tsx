import { useWords } from "../words/index.ts";
import { type Strength, strengthOf } from "./password-strength.ts";
import { StateBadge, type Tone } from "./state-badge.tsx";

const TONES: Readonly<Record<Strength, Tone>> = {
  none: "grey",
  short: "red",
  name: "red",
  weak: "amber",
  fair: "green",
  strong: "green",
};
const SHAPES = { grey: "ring", red: "triangle", amber: "diamond", green: "dot", accent: "half" } as const;

/** Below the field of a new password: how hard it is to guess. */
export function StrengthHint({ password, name }: { password: string; name: string }) {
  const { t } = useWords();
  const strength = strengthOf(password, name);
  const tone = TONES[strength];
  return (
    <p className="field-hint" role="status">
      <StateBadge shape={SHAPES[tone]} tone={tone}>
        {t(`parts.strength.${strength}`)}
      </StateBadge>
    </p>
  );
}
