import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { failureOf } from "../../api.ts";
import { useTitle } from "../../app/title.ts";
import { momentText } from "../../format.ts";
import { Damage, isDamaged } from "../../parts/damaged.tsx";
import { DetailInstead } from "../../parts/detail-instead.tsx";
import { Detail } from "../../parts/list-detail.tsx";
import { StateBadge } from "../../parts/state-badge.tsx";
import { useWords } from "../../words/index.ts";
import { CheckActions } from "./check-actions.tsx";
import { CheckHistory } from "./check-history.tsx";
import { CheckState } from "./check-state.tsx";
import { HeartbeatUrl } from "./heartbeat-url.tsx";
import { type Check, checkQuery } from "./queries.ts";

/** One check: how it is, what it found, what one can do. */
export function CheckDetail({ id, onClose }: { id: number; onClose: () => void }) {
  const { t, said } = useWords();
  /** When it ran last, while another run is waited for. */
  const [ranAt, setRanAt] = useState<string>();
  const query = useQuery(checkQuery(id, { isRunning: ranAt !== undefined }));
  const { data, refetch } = query;
  const error = failureOf(query);
  useTitle(data === undefined ? t("monitoring.title") : data.data.name);
  if (ranAt !== undefined && data !== undefined && (data.data.last?.at ?? "") !== ranAt) setRanAt(undefined);
  if (error !== undefined || data === undefined) {
    return (
      <DetailInstead
        title={t("monitoring.title")}
        error={error}
        notLoaded={t("monitoring.oneNotLoaded")}
        retry={refetch}
        onClose={onClose}
      />
    );
  }
  const { data: check, etag } = data;
  const facts = [
    [t("monitoring.looksAt"), looksAt(check, t("monitoring.kind.heartbeat"))],
    [t("monitoring.found"), check.last === undefined ? t("monitoring.notRun") : said(check.last.text)],
    ...(check.last === undefined ? [] : [[t("monitoring.lastRun"), momentText(check.last.at)] as const]),
    ...(check.state === "disabled" ? [] : [[t("monitoring.nextRun"), momentText(check.nextAt)] as const]),
    [t("monitoring.notify"), <Notified key="notified" check={check} />],
    ...(check.lastBeatAt === undefined ? [] : [[t("monitoring.lastBeat"), momentText(check.lastBeatAt)] as const]),
  ] as const;
  return (
    <Detail
      title={check.name}
      answer={isDamaged(check) ? <Damage of={check} /> : <CheckState check={check} tinted />}
      onClose={onClose}
      {...(!isDamaged(check) && { facts })}
      actions={
        <CheckActions
          check={check}
          etag={etag}
          isRunning={ranAt !== undefined}
          onRun={() => setRanAt(check.last?.at ?? "")}
          onGone={onClose}
        />
      }
    >
      {check.heartbeatPath !== undefined && <HeartbeatUrl check={check} />}
      <CheckHistory check={check} />
    </Detail>
  );
}

/** Whom it tells, or that this is not there. */
function Notified({ check: { notify, warnings } }: { check: Check }) {
  const { t } = useWords();
  const name = notify?.group ?? notify?.policy;
  if (name === undefined) return t("monitoring.notify.nobody");
  if (warnings === undefined) return name;
  return (
    <span className="state-sentence">
      <StateBadge shape="diamond" tone="amber">
        {t(notify?.group === undefined ? "monitoring.noSuchPolicy" : "monitoring.noSuchGroup", { name })}
      </StateBadge>
    </span>
  );
}

function looksAt({ probe }: Check, heartbeat: string): string {
  const { ping, tcp, http, heartbeat: beat } = probe as Partial<Record<string, Record<string, unknown>>>;
  if (ping !== undefined) return `ping ${String(ping.host)}`;
  if (tcp !== undefined) return `${String(tcp.host)}:${String(tcp.port)}`;
  if (http !== undefined) return String(http.url);
  return beat === undefined ? "–" : heartbeat;
}
