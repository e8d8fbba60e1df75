import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type Policy, policiesQuery } from "../../app/alarms.ts";
import { DamagedState, isDamaged } from "../../parts/damaged.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { List } from "../../parts/list.tsx";
import { ListDetail } from "../../parts/list-detail.tsx";
import { useListPlace } from "../../parts/list-place.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { Sheet } from "../../parts/sheet.tsx";
import { wholeList } from "../../parts/whole-list.ts";
import { useWords } from "../../words/index.ts";
import { whomText } from "./picture.tsx";
import { PolicyDetail } from "./policy-detail.tsx";
import { PolicyForm } from "./policy-form.tsx";
import "./policies.css";

/** Who is called about an alarm, in which order. */
export default function PoliciesPage() {
  const { t } = useWords();
  const place = useListPlace("/policies");
  const policies = useQuery(policiesQuery);
  const { data } = policies;
  const stepsOf = (policy: Policy) =>
    isDamaged(policy) ? "" : t("policies.stepCount", { count: policy.steps.length });
  const add = (
    <Button variant="filled" onClick={place.openNew}>
      {t("policies.add")}
    </Button>
  );
  return (
    <ListDetail
      onClose={place.back}
      detail={place.detail((id) => <PolicyDetail key={id} id={id} onClose={place.back} />)}
    >
      <PageHeader title={t("policies.title")} primary={data?.length === 0 ? undefined : add}>
        {data === undefined
          ? t("policies.answerLoading")
          : data.length === 0
            ? t("policies.answerNone")
            : t("policies.answer", { count: data.length })}
      </PageHeader>
      <List
        label={t("policies.title")}
        source={wholeList(policies)}
        keyOf={(policy) => policy.id}
        columns={[
          { key: "name", head: t("policies.name"), width: "minmax(0, 0.7fr)", show: ({ name }) => name },
          {
            key: "called",
            head: t("policies.called"),
            width: "minmax(0, 1.6fr)",
            show: (policy) => <Called policy={policy} />,
          },
          {
            key: "steps",
            head: t("policies.steps"),
            width: "7rem",
            show: stepsOf,
          },
        ]}
        narrow={(policy) => ({
          who: policy.name,
          when: stepsOf(policy),
          text: <Called policy={policy} />,
        })}
        opened={place.id}
        onOpen={place.open}
        empty={
          <EmptyState title={t("policies.none")} action={add}>
            {t("policies.noneHelp")}
          </EmptyState>
        }
        failed={t("policies.notLoaded")}
      />
      <Sheet opened={place.isNew} onClose={place.back} title={t("policies.add")}>
        <PolicyForm onSaved={place.openAdded} />
      </Sheet>
    </ListDetail>
  );
}

/** All whom its steps call, in their order. */
function Called({ policy }: { policy: Policy }) {
  const { t } = useWords();
  if (isDamaged(policy)) return <DamagedState />;
  return policy.steps.map(({ notify }) => notify.map((each) => whomText(each, t)).join(" + ")).join(" › ");
}
