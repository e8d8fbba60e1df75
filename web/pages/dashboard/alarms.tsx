import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { openAlarmsQuery } from "../../app/alarms.ts";
import { AlarmHolder, AlarmStateBadge } from "../../parts/alarm-state.tsx";
import { useWords } from "../../words/index.ts";

/** More are on their own page. */
const SHOWN = 5;

/** What is wrong and who has it; nothing while nothing is. */
export function Alarms() {
  const { t } = useWords();
  const { data = [] } = useQuery(openAlarmsQuery);
  if (data.length === 0) return null;
  return (
    <section aria-labelledby="dashboard-alarms">
      <h2 id="dashboard-alarms">{t("dashboard.alarms")}</h2>
      <ul className="dashboard-alarms">
        {data.slice(0, SHOWN).map((alarm) => (
          <li key={alarm.id}>
            <Link className="dashboard-alarm" href={`/alarms/${alarm.id}`}>
              <AlarmStateBadge alarm={alarm} />
              <span className="dashboard-alarm-title">{alarm.title}</span>
              <span className="quiet">
                <AlarmHolder alarm={alarm} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {data.length > SHOWN && <Link href="/alarms">{t("dashboard.allAlarms", { count: data.length })}</Link>}
    </section>
  );
}
