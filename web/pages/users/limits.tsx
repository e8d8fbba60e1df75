import { Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { api, taggedAnswerOf } from "../../api.ts";
import { Form, FormSection } from "../../parts/form.tsx";
import { useWords } from "../../words/index.ts";
import { USERS_KEY, type User } from "./queries.ts";

interface Limits extends Record<string, unknown> {
  requestsPerMinute: string;
  networks: string;
}

/** How often and from where a user may call. */
export function LimitsForm({ user, etag }: { user: User; etag: string }) {
  const { t } = useWords();
  const queries = useQueryClient();
  const match = useRef(etag);
  const form = useForm<Limits>({
    initialValues: {
      requestsPerMinute: user.requestsPerMinute === undefined ? "" : String(user.requestsPerMinute),
      networks: (user.networks ?? []).join("\n"),
    },
    validate: {
      requestsPerMinute: (value) => (/^([1-9]\d*)?$/.test(value.trim()) ? null : t("users.rateInvalid")),
    },
  });
  async function save({ requestsPerMinute, networks }: Limits) {
    const list = networks.split(/[\s,;]+/).filter((network) => network !== "");
    const rate = requestsPerMinute.trim();
    const { etag: next } = await taggedAnswerOf(
      api.PATCH("/api/v1/users/{id}", {
        params: { path: { id: user.id } },
        headers: { "if-match": match.current },
        body: { networks: list.length === 0 ? null : list, requestsPerMinute: rate === "" ? null : Number(rate) },
      }),
    );
    match.current = next;
    await queries.invalidateQueries({ queryKey: USERS_KEY });
  }
  return (
    <Form form={form} onSave={save} saved={t("users.limitsSaved", { name: user.name })} undo={false}>
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
