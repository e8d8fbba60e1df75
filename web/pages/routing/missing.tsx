import { Damage, isDamaged } from "../../parts/damaged.tsx";
import { StateBadge } from "../../parts/state-badge.tsx";
import { useWords } from "../../words/index.ts";
import type { Rule } from "./queries.ts";

/** What a rule names that is not there, or not yet: it does nothing by these names. Or that it was damaged. */
export function Missing({ warnings = [], of }: { warnings: Rule["warnings"]; of: object }) {
  const { t } = useWords();
  if (warnings.length === 0) return undefined;
  if (isDamaged({ warnings })) return <Damage of={{ warnings }} />;
  return (
    <ul className="rule-missing state-sentence">
      {warnings.map(({ pointer }) => (
        <li key={pointer}>
          <StateBadge shape="diamond" tone="amber">
            {t(`routing.missing.${kindOf(pointer)}`, { name: valueAt(of, pointer) })}
          </StateBadge>
        </li>
      ))}
    </ul>
  );
}

/** By the last word of `/then/0/alarm/policy`, or `/when/and/1/sender/group`. */
function kindOf(pointer: string): "contact" | "group" | "policy" | "webhook" | "sender" {
  const field = pointer.slice(pointer.lastIndexOf("/") + 1);
  if (pointer.startsWith("/when")) return "sender";
  return field === "contact" || field === "webhook" || field === "policy" ? field : "group";
}

/** What stands at a place (RFC 6901). */
function valueAt(json: object, pointer: string): string {
  let value: unknown = json;
  for (const word of pointer.split("/").slice(1))
    value = typeof value === "object" && value !== null ? (value as Record<string, unknown>)[word] : undefined;
  return typeof value === "string" ? value : "";
}
