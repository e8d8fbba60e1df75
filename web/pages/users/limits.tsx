import { Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { api, taggedAnswerOf } from "../../api.ts";
import { Form, FormSection } from "../../parts/form.tsx";
import { changedFields } from "../../parts/merge.ts";
import { useWords } from "../../words/index.ts";
import { USERS_KEY, type User, userQuery } from "./queries.ts";

interface Limits extends Record<string, unknown> {
  requestsPerMinute: string;
  networks: string;
}

const limitsOf = ({ requestsPerMinute, networks }: User): Limits => ({
  requestsPerMinute: requestsPerMinute === undefined ? "" : String(requestsPerMinute),
  networks: (networks ?? []).join("\n"),
});

/** How often and from where a user may call. */
export function LimitsForm({ user, etag }: { user: User; etag: string }) {
  const { t } = useWords();
  const queries = useQueryClient();
  const match = useRef(etag);
  const form = useForm<Limits>({
    initialValues: limitsOf(user),
    validate: {
      requestsPerMinute: (value) => (/^([1-9]\d*)?$/.test(value.trim()) ? null : t("users.rateInvalid")),
    },
  });
  const isDirty = form.isDirty();
  // What was changed elsewhere is shown, unless somebody writes here: then the gateway refuses the older state.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the form is another object each time
  useEffect(() => {
    if (isDirty || match.current === etag) return;
    match.current = etag;
    form.setInitialValues(limitsOf(user));
    form.setValues(limitsOf(user));
  }, [isDirty, etag, user]);
  async function save(values: Limits, before: Limits) {
    const { requestsPerMinute, networks } = changedFields(before, values);
    const list = networks?.split(/[\s,;]+/).filter((network) => network !== "");
    const rate = requestsPerMinute?.trim();
    const { etag: next } = await taggedAnswerOf(
      api.PATCH("/api/v1/users/{id}", {
        params: { path: { id: user.id } },
        headers: { "if-match": match.current },
        body: {
          ...(list !== undefined && { networks: list.length === 0 ? null : list }),
          ...(rate !== undefined && { requestsPerMinute: rate === "" ? null : Number(rate) }),
        },
      }),
    );
    match.current = next;
    await queries.invalidateQueries({ queryKey: USERS_KEY });
  }
  async function latest(): Promise<Limits> {
    const { data, etag: next } = await queries.fetchQuery({ ...userQuery(user.id), staleTime: 0 });
    match.current = next;
    return limitsOf(data);
  }
  return (
    <Form form={form} onSave={save} latest={latest} saved={t("users.limitsSaved", { name: user.name })} undo={false}>
      <FormSection title={t("users.limits")}>
        <TextInput
          label={t("users.rate")}
          description={t("users.rateHelp")}
          inputMode="numeric"
          {...form.getInputProps("requestsPerMinute")}
        />
        <Textarea
          label={t("users.networks")}
          description={t("users.networksHelp")}
          rows={2}
          {...form.getInputProps("networks")}
        />
      </FormSection>
    </Form>
  );
}
