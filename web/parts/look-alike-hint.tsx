import { useWords } from "../words/index.ts";
import { likeOf } from "./look-alike.ts";
import { StateBadge } from "./state-badge.tsx";

/** Below the field of a new name: which of those that there are looks like it. */
export function LookAlikeHint({ name, names }: { name: string; names: readonly string[] }) {
  const { t } = useWords();
  const other = likeOf(name, names);
  return (
    <div role="status" className="field-hint">
      {other !== undefined && (
        <StateBadge shape="diamond" tone="amber">
          {t("parts.looksLike", { name: other })}
        </StateBadge>
      )}
    </div>
  );
}
