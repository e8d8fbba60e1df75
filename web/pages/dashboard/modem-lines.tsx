import { Link } from "wouter";
import { troubleOf } from "../../app/modems.ts";
import { useSession } from "../../app/session.tsx";
import { numberText } from "../../format.ts";
import { Said } from "../../parts/said.tsx";
import { ModemStateBadge } from "../../parts/state-badge.tsx";
import { useWords } from "../../words/index.ts";
import type { Modem } from "./data.ts";

/** Each modem in a line, and what is wrong with it. */
export function ModemLines({ modems }: { modems: readonly Modem[] }) {
  const { t } = useWords();
  const { may } = useSession();
  if (modems.length === 0) return <p className="quiet">{t("dashboard.noModems")}</p>;
  return (
    <ul className="dashboard-lines">
      {modems.map((modem) => (
        <li key={modem.name}>
          <span className="dashboard-line-name">
            {may("sim") ? (
              <Link href={`/modems/${encodeURIComponent(modem.name)}`}>{modem.name}</Link>
            ) : (
              <span>{modem.name}</span>
            )}
          </span>
          <ModemStateBadge state={modem.state} />
          <Facts modem={modem} />
          <Trouble modem={modem} />
        </li>
      ))}
    </ul>
  );
}

/** Network, signal and budget, as far as they are known; in a line of their own, so that all states end at one place. */
function Facts({ modem }: { modem: Modem }) {
  const { t } = useWords();
  const facts = [
    modem.operator,
    modem.signalDbm === undefined ? undefined : t("modems.dbm", { dbm: numberText(modem.signalDbm) }),
    modem.perDay === undefined ? undefined : t("modems.limit.perDay", { count: modem.perDay }),
  ].filter((word) => word !== undefined);
  return facts.length === 0 ? null : <p className="dashboard-line-more">{facts.join(" · ")}</p>;
}

/** What is wrong in the viewer's language; what only the gateway knows, as it says it. */
function Trouble({ modem }: { modem: Modem }) {
  const { t } = useWords();
  const key = troubleOf(modem);
  if (key !== undefined) return <p className="dashboard-line-more">{t(key)}</p>;
  const said = modem.problem ?? modem.notice;
  if (said === undefined) return null;
  return (
    <p className="dashboard-line-more">
      <Said>{said}</Said>
    </p>
  );
}
