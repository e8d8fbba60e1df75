import { Button, Skeleton } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answerOf, api, type Schemas } from "../../api.ts";
import { momentText, numberText } from "../../format.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { StateBadge } from "../../parts/state-badge.tsx";
import { tellDone } from "../../parts/undo.tsx";
import { useWords } from "../../words/index.ts";

type Retention = Schemas["Retention"];
type Removed = Schemas["RemovedRows"];

const KEY = ["retention"];
const PREVIEW = [...KEY, "preview"];
/** 5 s while something is deleted, and half a minute otherwise. */
const LOOK_MS = { running: 5_000, idle: 30_000 } as const;

/** How much there is, what the last run deleted, and a run by hand. */
export function StorageState() {
  const { t } = useWords();
  const { data, error, refetch } = useQuery({
    queryKey: KEY,
    queryFn: () => answerOf(api.GET("/api/v1/retention")),
    refetchInterval: ({ state }) => (state.data?.runningSince === undefined ? LOOK_MS.idle : LOOK_MS.running),
  });
  if (data === undefined && error !== null) {
    return (
      <ErrorState title={t("storage.notLoaded")} retry={() => void refetch()}>
        {error.message}
      </ErrorState>
    );
  }
  if (data === undefined) return <Skeleton h={280} mb={24} />;
  return (
    <section className="storage-state" aria-labelledby="storage-state">
      <h2 id="storage-state">{t("storage.state")}</h2>
      <Size database={data.database} />
      <dl className="storage-kinds">
        {data.kinds.map(({ kind, rows, oldest }) => (
          <div key={kind}>
            <dt>{t(`storage.kind.${kind}`)}</dt>
            <dd>{numberText(rows)}</dd>
            <dd className="quiet">{oldest !== undefined && t("storage.oldest", { time: momentText(oldest) })}</dd>
          </div>
        ))}
      </dl>
      <Runs retention={data} />
      <RunNow isRunning={data.runningSince !== undefined} />
    </section>
  );
}

function Size({ database: { octets, freeOctets = 0, canShrink } }: Pick<Retention, "database">) {
  const { t } = useWords();
  const size = useSize();
  return (
    <>
      <p>
        {freeOctets === 0
          ? t("storage.answer", { size: size(octets) })
          : t("storage.answerFree", { size: size(octets), free: size(freeOctets) })}
      </p>
      {canShrink === false && <p className="quiet">{t("storage.notShrinking")}</p>}
    </>
  );
}

function Runs({ retention: { runningSince, nextRun, last } }: { retention: Retention }) {
  const { t } = useWords();
  const size = useSize();
  return (
    <>
      {runningSince !== undefined && (
        <StateBadge shape="half" tone="amber">
          {t("storage.running", { time: momentText(runningSince) })}
        </StateBadge>
      )}
      {last === undefined ? (
        <p>{t("storage.lastNone")}</p>
      ) : (
        <>
          <p>{t("storage.last", { time: momentText(last.at) })}</p>
          <RemovedList removed={last.removed} />
          {last.freedOctets > 0 && <p>{t("storage.freed", { size: size(last.freedOctets) })}</p>}
          {!last.whole && <p>{t("storage.cutOff")}</p>}
        </>
      )}
      <p>{nextRun === undefined ? t("storage.nextNever") : t("storage.next", { time: momentText(nextRun) })}</p>
    </>
  );
}

function RemovedList({ removed }: { removed: readonly Removed[] }) {
  const { t } = useWords();
  const some = removed.filter(({ count }) => count > 0);
  if (some.length === 0) return <p className="quiet">{t("storage.nothing")}</p>;
  return (
    <ul className="storage-removed">
      {some.map(({ kind, what, count }) => (
        <li key={`${what} ${kind}`}>
          {t(what === "texts" ? "storage.texts" : "storage.rows", {
            kind: t(`storage.kind.${kind}`),
            number: numberText(count),
          })}
        </li>
      ))}
    </ul>
  );
}

/** Says what would go, and has it go. */
function RunNow({ isRunning }: { isRunning: boolean }) {
  const { t } = useWords();
  const queries = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  const preview = useQuery({
    queryKey: PREVIEW,
    queryFn: () => answerOf(api.GET("/api/v1/retention/preview")),
    enabled: isAsked,
    staleTime: 0,
    gcTime: 0,
  });
  const isSome = preview.data?.removed.some(({ count }) => count > 0) === true;
  async function run() {
    await answerOf(api.POST("/api/v1/retention/run"));
    tellDone(t("storage.asked"));
    await queries.invalidateQueries({ queryKey: KEY });
  }
  return (
    <>
      {!isRunning && <Button onClick={() => setAsked(true)}>{t("storage.run")}</Button>}
      <Confirm
        opened={isAsked}
        onClose={() => setAsked(false)}
        title={t("storage.runTitle")}
        action={isSome ? t("storage.run") : undefined}
        onConfirm={run}
      >
        <Preview error={preview.error} removed={preview.data?.removed} />
      </Confirm>
    </>
  );
}

function Preview({ error, removed }: { error: Error | null; removed: readonly Removed[] | undefined }) {
  const { t } = useWords();
  if (error !== null) return <ErrorState title={t("storage.previewFailed")}>{error.message}</ErrorState>;
  if (removed === undefined) return <Skeleton h={60} />;
  return (
    <>
      {removed.some(({ count }) => count > 0) && <p>{t("storage.preview")}</p>}
      <RemovedList removed={removed} />
    </>
  );
}

const MEBIBYTE = 1_048_576;

function useSize(): (octets: number) => string {
  const { t } = useWords();
  return (octets) => t("storage.mebibytes", { number: numberText(Math.round((octets / MEBIBYTE) * 10) / 10) });
}
