import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { useJobCounts } from "../../app/jobs.ts";
import { isDamaged } from "../../parts/damaged.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { List } from "../../parts/list.tsx";
import { ListDetail } from "../../parts/list-detail.tsx";
import { useListPlace } from "../../parts/list-place.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { wholeList } from "../../parts/whole-list.ts";
import { useWords } from "../../words/index.ts";
import { AddWebhook } from "./add-webhook.tsx";
import { type Webhook, webhooksQuery } from "./queries.ts";
import { TargetState } from "./target-state.tsx";
import { WebhookDetail } from "./webhook-detail.tsx";
import "./webhooks.css";

/** Addresses that are told of events, signed. */
export default function WebhooksPage() {
  const { t } = useWords();
  const place = useListPlace("/webhooks");
  useJobCounts();
  const webhooks = useQuery(webhooksQuery);
  const add = (
    <Button variant="filled" onClick={place.openNew}>
      {t("webhooks.add")}
    </Button>
  );
  const events = (webhook: Webhook) =>
    isDamaged(webhook)
      ? ""
      : webhook.events.length === 0
        ? t("webhooks.rulesOnly")
        : t("webhooks.eventCount", { count: webhook.events.length });
  return (
    <ListDetail
      onClose={place.back}
      detail={place.detail((id) => <WebhookDetail key={id} id={id} onClose={place.back} />)}
    >
      <PageHeader
        title={t("webhooks.title")}
        primary={webhooks.data?.length === 0 ? undefined : add}
        actions={
          <Button component={Link} href="/deliveries?kind=webhook">
            {t("webhooks.deliveries")}
          </Button>
        }
      >
        {webhooks.data === undefined ? t("webhooks.answerLoading") : <Answer webhooks={webhooks.data} />}
      </PageHeader>
      <List
        label={t("webhooks.title")}
        source={wholeList(webhooks)}
        keyOf={(webhook) => webhook.id}
        columns={[
          { key: "name", head: t("webhooks.name"), width: "minmax(0, 0.7fr)", show: ({ name }) => name },
          { key: "url", head: t("webhooks.url"), width: "minmax(0, 1.3fr)", show: ({ url }) => url },
          { key: "events", head: t("webhooks.events"), width: "8rem", show: events },
          {
            key: "state",
            head: t("webhooks.state"),
            width: "14rem",
            show: (webhook) => <TargetState webhook={webhook} />,
          },
        ]}
        narrow={(webhook) => ({
          who: webhook.name,
          when: events(webhook),
          text: webhook.url,
          state: <TargetState webhook={webhook} />,
        })}
        opened={place.id}
        onOpen={place.open}
        empty={
          <EmptyState title={t("webhooks.none")} action={add}>
            {t("webhooks.noneHelp")}
          </EmptyState>
        }
        failed={t("webhooks.notLoaded")}
      />
      <AddWebhook opened={place.isNew} onClose={place.back} onAdded={place.openAdded} />
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
