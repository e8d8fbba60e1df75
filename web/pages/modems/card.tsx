import { Skeleton } from "@mantine/core";
import { Link } from "wouter";
import { Sparkline } from "../../parts/chart.tsx";
import { ModemStateBadge } from "../../parts/state-badge.tsx";
import { useWords } from "../../words/index.ts";
import { type Modem, type ModemHistory, PERIODS } from "./data.ts";
import { Signal } from "./signal.tsx";
import { BudgetMeter, StateStrip } from "./state-strip.tsx";
import { Trouble } from "./trouble.tsx";

interface ModemCardProps {
  modem: Modem;
  /** Undefined while it is not known. */
  sent: { hours: readonly number[]; today: number } | undefined;
  /** Undefined while it is not known. */
  history: { since: string; of: ModemHistory | undefined } | undefined;
  onPin: () => void;
}

/** One modem at a glance. */
export function ModemCard({ modem, sent, history, onPin }: ModemCardProps) {
  const { t } = useWords();
  const id = `modem-${modem.name}`;
  const network = [modem.operator, modem.technology].filter((word) => word !== undefined).join(" · ");
  const today = sent?.today ?? 0;
  const budgets = history?.of?.budgets ?? [];
  const hasBudget = budgets.length > 0;
  return (
    <article className="modem-card" aria-labelledby={id}>
      <header>
        <h2 id={id}>
          <Link href={`/modems/${encodeURIComponent(modem.name)}`}>{modem.name}</Link>
        </h2>
        <ModemStateBadge state={modem.state} />
      </header>
      <p className="modem-card-network">
        <span>{network === "" ? t("modems.noNetwork") : network}</span>
        <Signal dbm={modem.signalDbm} />
      </p>
      <div className="modem-card-sent">
        <p>
          <Link href={`/messages/sent?modem=${encodeURIComponent(modem.name)}`}>
            {t("modems.today", { count: today })}
          </Link>
        </p>
        <Sparkline
          values={sent?.hours ?? Array.from({ length: 24 }, () => 0)}
          label={t("modems.hours", { count: sent?.hours.reduce((sum, hour) => sum + hour, 0) ?? 0 })}
        />
      </div>
      {hasBudget && <BudgetMeter budgets={budgets} />}
      {history?.of === undefined ? <Skeleton h={62} /> : <StateStrip history={history.of} since={history.since} />}
      <Trouble modem={modem} onPin={onPin} />
    </article>
  );
}

/** What its SIM may send, of the limits that the modem itself has. */
export function budgetText(modem: Modem, t: ReturnType<typeof useWords>["t"]): string {
  const limits = PERIODS.flatMap((period) => {
    const parts = modem[period];
    return parts === undefined || parts === 0 ? [] : [t(`modems.limit.${period}`, { count: parts })];
  });
  return limits.length === 0 ? t("modems.noBudget") : limits.join(", ");
}
