import { Button, Skeleton } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { Link, useLocation } from "wouter";
import { answerOf, api } from "../../api.ts";
import { useLive } from "../../app/live.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { ExportButton } from "../../parts/export-button.tsx";
import { ListDetail } from "../../parts/list-detail.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { CloseCross } from "../../parts/sheet.tsx";
import { useWords } from "../../words/index.ts";
import { ImportRules } from "./import-rules.tsx";
import { RULES_KEY, type Rule, rulesQuery } from "./queries.ts";
import { RuleRows } from "./rule-rows.tsx";
import { Trial } from "./trial.tsx";

/** A message is routed soon after it came in. */
const COUNTED_MS = 700;

/** All rules in their order, and beside them what they would do with a message. */
export function RuleList({ opened }: { opened: "try" | "import" | undefined }) {
  const { t } = useWords();
  const [, navigate] = useLocation();
  const queries = useQueryClient();
  const { data: rules, error, refetch } = useQuery(rulesQuery);
  const back = useCallback(() => navigate("/routing"), [navigate]);
  const again = useCallback(
    () => void queries.invalidateQueries({ queryKey: RULES_KEY, predicate: ({ queryKey }) => queryKey[1] === "list" }),
    [queries],
  );
  const soon = useDebouncedCallback(again, COUNTED_MS);
  useLive(
    "event",
    useCallback(({ kind }) => (kind.startsWith("rule.") ? again() : undefined), [again]),
  );
  useLive("incoming", soon);
  const add = (
    <Button component={Link} href="/routing/new" variant="filled">
      {t("routing.add")}
    </Button>
  );
  const hasRules = rules !== undefined && rules.length > 0;
  return (
    <ListDetail
      onClose={back}
      detail={
        opened === "try" && (
          <article className="detail">
            <header className="detail-header">
              <h2>{t("routing.tryTitle")}</h2>
              <CloseCross onClick={back} />
            </header>
            <p className="quiet">{t("routing.tryHelp")}</p>
            <Trial />
          </article>
        )
      }
    >
      <PageHeader
        title={t("routing.title")}
        primary={hasRules ? add : undefined}
        actions={
          <>
            {hasRules && (
              <Button component={Link} href="/routing/try">
                {t("routing.tryTitle")}
              </Button>
            )}
            <Button component={Link} href="/routing/import">
              {t("routing.import")}
            </Button>
            {hasRules && (
              <ExportButton
                file="aldis-rules.json"
                read={() => answerOf(api.GET("/api/v1/rules/export", { parseAs: "text" }))}
              >
                {t("routing.export")}
              </ExportButton>
            )}
          </>
        }
      >
        {rules === undefined ? t("routing.answerLoading") : <Answer rules={rules} />}
      </PageHeader>
      <div className="page-body rules">
        {error !== null && rules === undefined ? (
          <ErrorState title={t("routing.notLoaded")} retry={() => void refetch()}>
            {error.message}
          </ErrorState>
        ) : rules === undefined ? (
          <Skeleton h={240} />
        ) : rules.length === 0 ? (
          <EmptyState
            title={t("routing.none")}
            action={
              <>
                <Button component={Link} href="/routing/new?example=forward" variant="filled">
                  {t("routing.exampleForward")}
                </Button>
                <Button component={Link} href="/routing/new?example=reply">
                  {t("routing.exampleReply")}
                </Button>
                <Button component={Link} href="/routing/new">
                  {t("routing.exampleNone")}
                </Button>
              </>
            }
          >
            {t("routing.noneHelp")}
          </EmptyState>
        ) : (
          <RuleRows rules={rules} />
        )}
      </div>
      <ImportRules opened={opened === "import"} hasRules={hasRules} onClose={back} />
    </ListDetail>
  );
}

function Answer({ rules }: { rules: readonly Rule[] }) {
  const { t } = useWords();
  if (rules.length === 0) return t("routing.answerNone");
  const off = rules.filter(({ enabled }) => !enabled).length;
  return [
    t("routing.answer", { count: rules.length }),
    ...(off > 0 ? [t("routing.answerOff", { count: off })] : []),
    t("routing.answerOrder"),
  ].join(" ");
}
