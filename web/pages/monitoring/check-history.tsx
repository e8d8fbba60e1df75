import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { numberText } from "../../format.ts";
import { Sparkline } from "../../parts/chart.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { Timeline } from "../../parts/timeline.tsx";
import { useWords } from "../../words/index.ts";
import { type Check, type CheckResult, resultsQuery } from "./queries.ts";

/** Runs in a row that came to the same. */
interface Stretch {
  /** Of the oldest. */
  at: string;
  ok: boolean;
  /** Of the newest. */
  text: string;
  runs: number;
}

/** Results, oldest first, as stretches: a success is a success; failures are told apart by what was wrong. */
function stretchesOf(results: readonly CheckResult[]): Stretch[] {
  const stretches: Stretch[] = [];
  for (const { at, ok, text } of results) {
    const last = stretches.at(-1);
    if (last !== undefined && last.ok === ok && (ok || last.text === text)) {
      last.runs++;
      last.text = text;
    } else stretches.push({ at, ok, text, runs: 1 });
  }
  return stretches;
}

/** What a check found lately. */
export function CheckHistory({ check }: { check: Check }) {
  const { t } = useWords();
  const { data, error, refetch } = useQuery(resultsQuery(check.id, check.last?.at));
  return (
    <section className="detail-section" aria-label={t("monitoring.history")}>
      <h3>{t("monitoring.history")}</h3>
      {error !== null && data === undefined ? (
        <ErrorState title={t("monitoring.historyNotLoaded")} retry={() => void refetch()}>
          {error.message}
        </ErrorState>
      ) : data === undefined ? (
        <Skeleton h={72} />
      ) : data.length === 0 ? (
        <p className="quiet">{t("monitoring.noHistory")}</p>
      ) : (
        <Results results={data.toReversed()} />
      )}
    </section>
  );
}

function Results({ results }: { results: readonly CheckResult[] }) {
  const { t, said } = useWords();
  const times = results.filter(({ ok }) => ok).map(({ milliseconds }) => milliseconds);
  const last = times.at(-1);
  return (
    <>
      {last !== undefined && times.length > 1 && (
        <div className="check-times">
          <Sparkline
            values={times}
            width={160}
            label={t("monitoring.timesLabel", { count: times.length, ms: numberText(last) })}
          />
          <span className="quiet">{t("monitoring.times", { ms: numberText(last) })}</span>
        </div>
      )}
      <Timeline
        events={stretchesOf(results).map(({ at, ok, text, runs }) => ({
          key: at,
          at,
          shape: ok ? ("check" as const) : ("triangle" as const),
          tone: ok ? ("green" as const) : ("red" as const),
          sentence: runs === 1 ? said(text) : t("monitoring.stretch", { text: said(text), count: runs }),
        }))}
      />
    </>
  );
}
