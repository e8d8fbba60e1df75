import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { Link, useLocation, useRoute } from "wouter";
import { useJobCounts } from "../../app/jobs.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { idIn } from "../../parts/id-in.ts";
import { List } from "../../parts/list.tsx";
import { ListDetail } from "../../parts/list-detail.tsx";
import { NoSuch } from "../../parts/no-such.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { useWords } from "../../words/index.ts";
import { AddWebhook } from "./add-webhook.tsx";
import { type Webhook, webhooksQuery } from "./queries.ts";
import { TargetState } from "./target-state.tsx";
import { WebhookDetail } from "./webhook-detail.tsx";
import "./webhooks.css";

/** Addresses that are told of events, signed. */
export default function WebhooksPage() {
  const { t } = useWords();
  const [, navigate] = useLocation();
  const [, route] = useRoute("/webhooks/:id");
  const isNew = route?.id === "new";
  const place = isNew ? undefined : route?.id;
  const id = place === undefined ? undefined : idIn(place);
  const back = useCallback(() => navigate("/webhooks"), [navigate]);
  useJobCounts();
  const { data, error, isPending, refetch } = useQuery(webhooksQuery);
  const rows = data ?? [];
  const add = (
    <Button variant="filled" onClick={() => navigate("/webhooks/new")}>
      {t("webhooks.add")}
    </Button>
  );
  const events = (webhook: Webhook) =>
    webhook.events.length === 0 ? t("webhooks.rulesOnly") : t("webhooks.eventCount", { count: webhook.events.length });
  return (
    <ListDetail
      onClose={back}
      detail={
        id !== undefined ? (
          <WebhookDetail key={id} id={id} onClose={back} />
        ) : (
          place !== undefined && <NoSuch id={place} onClose={back} />
        )
      }
    >
      <PageHeader
        title={t("webhooks.title")}
        primary={add}
        actions={
          <Button component={Link} href="/deliveries?kind=webhook">
            {t("webhooks.deliveries")}
          </Button>
        }
      >
        {data === undefined ? t("webhooks.answerLoading") : <Answer webhooks={data} />}
      </PageHeader>
      <List
        label={t("webhooks.title")}
        source={{
          rows,
          isLoading: isPending,
          isLoadingMore: false,
          hasMore: false,
          loadMore: () => undefined,
          error,
          retry: () => void refetch(),
        }}
        keyOf={(webhook) => webhook.id}
        columns={[
          { key: "name", head: t("webhooks.name"), width: "minmax(0, 0.7fr)", show: ({ name }) => name },
          { key: "url", head: t("webhooks.url"), width: "minmax(0, 1.3fr)", show: ({ url }) => url },
          { key: "events", head: t("webhooks.events"), width: "8rem", show: events },
          {
            key: "state",
            head: t("webhooks.state"),
            width: "13rem",
            show: (webhook) => <TargetState webhook={webhook} />,
          },
        ]}
        narrow={(webhook) => ({
          who: webhook.name,
          when: events(webhook),
          text: webhook.url,
          state: <TargetState webhook={webhook} />,
        })}
        opened={id}
        onOpen={(webhook) => navigate(`/webhooks/${webhook.id}`)}
        empty={
          <EmptyState title={t("webhooks.none")} action={add}>
            {t("webhooks.noneHelp")}
          </EmptyState>
        }
        failed={t("webhooks.notLoaded")}
      />
      <AddWebhook opened={isNew} onClose={back} onAdded={(webhook) => navigate(`/webhooks/${webhook.id}`)} />
    </ListDetail>
  );
}

function Answer({ webhooks }: { webhooks: readonly Webhook[] }) {
  const { t } = useWords();
  if (webhooks.length === 0) return t("webhooks.answerNone");
  const off = webhooks.filter(({ enabled }) => !enabled).length;
  return [
    t("webhooks.answer", { count: webhooks.length }),
    ...(off > 0 ? [t("webhooks.answerOff", { count: off })] : []),
  ].join(" ");
}
