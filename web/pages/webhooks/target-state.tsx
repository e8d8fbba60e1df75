import { useQuery } from "@tanstack/react-query";
import { countQuery, latestJobsQuery } from "../../app/jobs.ts";
import { momentText } from "../../format.ts";
import { DamagedState, isDamaged } from "../../parts/damaged.tsx";
import { StateBadge } from "../../parts/state-badge.tsx";
import { useWords } from "../../words/index.ts";
import type { Webhook } from "./queries.ts";

/** Whether a target takes what it is sent: what was given up first, then what waits, then the last delivery. */
export function TargetState({ webhook }: { webhook: Pick<Webhook, "destination" | "enabled" | "warnings"> }) {
  const { t } = useWords();
  const { destination, enabled } = webhook;
  const { data: dead } = useQuery(countQuery("webhook", "dead"));
  const { data: waiting } = useQuery(countQuery("webhook", "waiting"));
  const { data: latest } = useQuery(latestJobsQuery(destination, 1));
  if (isDamaged(webhook)) return <DamagedState />;
  if (dead === undefined || waiting === undefined || latest === undefined) return null;
  const [last] = latest;
  const givenUp = dead.get(destination) ?? 0;
  const waits = waiting.get(destination) ?? 0;
  if (!enabled) {
    return (
      <StateBadge shape="dash" tone="grey">
        {waits === 0 ? t("webhooks.off") : t("webhooks.offWaiting", { count: waits })}
      </StateBadge>
    );
  }
  if (givenUp > 0) {
    return (
      <StateBadge shape="triangle" tone="red">
        {[
          t("webhooks.dead", { count: givenUp }),
          ...(waits > 0 ? [t("webhooks.alsoWaiting", { count: waits })] : []),
        ].join(", ")}
      </StateBadge>
    );
  }
  if (waits > 0) {
    return (
      <StateBadge shape="ring" tone="amber">
        {t("webhooks.waiting", { count: waits })}
      </StateBadge>
    );
  }
  if (last?.finishedAt === undefined) {
    return (
      <StateBadge shape="ring" tone="grey">
        {t("webhooks.nothingSent")}
      </StateBadge>
    );
  }
  return (
    <StateBadge shape="check" tone="green">
      {t("webhooks.delivered", { time: momentText(last.finishedAt) })}
    </StateBadge>
  );
}
