import { Button, Progress, Skeleton } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useLocation } from "wouter";
import { ApiError } from "../../api.ts";
import { useSession } from "../../app/session.tsx";
import { useTitle } from "../../app/title.ts";
import { momentText } from "../../format.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { StateBadge } from "../../parts/state-badge.tsx";
import { useWords } from "../../words/index.ts";
import { fileOf, type KeptPlan, keepPlan, planOf } from "./import-kept.ts";
import { type Counts, carryOut, changing, type Import, makePlan, useImport } from "./import-queries.ts";
import { PlanRows } from "./plan-rows.tsx";
import { CONTACTS_KEY } from "./queries.ts";

/** An import from its plan to its end. Its address can be come back to for as long as the gateway knows it. */
export function ImportPlanPage({ id }: { id: string }) {
  const { t } = useWords();
  const { data, error, isGone, refetch } = useImport(id);
  const kept = planOf(id);
  const title =
    kept === undefined || kept.name === "" ? t("addressBook.plan") : t("addressBook.planOf", { name: kept.name });
  useTitle(title);
  if (isGone) {
    return (
      <EmptyState
        title={t("addressBook.planGone")}
        action={
          <Button component={Link} href="/address-book/import">
            {t("addressBook.importAgain")}
          </Button>
        }
      >
        {t("addressBook.planGoneHelp")}
      </EmptyState>
    );
  }
  if (data === undefined) {
    return (
      <>
        <PageHeader title={title}>{"\u00a0"}</PageHeader>
        <div className="page-body">
          {error === null ? (
            <Skeleton h={240} />
          ) : (
            <ErrorState title={t("addressBook.planNotLoaded")} retry={() => void refetch()}>
              {error.message}
            </ErrorState>
          )}
        </div>
      </>
    );
  }
  return <Known title={title} its={data} kept={kept} refetch={refetch} />;
}

interface KnownProps {
  title: string;
  its: Import;
  kept: KeptPlan | undefined;
  refetch: () => Promise<{ data: Import | undefined }>;
}

function Known({ title, its, kept, refetch }: KnownProps) {
  const { t } = useWords();
  const { may } = useSession();
  const applying = useApplying({ its, kept, refetch });
  const [isAsked, setAsked] = useState(false);
  const { state, counts, done } = its;
  const total = changing(counts);
  const isRunning = state === "running" || (applying.isBusy && state === "planned");
  const canApply = (state === "planned" || state === "failed") && !isRunning && total > 0 && !applying.isStale;
  const primary = canApply ? (
    <Button variant="filled" onClick={() => (counts.removed > 0 ? setAsked(true) : void applying.apply())}>
      {t("addressBook.apply", { count: total })}
    </Button>
  ) : state === "done" && may("contacts") ? (
    <Button component={Link} variant="filled" href="/address-book">
      {t("addressBook.toBook")}
    </Button>
  ) : undefined;
  return (
    <>
      <PageHeader
        title={title}
        primary={primary}
        actions={
          !isRunning && (
            <Button component={Link} href="/address-book/import">
              {t(state === "done" ? "addressBook.importNext" : "addressBook.importAgain")}
            </Button>
          )
        }
      >
        {isRunning ? t("addressBook.isRunning", { done, total }) : <Summary state={state} counts={counts} />}
      </PageHeader>
      <div className="page-body import-plan">
        {isRunning && (
          <div>
            <Progress.Root size={6}>
              <Progress.Section value={(100 * done) / total} color="accent" aria-label={t("addressBook.progress")} />
            </Progress.Root>
            <p className="quiet">{t("addressBook.runningHelp")}</p>
          </div>
        )}
        <Outcome its={its} applying={applying} isRunning={isRunning} />
        {kept === undefined ? (
          <p className="quiet">{t("addressBook.rowsElsewhere")}</p>
        ) : (
          <PlanRows kept={kept} state={state} />
        )}
      </div>
      <Confirm
        opened={isAsked}
        onClose={() => setAsked(false)}
        title={t("addressBook.applyTitle", { count: counts.removed })}
        action={t("addressBook.apply", { count: total })}
        onConfirm={applying.apply}
      >
        {t("addressBook.applyHelp")}
      </Confirm>
    </>
  );
}

