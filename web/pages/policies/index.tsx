import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { useLocation, useRoute } from "wouter";
import { policiesQuery } from "../../app/alarms.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { idIn } from "../../parts/id-in.ts";
import { List } from "../../parts/list.tsx";
import { ListDetail } from "../../parts/list-detail.tsx";
import { NoSuch } from "../../parts/no-such.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { Sheet } from "../../parts/sheet.tsx";
import { useWords } from "../../words/index.ts";
import { whomText } from "./picture.tsx";
import { PolicyDetail } from "./policy-detail.tsx";
import { PolicyForm } from "./policy-form.tsx";
import "./policies.css";

/** Who is called about an alarm, in which order. */
export default function PoliciesPage() {
  const { t } = useWords();
  const [, navigate] = useLocation();
  const [, route] = useRoute("/policies/:id");
  const isNew = route?.id === "new";
  const place = isNew ? undefined : route?.id;
  const id = place === undefined ? undefined : idIn(place);
  const back = useCallback(() => navigate("/policies"), [navigate]);
  const { data, error, isPending, refetch } = useQuery(policiesQuery);
  const add = (
    <Button variant="filled" onClick={() => navigate("/policies/new")}>
      {t("policies.add")}
    </Button>
  );
  return (
    <ListDetail
      onClose={back}
      detail={
        id !== undefined ? (
          <PolicyDetail key={id} id={id} onClose={back} />
        ) : (
          place !== undefined && <NoSuch id={place} onClose={back} />
        )
      }
    >
      <PageHeader title={t("policies.title")} primary={add}>
        {data === undefined
          ? t("policies.answerLoading")
          : data.length === 0
            ? t("policies.answerNone")
            : t("policies.answer", { count: data.length })}
      </PageHeader>
      <List
        label={t("policies.title")}
        source={{
          rows: data ?? [],
          isLoading: isPending,
          isLoadingMore: false,
          hasMore: false,
          loadMore: () => undefined,
          error,
          retry: () => void refetch(),
        }}
        keyOf={(policy) => policy.id}
        columns={[
          { key: "name", head: t("policies.name"), width: "minmax(0, 0.7fr)", show: ({ name }) => name },
          {
            key: "called",
            head: t("policies.called"),
            width: "minmax(0, 1.6fr)",
            show: ({ steps }) => <Called steps={steps} />,
          },
          {
            key: "steps",
            head: t("policies.steps"),
            width: "7rem",
            show: ({ steps }) => t("policies.stepCount", { count: steps.length }),
          },
        ]}
        narrow={(policy) => ({
          who: policy.name,
          when: t("policies.stepCount", { count: policy.steps.length }),
          text: <Called steps={policy.steps} />,
        })}
        opened={id}
        onOpen={(policy) => navigate(`/policies/${policy.id}`)}
        empty={
          <EmptyState title={t("policies.none")} action={add}>
            {t("policies.noneHelp")}
          </EmptyState>
        }
        failed={t("policies.notLoaded")}
      />
      <Sheet opened={isNew} onClose={back} title={t("policies.add")}>
        <PolicyForm onSaved={(policy) => navigate(`/policies/${policy.id}`, { replace: true })} />
      </Sheet>
    </ListDetail>
  );
}

/** All whom its steps call, in their order. */
function Called({ steps }: { steps: readonly { notify: readonly object[] }[] }) {
  const { t } = useWords();
  return steps.map(({ notify }) => notify.map((each) => whomText(each, t)).join(" + ")).join(" › ");
}
