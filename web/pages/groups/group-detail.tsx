import { Button, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { Link } from "wouter";
import { answerOf, api, failureOf, taggedAnswerOf } from "../../api.ts";
import { GROUPS_KEY, type Group, groupQuery, readGroupsAgain } from "../../app/rota.ts";
import { useSession } from "../../app/session.tsx";
import { useTitle } from "../../app/title.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { DetailInstead } from "../../parts/detail-instead.tsx";
import { Form } from "../../parts/form.tsx";
import { Detail } from "../../parts/list-detail.tsx";
import { tellDone } from "../../parts/undo.tsx";
import { useWords } from "../../words/index.ts";
import { Escalation } from "./escalation.tsx";
import { Members } from "./members.tsx";
import { OnCallNow } from "./on-call-now.tsx";
import { GroupPolicy } from "./policy.tsx";
import { inWords } from "./refusal.ts";
import { Schedule } from "./schedule.tsx";

/** A group: who is in it, when they are on call, who is told after whom, and whether messages to it are alarms. */
export function GroupDetail({ id, onClose }: { id: number; onClose: () => void }) {
  const { t } = useWords();
  const { may } = useSession();
  const query = useQuery(groupQuery(id));
  const { data, refetch } = query;
  const error = failureOf(query);
  useTitle(data === undefined ? t("groups.title") : data.data.name);
  if (error !== undefined || data === undefined) {
    return (
      <DetailInstead
        title={t("groups.title")}
        error={error}
        notLoaded={t("groups.oneNotLoaded")}
        retry={refetch}
        onClose={onClose}
      />
    );
  }
  const { data: group, etag } = data;
  return (
    <Detail
      title={group.name}
      answer={<OnCallNow group={group} isAlone />}
      onClose={onClose}
      actions={<Actions group={group} etag={etag} onGone={onClose} />}
    >
      {may("contacts") ? (
        <>
          <Members group={group} />
          <Schedule group={group} />
          <Escalation group={group} />
        </>
      ) : (
        <p className="quiet">{t("groups.needsContacts")}</p>
      )}
      <GroupPolicy group={group} etag={etag} />
      <section className="detail-section" aria-label={t("groups.name")}>
        <Rename group={group} etag={etag} />
      </section>
    </Detail>
  );
}

function Rename({ group, etag }: { group: Group; etag: string }) {
  const { t } = useWords();
  const queries = useQueryClient();
  const form = useForm({
    initialValues: { name: group.name },
    validate: { name: (name) => (name.trim() === "" ? t("groups.nameMissing") : null) },
  });
  const match = useRef(etag);
  const isDirty = form.isDirty();
  // What was changed elsewhere is shown, unless somebody writes here: then the gateway refuses the older state.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the form is another object each time
  useEffect(() => {
    if (isDirty) return;
    match.current = etag;
    form.setInitialValues({ name: group.name });
    form.setValues({ name: group.name });
  }, [isDirty, etag, group.name]);
  async function save({ name }: { name: string }) {
    const { etag: next } = await taggedAnswerOf(
      api.PATCH("/api/v1/groups/{id}", {
        params: { path: { id: group.id } },
        headers: { "if-match": match.current },
        body: { name: name.trim() },
      }),
    ).catch((error: unknown) => {
      throw inWords(error);
    });
    match.current = next;
    await queries.invalidateQueries({ queryKey: GROUPS_KEY });
  }
  async function latest() {
    const { data, etag: next } = await queries.fetchQuery({ ...groupQuery(group.id), staleTime: 0 });
    match.current = next;
    return { name: data.name };
  }
  return (
    <Form form={form} onSave={save} latest={latest} save={t("groups.rename")} saved={t("groups.renamed")}>
      <TextInput label={t("groups.name")} autoComplete="off" {...form.getInputProps("name")} />
    </Form>
  );
}

function Actions({ group, etag, onGone }: { group: Group; etag: string; onGone: () => void }) {
  const { t } = useWords();
  const { may } = useSession();
  const queries = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  async function remove() {
    const params = { path: { id: group.id } };
    await answerOf(api.DELETE("/api/v1/groups/{id}", { params, headers: { "if-match": etag } }));
    onGone();
    await readGroupsAgain(queries);
    tellDone(t("groups.deleted", { name: group.name }));
  }
  return (
    <>
      {may("web") && (
        <Button component={Link} href={`/send?to=group:${group.id}`} variant="filled">
          {t("groups.write")}
        </Button>
      )}
      <Button color="red" variant="subtle" onClick={() => setAsking(true)}>
        {t("common.delete")}
      </Button>
      <Confirm
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={t("groups.deleteTitle", { name: group.name })}
        action={t("groups.delete")}
        onConfirm={remove}
      >
        {t("groups.deleteHelp", { count: group.memberCount })}{" "}
        {group.hasSchedule ? t("groups.deleteSchedule") : t("groups.deleteNoSchedule")}
      </Confirm>
    </>
  );
}
