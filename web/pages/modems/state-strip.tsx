import { durationText, exactText, momentText, timeText } from "../../format.ts";
import { MODEM_LOOKS } from "../../parts/state-badge.tsx";
import { useWords } from "../../words/index.ts";
import type { ModemHistory } from "./data.ts";

/** How the modem was in the last 24 hours: what the log does not know stays empty. */
export function StateStrip({ history, since }: { history: ModemHistory; since: string }) {
  const { t } = useWords();
  const start = Date.parse(since);
  const spans = history.states.map((span) => ({ ...span, start: Date.parse(span.from), end: Date.parse(span.until) }));
  const now = spans.at(-1)?.end ?? start;
  const known = spans.reduce((sum, { start: from, end }) => sum + end - from, 0);
  const ready = spans.reduce((sum, { state, start: from, end }) => sum + (state === "ready" ? end - from : 0), 0);
  const last = spans.findLast(({ state }) => state !== "ready" && state !== "starting");
  const share = Math.floor((ready / Math.max(1, known)) * 100);
  const place = (from: number, end: number) => ({
    insetInlineStart: `${((from - start) / (now - start)) * 100}%`,
    width: `${((end - from) / (now - start)) * 100}%`,
  });
  return (
    <div className="modem-strip">
      <div className="modem-strip-bar" aria-hidden="true">
        {spans.map(({ state, start: from, end, problem }) => (
          <span
            key={from}
            data-tone={MODEM_LOOKS[state].tone}
            data-calm={state === "ready" || undefined}
            style={place(from, end)}
            title={[`${exactText(from)} – ${timeText(end)}`, t(`parts.modem.${state}`), problem]
              .filter(Boolean)
              .join("\n")}
          />
        ))}
      </div>
      <div className="modem-strip-scale" aria-hidden="true">
        <span>{momentText(since)}</span>
        <span>{t("modems.now")}</span>
      </div>
      <p className="quiet">
        {last !== undefined && last === spans.at(-1)
          ? t("modems.strip.now", { share, state: t(`parts.modem.${last.state}`), from: momentText(last.from) })
          : last === undefined
            ? t("modems.strip.well", { time: durationText(known) })
            : t("modems.strip.last", {
                share,
                state: t(`parts.modem.${last.state}`),
                from: momentText(last.from),
                time: durationText(last.end - last.start),
              })}
      </p>
    </div>
  );
}

type Budget = ModemHistory["budgets"][number];

/** What the SIM has sent of the limit that it comes nearest to. */
export function BudgetMeter({ budgets }: { budgets: readonly Budget[] }) {
  const { t } = useWords();
  const [nearest] = budgets.toSorted((a, b) => b.parts / b.limit - a.parts / a.limit);
  if (nearest === undefined) return null;
  const { parts, limit, period, until } = nearest;
  const tone = parts >= limit ? "red" : parts >= limit * LOW ? "amber" : "accent";
  return (
    <div className="modem-budget" data-tone={tone}>
      <p>
        {t(`modems.spent.${period}`, { count: limit, parts })}
        {parts >= limit && <> {t("modems.spentUntil", { time: momentText(until) })}</>}
      </p>
      <div className="modem-budget-bar" aria-hidden="true">
        <span style={{ width: `${Math.min(100, (parts / limit) * 100)}%` }} />
      </div>
    </div>
  );
}

/** From here on the gateway warns as well. */
const LOW = 0.8;
