import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { failureOf } from "../../api.ts";
import {
  JOBS_KEY,
  type JobWithAttempts,
  jobQuery,
  placeOf,
  removeJob,
  retryJob,
  useJobCounts,
} from "../../app/jobs.ts";
import { useSession } from "../../app/session.tsx";
import { useTitle } from "../../app/title.ts";
import { exactText } from "../../format.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { DetailInstead } from "../../parts/detail-instead.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { attemptText, JobStateBadge, JobStory } from "../../parts/job-state.tsx";
import { Detail } from "../../parts/list-detail.tsx";
import { Timeline, type TimelineEvent } from "../../parts/timeline.tsx";
import { tellDone } from "../../parts/undo.tsx";
import { useWords } from "../../words/index.ts";

/** One delivery: where to, what for, and each attempt with what the receiver answered. */
export function DeliveryDetail({ id, onClose }: { id: number; onClose: () => void }) {
  const { t, said } = useWords();
  useJobCounts();
  const query = useQuery(jobQuery(id));
  const { data: job, refetch } = query;
  const error = failureOf(query);
  useTitle(t("deliveries.one", { id }));
  if (error !== undefined || job === undefined) {
    return (
      <DetailInstead
        title={t("deliveries.title")}
        error={error}
        notLoaded={t("deliveries.oneNotLoaded")}
        retry={refetch}
        onClose={onClose}
      />
    );
  }
  return (
    <Detail
      title={`${t(`deliveries.kind.${job.kind}`)} ${placeOf(job)}`}
      answer={<JobStateBadge job={job} tinted />}
      onClose={onClose}
      facts={[
        [t("deliveries.made"), exactText(job.createdAt)],
        [t("deliveries.because"), <Because key="because" job={job} />],
        [t("deliveries.eventId"), <code key="event">{job.eventId}</code>],
      ]}
      actions={<Actions job={job} onGone={onClose} />}
    >
      <p>
        <JobStory job={job} />
      </p>
      <section aria-label={t("deliveries.attempts")}>
        <h3>{t("deliveries.attempts")}</h3>
        {job.history.length === 0 ? (
          <p className="quiet">{t("deliveries.noAttempt")}</p>
        ) : (
          <Timeline
            events={job.history.map((attempt, index) =>
              eventOf(attempt, index, attempt.error === undefined ? t("deliveries.taken") : said(attempt.error)),
            )}
          />
        )}
      </section>
      <p>
        <Link href={`/deliveries?destination=${encodeURIComponent(job.destination)}`}>{t("deliveries.ofSame")}</Link>
      </p>
    </Detail>
  );
}

type Attempt = JobWithAttempts["history"][number];

function eventOf(attempt: Attempt, index: number, sentence: string): TimelineEvent {
  const { at, error, answer } = attempt;
  return {
    key: `${index} ${at}`,
    at,
    shape: error === undefined ? "check" : "triangle",
    tone: error === undefined ? "green" : "red",
    sentence: (
      <>
        {sentence} <span className="quiet">{attemptText(attempt)}</span>
      </>
    ),
    ...(answer !== undefined && answer !== "" && { raw: answer }),
  };
}

/** What it came from. */
function Because({ job }: { job: JobWithAttempts }) {
  const { t } = useWords();
  const { may } = useSession();
  const { incomingId, ruleId, eventId } = job;
  if (eventId.startsWith("test-")) return t("deliveries.isTest");
  if (incomingId === undefined) return t("deliveries.isEvent");
  return (
    <>
      {may("incoming-messages") ? (
        <Link href={`/messages/incoming/${incomingId}`}>{t("deliveries.incoming", { id: incomingId })}</Link>
      ) : (
        t("deliveries.incoming", { id: incomingId })
      )}
      {ruleId !== undefined && may("message-routing") && (
        <>
          {", "}
          <Link href={`/routing/${ruleId}`}>{t("deliveries.rule", { id: ruleId })}</Link>
        </>
      )}
    </>
  );
}

function Actions({ job, onGone }: { job: JobWithAttempts; onGone: () => void }) {
  const { t } = useWords();
  const queries = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  async function again() {
    setBusy(true);
    setFailure(undefined);
    try {
      await retryJob(job.id);
      tellDone(t("deliveries.again", { count: 1 }));
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
      await queries.invalidateQueries({ queryKey: JOBS_KEY });
    }
  }
  async function remove() {
    await removeJob(job.id);
    onGone();
    await queries.invalidateQueries({ queryKey: JOBS_KEY });
    tellDone(t("deliveries.deleted", { count: 1 }));
  }
  if (job.state === "running") return <span className="quiet">{t("deliveries.isRunning")}</span>;
  return (
    <>
      {job.state !== "delivered" && (
        <Button variant="filled" loading={isBusy} onClick={() => void again()}>
          {t(job.state === "dead" ? "deliveries.sendAgain" : "deliveries.sendNow")}
        </Button>
      )}
      <Button color="red" variant="subtle" onClick={() => setAsking(true)}>
        {t("common.delete")}
      </Button>
      {failure !== undefined && <ErrorState title={t("deliveries.notChanged")}>{failure}</ErrorState>}
      <Confirm
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={t("deliveries.deleteTitle", { count: 1 })}
        action={t("deliveries.delete", { count: 1 })}
        onConfirm={remove}
      >
        {t("deliveries.deleteHelp")}
      </Confirm>
    </>
  );
}
