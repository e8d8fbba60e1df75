import { StateBadge } from "../../parts/state-badge.tsx";
import { useWords } from "../../words/index.ts";
import type { User } from "./queries.ts";

/** Whether a user may sign in. */
export function UserState({ user, tinted }: { user: User; tinted?: boolean }) {
  const { t } = useWords();
  const isTinted = tinted === true;
  if (user.disabled) {
    return (
      <StateBadge shape="dash" tone="grey" tinted={isTinted}>
        {t("users.disabled")}
      </StateBadge>
    );
  }
  return (
    <StateBadge shape="dot" tone="green" tinted={isTinted}>
      {t("users.enabled")}
    </StateBadge>
  );
}
