import { Link } from "wouter";
import { dayText, timeText } from "../../format.ts";
import { Chart } from "../../parts/chart.tsx";
import { useWords } from "../../words/index.ts";
import { type Count, type Counted, sumOf } from "./data.ts";

interface ChartsProps {
  statistics: {
    hours: readonly Count[];
    hoursBefore: readonly Count[];
    days: readonly Count[];
    daysBefore: readonly Count[];
  };
}

const LISTS = {
  sent: "/messages/sent",
  failed: "/messages/sent?state=failed,undelivered,expired",
  received: "/messages/incoming",
} as const satisfies Record<Counted, string>;

/** What was sent, failed and received, beside the same time a week ago. */
export function Charts({ statistics: { hours, hoursBefore, days, daysBefore } }: ChartsProps) {
  const { t } = useWords();
  const names = (["sent", "failed", "received"] as const).filter((name) => days.some((day) => day[name] !== undefined));
  return (
    <>
      <table className="dashboard-counts">
        <thead>
          <tr>
            <td />
            <th scope="col">{t("dashboard.hours24")}</th>
            <th scope="col">{t("dashboard.days7")}</th>
          </tr>
        </thead>
        <tbody>
          {names.map((name) => (
            <tr key={name}>
              <th scope="row">{t(`dashboard.${name}`)}</th>
              <Cell name={name} now={hours} before={hoursBefore} />
              <Cell name={name} now={days} before={daysBefore} />
            </tr>
          ))}
        </tbody>
      </table>
      <div className="dashboard-columns">
        <Chart
          caption={t("dashboard.hoursChart")}
          kind="line"
          x="when"
          points={hours.map((hour, index) => ({
            when: timeText(hour.start),
            sent: hour.sent,
            failed: hour.failed,
            before: hoursBefore[index]?.sent ?? 0,
          }))}
          series={[
            { name: "before", label: t("dashboard.sentBefore"), tone: "grey" },
            { name: "sent", label: t("dashboard.sent"), tone: "accent" },
            { name: "failed", label: t("dashboard.failed"), tone: "red" },
          ]}
        />
        <Chart
          caption={t(names.includes("received") ? "dashboard.daysChart" : "dashboard.daysChartOwn")}
          x="when"
          points={days.map((day) => ({
            when: dayText(day.start).replace(/ \d{4}$/, ""),
            sent: day.sent,
            failed: day.failed,
            received: day.received ?? 0,
          }))}
          series={names.map((name) => ({ name, label: t(`dashboard.${name}`), tone: TONES[name] }))}
        />
      </div>
    </>
  );
}

const TONES = { sent: "accent", failed: "red", received: "grey" } as const;

function Cell({ name, now, before }: { name: Counted; now: readonly Count[]; before: readonly Count[] }) {
  const { t } = useWords();
  const list = LISTS[name];
  const since = now[0]?.start.slice(0, 10) ?? "";
  return (
    <td>
      <Link href={`${list}${list.includes("?") ? "&" : "?"}since=${since}`}>
        {t(`dashboard.count.${name}`, { count: sumOf(now, name) })}
      </Link>
      <span className="quiet">{t("dashboard.before", { count: sumOf(before, name) })}</span>
    </td>
  );
}
