import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useSearchParams } from "wouter";
import { answerOf, api } from "../../api.ts";
import { changeDead, JOBS_KEY, type Job, placeOf, removeJob, retryJob, useJobCounts } from "../../app/jobs.ts";
import { briefText } from "../../format.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { type Filter, Filters } from "../../parts/filters.tsx";
import { JobStateBadge, JobStory } from "../../parts/job-state.tsx";
import { List } from "../../parts/list.tsx";
import { ListDetail } from "../../parts/list-detail.tsx";
import { useListPlace } from "../../parts/list-place.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { tellDone } from "../../parts/undo.tsx";
import { useCursorList } from "../../parts/use-cursor-list.ts";
import { useOnce } from "../../parts/use-once.ts";
import { useWords } from "../../words/index.ts";
import { DeliveryDetail } from "./delivery-detail.tsx";

const STATES = ["waiting", "running", "delivered", "dead"] as const;
const KINDS = ["webhook", "http", "isms", "email", "mqtt", "alarm"] as const;

/** What left, or should have left, by another way than SMS and Telegram. */
export default function DeliveriesPage() {
  const { t } = useWords();
  const [params] = useSearchParams();
  const keep = params.size === 0 ? "" : `?${params}`;
  const place = useListPlace("/deliveries", keep);
  const state = STATES.find((each) => each === params.get("state"));
  const kind = KINDS.find((each) => each === params.get("kind"));
  const destination = params.get("destination") ?? "";
  const source = useCursorList<Job>({
    queryKey: [...JOBS_KEY, "list", state, kind, destination],
    read: (after, signal) => {
      const query = {
        limit: 100,
        ...(state !== undefined && { state }),
        ...(kind !== undefined && { kind }),
        ...(destination !== "" && { destination }),
        ...(after !== undefined && { after }),
      };
      return answerOf(api.GET("/api/v1/jobs", { params: { query }, signal }));
    },
  });
  const isFiltered = state !== undefined || kind !== undefined || destination !== "";
  const where = (job: Job) => `${t(`deliveries.kind.${job.kind}`)} ${placeOf(job)}`;
  return (
    <ListDetail
      onClose={place.back}
      detail={place.detail((id) => <DeliveryDetail key={id} id={id} onClose={place.back} />)}
    >
      <PageHeader
        title={t("deliveries.title")}
        actions={destination === "" ? undefined : <OfDestination destination={destination} />}
      >
        <Answer />
      </PageHeader>
      <Filters name="deliveries" filters={useFilters()} search={false} />
      <List
        label={t("deliveries.title")}
        source={source}
        keyOf={(job) => job.id}
        columns={[
          {
            key: "state",
            head: t("deliveries.state"),
            width: "9rem",
            show: (job) => <JobStateBadge job={job} />,
          },
          { key: "where", head: t("deliveries.destination"), width: "minmax(0, 1fr)", show: where },
          {
            key: "story",
            head: t("deliveries.story"),
            width: "minmax(0, 1.2fr)",
            show: (job) => <JobStory job={job} />,
          },
          {
            key: "time",
            head: t("deliveries.made"),
            width: "6rem",
            show: (job) => briefText(job.createdAt),
            end: true,
          },
        ]}
        narrow={(job) => ({
          who: where(job),
          when: briefText(job.createdAt),
          text: <JobStory job={job} />,
          state: <JobStateBadge job={job} />,
        })}
        opened={place.id}
        onOpen={place.open}
        bulk={(jobs, clear) => <Bulk jobs={jobs} clear={clear} />}
        empty={
          isFiltered ? (
            <EmptyState
              title={t("deliveries.noneFound")}
              action={
                <Button component={Link} href="/deliveries">
                  {t("deliveries.showAll")}
                </Button>
              }
            />
          ) : (
            <EmptyState title={t("deliveries.none")}>{t("deliveries.noneHelp")}</EmptyState>
          )
        }
        failed={t("deliveries.notLoaded")}
      />
    </ListDetail>
  );
}

function Answer() {
  const { t } = useWords();
  const counts = useJobCounts();
  // The line is there from the start, so that nothing moves.
  if (counts === undefined) return t("deliveries.answerLoading");
  const { waiting, dead } = counts;
  return [
    dead === 0 ? t("deliveries.noneDead") : t("deliveries.dead", { count: dead }),
    waiting === 0 ? t("deliveries.noneWaiting") : t("deliveries.waiting", { count: waiting }),
  ].join(" ");
}

function useFilters(): Filter[] {
  const { t } = useWords();
  return [
    {
      key: "state",
      label: t("deliveries.state"),
      options: STATES.map((value) => ({ value, label: t(`parts.job.${value}`) })),
      one: true,
    },
    {
      key: "kind",
      label: t("deliveries.kind"),
      options: KINDS.map((value) => ({ value, label: t(`deliveries.kind.${value}`) })),
      one: true,
    },
    { key: "destination", label: t("deliveries.destination"), input: "text" },
  ];
}

/** What one can do with all that was given up of one destination. */
function OfDestination({ destination }: { destination: string }) {
  const { t } = useWords();
  const queries = useQueryClient();
  const [asked, setAsked] = useState<"retry" | "delete">();
  async function change() {
    if (asked === undefined) return;
    const count = await changeDead(asked, destination);
    await queries.invalidateQueries({ queryKey: JOBS_KEY });
    tellDone(t(asked === "retry" ? "deliveries.again" : "deliveries.deleted", { count }));
  }
  const isRetry = asked === "retry";
  return (
    <>
      <Button onClick={() => setAsked("retry")}>{t("deliveries.allAgain")}</Button>
      <Button onClick={() => setAsked("delete")}>{t("deliveries.allDelete")}</Button>
      <Confirm
        opened={asked !== undefined}
        onClose={() => setAsked(undefined)}
        title={t(isRetry ? "deliveries.allAgainTitle" : "deliveries.allDeleteTitle", { destination })}
        action={t(isRetry ? "deliveries.allAgain" : "deliveries.allDelete")}
        onConfirm={change}
        destroys={!isRetry}
      >
        {t(isRetry ? "deliveries.againHelp" : "deliveries.deleteHelp")}
      </Confirm>
    </>
  );
}

function Bulk({ jobs, clear }: { jobs: readonly Job[]; clear: () => void }) {
  const { t } = useWords();
  const queries = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const { once, isBusy } = useOnce();
  const dead = jobs.filter(({ state }) => state === "dead");
  const removable = jobs.filter(({ state }) => state !== "running");
  async function each(list: readonly Job[], work: (id: number) => Promise<unknown>, said: string) {
    try {
      for (const { id } of list) await work(id);
      tellDone(said);
    } catch (error) {
      tellDone(error instanceof Error ? error.message : String(error));
    }
    clear();
    await queries.invalidateQueries({ queryKey: JOBS_KEY });
  }
  return (
    <>
      <Button
        size="compact-sm"
        disabled={dead.length === 0}
        title={dead.length === 0 ? t("deliveries.noneOfThese") : undefined}
        loading={isBusy}
        onClick={() => void once(() => each(dead, retryJob, t("deliveries.again", { count: dead.length })))}
      >
        {t("deliveries.sendAgain")}
      </Button>
      <Button size="compact-sm" onClick={() => setAsking(true)}>
        {t("common.delete")}
      </Button>
      <Confirm
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={t("deliveries.deleteTitle", { count: removable.length })}
        action={t("deliveries.delete", { count: removable.length })}
        onConfirm={() => each(removable, removeJob, t("deliveries.deleted", { count: removable.length }))}
      >
        {t("deliveries.deleteHelp")}
      </Confirm>
    </>
  );
}
