import { useWords } from "../words/index.ts";
import { asSentence } from "./faults.ts";
import { Said } from "./said.tsx";
import { StateBadge } from "./state-badge.tsx";

/** A rule, check, policy or webhook. */
interface Warned {
  warnings?: readonly { pointer: string; message: string }[] | undefined;
}

const damageOf = ({ warnings = [] }: Warned) => warnings.find(({ pointer }) => pointer === "");

/** Whether it was damaged in the database: what is shown of it is nothing. */
export const isDamaged = (of: Warned): boolean => damageOf(of) !== undefined;

/** In a row of a list: in the place of how it is. */
export function DamagedState() {
  const { t } = useWords();
  return (
    <StateBadge shape="diamond" tone="amber">
      {t("parts.damaged")}
    </StateBadge>
  );
}

/** That it was damaged, and what to do; nothing of any other one. */
export function Damage({ of }: { of: Warned }) {
  const damage = damageOf(of);
  if (damage === undefined) return undefined;
  return (
    <div className="state-sentence">
      <StateBadge shape="diamond" tone="amber">
        <Said>{asSentence(damage.message)}</Said>
      </StateBadge>
    </div>
  );
}
