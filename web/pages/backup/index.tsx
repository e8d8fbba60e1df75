import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { answerOf, api, failureOf, type Schemas } from "../../api.ts";
import { useSession } from "../../app/session.tsx";
import { momentText, numberText, sizeText } from "../../format.ts";
import { ErrorState } from "../../parts/error-state.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { StateBadge } from "../../parts/state-badge.tsx";
import { useWords } from "../../words/index.ts";
import { BackupList } from "./backup-list.tsx";
import { BackupSchedule } from "./backup-schedule.tsx";
import { ConfigExport } from "./config-export.tsx";
import { ConfigImport } from "./config-import.tsx";
import { MakeNow } from "./make-now.tsx";
import { BACKUPS_KEY } from "./queries.ts";
import "./backup.css";

type State = Schemas["BackupState"];

/** 1 s while one is made, 30 s else: the gateway makes them at set times, and nothing says so here. */
const BUSY_MS = 1_000;
const IDLE_MS = 30_000;

/** What is kept for the day when the gateway's disk is gone. */
export default function BackupPage() {
  const { t } = useWords();
  const { may } = useSession();
  const query = useQuery({
    queryKey: BACKUPS_KEY,
    queryFn: () => answerOf(api.GET("/api/v1/backups")),
    refetchInterval: ({ state }) => (state.data?.running === undefined ? IDLE_MS : BUSY_MS),
  });
  const { data } = query;
  const failure = failureOf(query);
  return (
    <>
      <PageHeader
        title={t("backup.title")}
        // Not floating on a telephone: it would lie over the help of the fields below.
        actions={data?.items.length !== 0 && <MakeNow isRunning={data?.running !== undefined} />}
      >
        {data === undefined ? t("backup.answerLoading") : <Answer state={data} />}
      </PageHeader>
      <div className="page-body backup">
        {failure !== undefined && (
          <ErrorState title={t("backup.notLoaded")} retry={() => void query.refetch()}>
            {failure.message}
          </ErrorState>
        )}
        {data === undefined && failure === undefined && <Skeleton h={320} />}
        {data !== undefined && <Kept state={data} />}
        {may("general") && <BackupSchedule />}
        <section aria-labelledby="backup-config">
          <h2 id="backup-config">{t("backup.config")}</h2>
          <p className="quiet">{t("backup.configHelp")}</p>
          <ConfigExport />
          <ConfigImport />
        </section>
      </div>
    </>
  );
}

/** Whether there is one of late, and when the next comes, in a sentence. */
function Answer({ state: { last, items, nextAt } }: { state: State }) {
  const { t } = useWords();
  const next = nextAt === undefined ? t("backup.answerNever") : t("backup.answerNext", { time: momentText(nextAt) });
  if (last?.problem !== undefined) return `${t("backup.answerFailed", { time: momentText(last.at) })} ${next}`;
  const newest = items.find(({ kind }) => kind !== "upgrade");
  if (newest === undefined && nextAt === undefined) return t("backup.answerBare");
  if (newest === undefined) return `${t("backup.answerNone")} ${next}`;
  return `${t("backup.answerLast", { time: momentText(newest.madeAt) })} ${next}`;
}

function Kept({ state }: { state: State }) {
  const { t, said } = useWords();
  const { me } = useSession();
  const { running, last, held, items, folder, folderProblem, freeOctets, keep, nextAt } = state;
  return (
    <section className="backup-kept" aria-labelledby="backup-kept">
      <h2 id="backup-kept">{t("backup.kept")}</h2>
      {last?.problem !== undefined && running === undefined && (
        <ErrorState title={t("backup.notMade")}>{said(last.problem)}</ErrorState>
      )}
      {folderProblem !== undefined && <ErrorState title={t("backup.noFolder")}>{said(folderProblem)}</ErrorState>}
      {held > 0 && (
        <p className="backup-held">
          <StateBadge shape="diamond" tone="amber">
            {t("backup.held", { count: held })}
          </StateBadge>{" "}
          <Link href="/messages/sent?state=unknown">{t("backup.heldShow")}</Link>
        </p>
      )}
      {running !== undefined && (
        <p role="status">
          <StateBadge shape="half" tone="accent">
            {t(`backup.step.${running.step}`)}
          </StateBadge>{" "}
          {running.rows > 0 && <span className="quiet">{t("backup.rows", { number: numberText(running.rows) })}</span>}
        </p>
      )}
      <BackupList backups={items} isBusy={running !== undefined} hasTimes={nextAt !== undefined} />
      <p className="quiet backup-where">
        {t("backup.where", { folder })}{" "}
        {freeOctets !== undefined && `${t("backup.free", { size: sizeText(freeOctets) })} `}
        {t("backup.keep", { number: numberText(keep) })} {t("backup.key")} {!me.searchesTexts && t("backup.textKey")}
      </p>
    </section>
  );
}
