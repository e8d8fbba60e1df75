import { Button, Skeleton } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { api, failureOf, taggedAnswerOf } from "../../api.ts";
import { policiesQuery } from "../../app/alarms.ts";
import { GROUPS_KEY, type Group } from "../../app/rota.ts";
import { useSession } from "../../app/session.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { SearchSelect } from "../../parts/search-select.tsx";
import { tellDone } from "../../parts/undo.tsx";
import { useWords } from "../../words/index.ts";

interface GroupPolicyProps {
  group: Group;
  etag: string;
}

/** Whether messages to a group open alarms, and of which policy. Whoever may not see policies reads what is chosen. */
export function GroupPolicy({ group, etag }: GroupPolicyProps) {
  const { t } = useWords();
  const { may } = useSession();
  const { policy } = group;
  const shown = may("alarm-policies") ? (
    <Choice group={group} etag={etag} />
  ) : (
    policy !== undefined && <p>{t("groups.policyIs", { policy })}</p>
  );
  return (
    shown !== false && (
      <section className="detail-section" aria-label={t("alarms.title")}>
        <h3>{t("alarms.title")}</h3>
        {shown}
      </section>
    )
  );
}

/** IDs of policies are digits. */
const NONE = "none";
/** The policy that the group has, when the list does not have its name yet. */
const OTHER = "other";

function Choice({ group, etag }: GroupPolicyProps) {
  const { t } = useWords();
  const queries = useQueryClient();
  const query = useQuery(policiesQuery);
  const [failure, setFailure] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const { data: policies, refetch } = query;
  const { policy: named } = group;
  const error = failureOf(query);

  async function store(policy: string | null) {
    const before = named ?? null;
    const put = (match: string, next: string | null) =>
      taggedAnswerOf(
        api.PATCH("/api/v1/groups/{id}", {
          params: { path: { id: group.id } },
          headers: { "if-match": match },
          body: { policy: next },
        }),
      );
    const again = () => queries.invalidateQueries({ queryKey: GROUPS_KEY });
    setBusy(true);
    setFailure(undefined);
    try {
      const { etag: next } = await put(etag, policy);
      await again();
      tellDone(policy === null ? t("groups.policyOff") : t("groups.policyOn", { policy }), async () => {
        await put(next, before);
        await again();
      });
    } catch (problem) {
      setFailure(problem instanceof Error ? problem.message : String(problem));
      await again();
    } finally {
      setBusy(false);
    }
  }

  if (error !== undefined) {
    return (
      <ErrorState title={t("policies.notLoaded")} retry={() => void refetch()}>
        {error.message}
      </ErrorState>
    );
  }
  if (policies === undefined) return <Skeleton h={72} />;
  if (policies.length === 0) {
    return (
      <>
        <p className="quiet">{t("policies.answerNone")}</p>
        <Button component={Link} href="/policies/new">
          {t("policies.add")}
        </Button>
      </>
    );
  }
  const listed = policies.find(({ name }) => name === named);
  const isOther = named !== undefined && listed === undefined;
  return (
    <>
      <SearchSelect
        label={t("groups.policy")}
        description={t("groups.policyHelp")}
        allowDeselect={false}
        readOnly={isBusy}
        data={[
          { value: NONE, label: t("groups.policyNone") },
          ...(isOther ? [{ value: OTHER, label: named }] : []),
          ...policies.map(({ id, name }) => ({ value: String(id), label: name })),
        ]}
        value={isOther ? OTHER : listed === undefined ? NONE : String(listed.id)}
        onChange={(chosen) => {
          const next = policies.find(({ id }) => String(id) === chosen);
          if (next !== undefined || chosen === NONE) void store(next?.name ?? null);
        }}
      />
      {failure !== undefined && <ErrorState title={t("groups.notChanged")}>{failure}</ErrorState>}
    </>
  );
}
