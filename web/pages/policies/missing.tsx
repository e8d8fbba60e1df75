import type { Policy } from "../../app/alarms.ts";
import { Said } from "../../parts/said.tsx";
import { StateBadge } from "../../parts/state-badge.tsx";
import { useWords } from "../../words/index.ts";

/** Whom the policy names that is not there, or not yet, whom it cannot reach, and who has opted out: nobody is called by these. */
export function Missing({ policy }: { policy: Policy }) {
  const { t } = useWords();
  const { warnings = [], optedOut = [] } = policy;
  if (warnings.length + optedOut.length === 0) return undefined;
  return (
    <ul className="policy-missing state-sentence">
      {warnings.map(({ pointer, message }) => (
        <li key={`${pointer} ${message}`}>
          <StateBadge shape="diamond" tone="amber">
            {NOT_THERE.test(message) ? (
              t(`policies.missing.${kindOf(pointer)}`, { name: valueAt(policy, pointer) })
            ) : (
              <>
                {placeOf(pointer) !== undefined && t("policies.warning.step", { step: placeOf(pointer) ?? 0 })}{" "}
                <Said>{message}</Said>
              </>
            )}
          </StateBadge>
        </li>
      ))}
      {optedOut.map((name) => (
        <li key={name}>
          <StateBadge shape="diamond" tone="amber">
            {t("policies.optedOut", { name })}
          </StateBadge>
        </li>
      ))}
    </ul>
  );
}

const NOT_THERE = /^no \w+ has this name/;

/** Of which step it is. */
function placeOf(pointer: string): number | undefined {
  const [, at] = /^\/steps\/(\d+)\//.exec(pointer) ?? [];
  return at === undefined ? undefined : Number(at) + 1;
}

/** By the last word of `/steps/0/notify/1/onCall`. */
function kindOf(pointer: string): "contact" | "group" | "webhook" {
  const field = pointer.slice(pointer.lastIndexOf("/") + 1);
  return field === "contact" || field === "webhook" ? field : "group";
}

/** What stands at a place (RFC 6901). */
function valueAt(policy: Policy, pointer: string): string {
  let value: unknown = policy;
  for (const word of pointer.split("/").slice(1))
    value = typeof value === "object" && value !== null ? (value as Record<string, unknown>)[word] : undefined;
  return typeof value === "string" ? value : "";
}
