import { Button, Skeleton, Switch, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { Link } from "wouter";
import { api, failureOf, taggedAnswerOf } from "../../api.ts";
import { latestJobsQuery } from "../../app/jobs.ts";
import { useTitle } from "../../app/title.ts";
import { briefText, momentText } from "../../format.ts";
import { Damage, isDamaged } from "../../parts/damaged.tsx";
import { DetailInstead } from "../../parts/detail-instead.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { Form } from "../../parts/form.tsx";
import { JobStateBadge, JobStory } from "../../parts/job-state.tsx";
import { Detail } from "../../parts/list-detail.tsx";
import { changedFields } from "../../parts/merge.ts";
import { useWords } from "../../words/index.ts";
import { EventBoxes, isAddress, OrderedSwitch } from "./fields.tsx";
import { WEBHOOKS_KEY, type Webhook, webhookQuery } from "./queries.ts";
import { TargetState } from "./target-state.tsx";
import { WebhookActions } from "./webhook-actions.tsx";

/** A target: what it was sent, what it gets, its secret. */
export function WebhookDetail({ id, onClose }: { id: number; onClose: () => void }) {
  const { t } = useWords();
  const query = useQuery(webhookQuery(id));
  const { data, refetch } = query;
  const error = failureOf(query);
  useTitle(data === undefined ? t("webhooks.title") : data.data.name);
  if (error !== undefined || data === undefined) {
    return (
      <DetailInstead
        title={t("webhooks.title")}
        error={error}
        notLoaded={t("webhooks.oneNotLoaded")}
        retry={refetch}
        onClose={onClose}
      />
    );
  }
  const { data: webhook, etag } = data;
  const facts = [
    [t("webhooks.secret"), t("webhooks.secretMade", { time: momentText(webhook.secretCreatedAt) })],
    ...(webhook.oldSecretUntil === undefined
      ? []
      : [[t("webhooks.oldSecret"), t("webhooks.oldUntil", { time: momentText(webhook.oldSecretUntil) })] as const]),
  ] as const;
  return (
    <Detail
      title={webhook.name}
      answer={isDamaged(webhook) ? <Damage of={webhook} /> : <TargetState webhook={webhook} />}
      onClose={onClose}
      {...(!isDamaged(webhook) && { facts })}
      actions={<WebhookActions webhook={webhook} etag={etag} onGone={onClose} />}
    >
      <Latest webhook={webhook} />
      <section className="detail-section" aria-label={t("webhooks.settings")}>
        <h3>{t("webhooks.settings")}</h3>
        <Settings webhook={webhook} etag={etag} />
      </section>
    </Detail>
  );
}

const SHOWN = 5;

/** What it was sent last. */
function Latest({ webhook }: { webhook: Webhook }) {
  const { t } = useWords();
  const { destination } = webhook;
  const { data, error, refetch } = useQuery(latestJobsQuery(destination, SHOWN));
  const all = `/deliveries?destination=${encodeURIComponent(destination)}`;
  return (
    <section className="detail-section" aria-label={t("webhooks.latest")}>
      <h3>{t("webhooks.latest")}</h3>
      {error !== null && data === undefined ? (
        <ErrorState title={t("webhooks.latestNotLoaded")} retry={() => void refetch()}>
          {error.message}
        </ErrorState>
      ) : data === undefined ? (
        <Skeleton h={72} />
      ) : data.length === 0 ? (
        <p className="quiet">{t("webhooks.noDelivery")}</p>
      ) : (
        <>
          <ul className="webhook-deliveries">
            {data.map((job) => (
              <li key={job.id}>
                <Link href={`/deliveries/${job.id}?destination=${encodeURIComponent(destination)}`}>
                  <JobStateBadge job={job} />
                  <span className="webhook-delivery-story">
                    <JobStory job={job} />
                  </span>
                  <span className="quiet">{briefText(job.createdAt)}</span>
                </Link>
              </li>
            ))}
          </ul>
          <div className="webhook-links">
            <Button component={Link} href={all}>
              {t("webhooks.allDeliveries")}
            </Button>
          </div>
        </>
      )}
    </section>
  );
}

type Shown = Pick<Webhook, "url" | "events" | "enabled" | "ordered">;

function Settings({ webhook, etag }: { webhook: Webhook; etag: string }) {
  const { t } = useWords();
  const queries = useQueryClient();
  const { url, events, enabled, ordered } = webhook;
  const form = useForm({
    initialValues: { url, events, enabled, ordered },
    validate: { url: (value) => (isAddress(value) ? null : t("webhooks.urlWrong")) },
  });
  const match = useRef(etag);
  const isDirty = form.isDirty();
  // What was changed elsewhere is shown, unless somebody writes here: then the gateway refuses the older state.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the form is another object each time
  useEffect(() => {
    if (isDirty) return;
    match.current = etag;
    form.setInitialValues({ url, events, enabled, ordered });
    form.setValues({ url, events, enabled, ordered });
  }, [isDirty, etag]);
  async function save(values: Shown, before: Shown) {
    const { url: address, ...rest } = changedFields(before, values);
    const { etag: next } = await taggedAnswerOf(
      api.PATCH("/api/v1/webhooks/{id}", {
        params: { path: { id: webhook.id } },
        headers: { "if-match": match.current },
        body: { ...rest, ...(address !== undefined && { url: address.trim() }) },
      }),
    );
    match.current = next;
    await queries.invalidateQueries({ queryKey: WEBHOOKS_KEY });
  }
  async function latest(): Promise<Shown> {
    const { data, etag: next } = await queries.fetchQuery({ ...webhookQuery(webhook.id), staleTime: 0 });
    match.current = next;
    return { url: data.url, events: data.events, enabled: data.enabled, ordered: data.ordered };
  }
  return (
    <Form form={form} onSave={save} latest={latest} saved={t("webhooks.saved", { name: webhook.name })}>
      <div className="sheet-form">
        <Switch
          label={t("webhooks.enabled")}
          description={t("webhooks.enabledHelp")}
          {...form.getInputProps("enabled", { type: "checkbox" })}
        />
        <TextInput
          type="url"
          label={t("webhooks.url")}
          description={t("webhooks.urlHelp")}
          autoComplete="off"
          {...form.getInputProps("url")}
        />
        <EventBoxes value={form.values.events} onChange={(value) => form.setFieldValue("events", value)} />
        <OrderedSwitch checked={form.values.ordered} onChange={(value) => form.setFieldValue("ordered", value)} />
      </div>
    </Form>
  );
}
