import { Button, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { answerOf, api } from "../../api.ts";
import { useTitle } from "../../app/title.ts";
import { exactText, timeText } from "../../format.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { useWords } from "../../words/index.ts";

/** What the gateway and a modem last said to each other. */
export function TracePage({ name }: { name: string }) {
  const { t } = useWords();
  const title = t("modems.traceOf", { name });
  useTitle(title);
  const { data, error, refetch, isFetching } = useQuery({
    queryKey: ["modems", name, "trace"],
    queryFn: () => answerOf(api.GET("/api/v1/modems/{name}/trace", { params: { path: { name } } })),
  });
  return (
    <>
      <PageHeader
        title={title}
        actions={
          <Button loading={isFetching} onClick={() => void refetch()}>
            {t("modems.traceAgain")}
          </Button>
        }
      >
        {t("modems.traceHelp")} <Link href={`/modems/${encodeURIComponent(name)}`}>{t("modems.back", { name })}</Link>
      </PageHeader>
      <div className="page-body">
        {error !== null && (
          <ErrorState title={t("modems.notLoaded")} retry={() => void refetch()}>
            {error.message}
          </ErrorState>
        )}
        {data === undefined && error === null && <Skeleton h={400} />}
        {data?.items.length === 0 && <EmptyState title={t("modems.traceEmpty")} />}
        {data !== undefined && data.items.length > 0 && (
          <ol className="modem-trace">
            {data.items.map(({ at, direction, line }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name, and are read all at once
              <li key={`${at} ${index}`} data-direction={direction}>
                <time dateTime={at} title={exactText(at)}>
                  {timeText(at)}
                </time>
                <span>{t(direction === "out" ? "modems.traceOut" : "modems.traceIn")}</span>
                <code>{line}</code>
              </li>
            ))}
          </ol>
        )}
      </div>
    </>
  );
}
