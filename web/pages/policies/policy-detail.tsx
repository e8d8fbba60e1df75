import { Button, Switch } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useSearchParams } from "wouter";
import { answerOf, api } from "../../api.ts";
import { ALARMS_KEY, POLICIES_KEY, type Policy, policyQuery } from "../../app/alarms.ts";
import { useTitle } from "../../app/title.ts";
import { durationText } from "../../format.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { Damage, isDamaged } from "../../parts/damaged.tsx";
import { DetailInstead } from "../../parts/detail-instead.tsx";
import { Detail } from "../../parts/list-detail.tsx";
import { Sheet } from "../../parts/sheet.tsx";
import { tellDone } from "../../parts/undo.tsx";
import { useWords } from "../../words/index.ts";
import { DrillResult } from "./drill-result.tsx";
import { Missing } from "./missing.tsx";
import { Picture } from "./picture.tsx";
import { PolicyForm } from "./policy-form.tsx";

/** One policy as a picture, and its rehearsal. */
export function PolicyDetail({ id, onClose }: { id: number; onClose: () => void }) {
  const { t } = useWords();
  const [params, setParams] = useSearchParams();
  const drill = Number(params.get("drill") ?? Number.NaN);
  const { data, error, refetch } = useQuery(policyQuery(id));
  useTitle(data === undefined ? t("policies.title") : data.data.name);
  if (data === undefined) {
    return (
      <DetailInstead
        title={t("policies.title")}
        error={error}
        notLoaded={t("policies.oneNotLoaded")}
        retry={refetch}
        onClose={onClose}
      />
    );
  }
  const { data: policy, etag } = data;
  return (
    <Detail
      title={policy.name}
      onClose={onClose}
      actions={
        <Actions
          policy={policy}
          etag={etag}
          onGone={onClose}
          onDrill={(alarm) => setParams({ drill: String(alarm) }, { replace: true })}
        />
      }
    >
      {Number.isSafeInteger(drill) && <DrillResult id={drill} />}
      <Damage of={policy} />
      {!isDamaged(policy) && (
        <>
          <Missing policy={policy} />
          <Picture policy={policy} />
        </>
      )}
    </Detail>
  );
}

interface ActionsProps {
  policy: Policy;
  etag: string;
  onGone: () => void;
  /** @param alarm  its ID */
  onDrill: (alarm: number) => void;
}

function Actions({ policy, etag, onGone, onDrill }: ActionsProps) {
  const { t } = useWords();
  const queries = useQueryClient();
  const [asked, setAsked] = useState<"change" | "delete" | "drill">();
  const [isFast, setIsFast] = useState(false);
  const close = () => setAsked(undefined);
  const params = { path: { id: policy.id } };
  async function drill() {
    const query = isFast ? { fast: "true" as const } : {};
    const alarm = await answerOf(api.POST("/api/v1/policies/{id}/drill", { params: { ...params, query } }));
    await queries.invalidateQueries({ queryKey: ALARMS_KEY });
    onDrill(alarm.id);
  }
  async function remove() {
    await answerOf(api.DELETE("/api/v1/policies/{id}", { params, headers: { "if-match": etag } }));
    onGone();
    await queries.invalidateQueries({ queryKey: POLICIES_KEY, predicate: ({ queryKey }) => queryKey[1] === "list" });
    tellDone(t("policies.deleted", { name: policy.name }));
  }
  return (
    <>
      <Button variant="filled" onClick={() => setAsked("change")}>
        {t("policies.change")}
      </Button>
      {!isDamaged(policy) && <Button onClick={() => setAsked("drill")}>{t("policies.drill")}</Button>}
      <Button color="red" variant="subtle" onClick={() => setAsked("delete")}>
        {t("common.delete")}
      </Button>
      <Sheet opened={asked === "change"} onClose={close} title={t("policies.changeTitle", { name: policy.name })}>
        <PolicyForm stored={{ policy, etag }} onSaved={close} />
      </Sheet>
      <Confirm
        opened={asked === "drill"}
        onClose={close}
        title={t("policies.drillTitle", { name: policy.name })}
        action={t("policies.drillNow")}
        onConfirm={drill}
        destroys={false}
      >
        <p>{t("policies.drillHelp")}</p>
        <p>{t("policies.drillLength", { time: durationText(drillSeconds(policy, isFast) * 1_000) })}</p>
        <Switch
          label={t("policies.drillFast")}
          checked={isFast}
          onChange={({ currentTarget }) => setIsFast(currentTarget.checked)}
        />
      </Confirm>
      <Confirm
        opened={asked === "delete"}
        onClose={close}
        title={t("policies.deleteTitle", { name: policy.name })}
        action={t("policies.delete")}
        onConfirm={remove}
      >
        {t("policies.deleteHelp")}
      </Confirm>
    </>
  );
}

/** 60 s: as the gateway has it. */
const FAST_DRILL_SECONDS = 60;

const drillSeconds = ({ steps }: Pick<Policy, "steps">, isFast: boolean): number =>
  steps.reduce((sum, { waitSeconds }) => sum + (isFast ? Math.min(FAST_DRILL_SECONDS, waitSeconds) : waitSeconds), 0);
