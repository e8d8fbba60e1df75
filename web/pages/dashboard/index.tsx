import { Skeleton } from "@mantine/core";
import { Link } from "wouter";
import { useSession } from "../../app/session.tsx";
import { durationText, numberText } from "../../format.ts";
import { ErrorState } from "../../parts/error-state.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { useWords } from "../../words/index.ts";
import { Alarms } from "./alarms.tsx";
import { Charts } from "./charts.tsx";
import { useDashboard } from "./data.ts";
import { Failures } from "./failures.tsx";
import { ModemLines } from "./modem-lines.tsx";
import "./dashboard.css";

/** How things are: modems, what waits, what was sent, what failed. */
export default function DashboardPage() {
  const { t } = useWords();
  const { may } = useSession();
  const { modems, waiting, failed, statistics } = useDashboard();
  const all = [modems, waiting, failed, statistics];
  const broken = all.find(({ error, data }) => error !== null && data === undefined);
  const ready = modems.data?.items.filter(({ state }) => state === "ready").length ?? 0;
  const modemCount = modems.data?.items.length ?? 0;
  return (
    <>
      <PageHeader title={t("dashboard.title")}>
        {modems.data !== undefined && waiting.data !== undefined && (
          <>
            <MaybeLink href="/modems" isLink={may("sim")}>
              {t("dashboard.ready", { count: modemCount, ready })}
            </MaybeLink>{" "}
            <Link href="/messages/queue">{waitingText(waiting.data, t)}</Link>
          </>
        )}
      </PageHeader>
      <div className="page-body dashboard">
        {broken !== undefined && (
          <ErrorState
            title={t("dashboard.notLoaded")}
            retry={() => {
              for (const each of all) void each.refetch();
            }}
          >
            {broken.error?.message}
          </ErrorState>
        )}
        {may("alarms") && <Alarms />}
        {statistics.data !== undefined && <Charts statistics={statistics.data} />}
        {statistics.data === undefined && broken === undefined && <Skeleton h={260} />}
        <div className="dashboard-columns">
          <section aria-labelledby="dashboard-modems">
            <h2 id="dashboard-modems">{t("modems.title")}</h2>
            {modems.data === undefined && broken === undefined && <Skeleton h={72} />}
            {modems.data !== undefined && <ModemLines modems={modems.data.items} />}
          </section>
          <section aria-labelledby="dashboard-failures">
            <h2 id="dashboard-failures">{t("dashboard.failures")}</h2>
            {failed.data === undefined && broken === undefined && <Skeleton h={72} />}
            {failed.data !== undefined && <Failures messages={failed.data.items} />}
          </section>
        </div>
      </div>
    </>
  );
}

const MaybeLink = ({ href, isLink, children }: { href: string; isLink: boolean; children: string }) =>
  isLink ? <Link href={href}>{children}</Link> : <span>{children}</span>;

function waitingText(
  waiting: { count: number; isMore: boolean; oldest: { createdAt: string } | undefined },
  t: ReturnType<typeof useWords>["t"],
): string {
  const { count, isMore, oldest } = waiting;
  if (oldest === undefined) return t("dashboard.nothingWaits");
  const age = durationText(Date.now() - Date.parse(oldest.createdAt));
  return isMore ? t("dashboard.waitMany", { least: numberText(count), age }) : t("dashboard.wait", { count, age });
}