/** What it does to how many, in one sentence. */
function Summary({ state, counts }: { state: Import["state"]; counts: Counts }) {
  const { t } = useWords();
  const parts = (["added", "changed", "removed", "refused", "unchanged"] as const)
    .filter((kind) => counts[kind] > 0)
    .map((kind) => t(`addressBook.count.${kind}`, { count: counts[kind] }));
  const what = parts.length === 0 ? t("addressBook.noRows") : parts.join(", ");
  return t(state === "done" ? "addressBook.hasDone" : "addressBook.wouldDo", { what });
}

interface OutcomeProps {
  its: Import;
  applying: ReturnType<typeof useApplying>;
  isRunning: boolean;
}

/** What came of it, or why nothing did. */
function Outcome({ its: { state, counts, expiresAt }, applying, isRunning }: OutcomeProps) {
  const { t } = useWords();
  const { failure, isStale, isAgain, canLookAgain } = applying;
  if (isStale) {
    return (
      <ErrorState title={t("addressBook.stale")} {...(canLookAgain && { retry: () => void applying.lookAgain() })}>
        {t(canLookAgain ? "addressBook.staleHelp" : "addressBook.staleNoFile")}
      </ErrorState>
    );
  }
  if (failure !== undefined) {
    return (
      <ErrorState title={t("addressBook.notImported")} retry={() => void applying.apply()}>
        {failure}
      </ErrorState>
    );
  }
  if (isRunning) return null;
  if (state === "failed")
    return <ErrorState title={t("addressBook.notImported")}>{t("addressBook.failedHelp")}</ErrorState>;
  if (state === "done") {
    return (
      <p role="status">
        <StateBadge shape="check" tone="green" tinted>
          {t(isAgain ? "addressBook.already" : "addressBook.imported")}
        </StateBadge>
      </p>
    );
  }
  if (changing(counts) === 0)
    return <p>{t(counts.refused > 0 ? "addressBook.allRefused" : "addressBook.nothingToDo")}</p>;
  return <p className="quiet">{t("addressBook.keptUntil", { time: momentText(expiresAt) })}</p>;
}

/** Carries the plan out, and says in words why it was not. */
function useApplying({ its: { id }, kept, refetch }: Pick<KnownProps, "its" | "kept" | "refetch">) {
  const { t } = useWords();
  const { me } = useSession();
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const [isStale, setStale] = useState(false);
  const [isAgain, setAgain] = useState(false);
  const file = fileOf(id);

  async function apply() {
    setBusy(true);
    setFailure(undefined);
    try {
      const { isReplayed } = await carryOut(id, kept?.key);
      setAgain(isReplayed);
      await queries.invalidateQueries({ queryKey: CONTACTS_KEY });
      await refetch();
    } catch (error) {
      const { data: now } = await refetch();
      const status = error instanceof ApiError ? error.status : undefined;
      // Somebody was faster: this user in another tab.
      if (status === 404 && now?.state === "done") setAgain(true);
      else if (status === 409) setStale(true);
      else if (now?.state !== "done") setFailure(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  }

  async function lookAgain() {
    if (file === undefined || kept === undefined) return;
    const { name, existing } = kept;
    try {
      const plan = await makePlan(file, existing);
      keepPlan({ plan, name, existing }, { file, userId: me.id });
      setStale(false);
      navigate(`/address-book/import/${plan.id}`, { replace: true });
    } catch (error) {
      setStale(false);
      setFailure(error instanceof Error ? error.message : t("addressBook.notRead"));
    }
  }

  return { apply, lookAgain, isBusy, failure, isStale, isAgain, canLookAgain: file !== undefined };
}
