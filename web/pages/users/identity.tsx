import { Button, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { ApiError, answerOf, api } from "../../api.ts";
import { faultsOf } from "../../parts/faults.ts";
import { tellDone } from "../../parts/undo.tsx";
import { useWords } from "../../words/index.ts";
import type { User } from "./queries.ts";

/** Who a user is at the provider of single sign-on. */
export function IdentityForm({ user }: { user: User }) {
  const { t } = useWords();
  const [subject, setSubject] = useState("");
  const [fault, setFault] = useState<string>();
  const [isBusy, setBusy] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setFault(undefined);
    try {
      const params = { path: { id: user.id } };
      await answerOf(api.PUT("/api/v1/users/{id}/identity", { params, body: { subject: subject.trim() } }));
      setSubject("");
      tellDone(t("users.identityLinked", { name: user.name }));
    } catch (error) {
      const { fields, rest } = faultsOf(error, ["subject"]);
      const isOff = error instanceof ApiError && error.status === 404;
      setFault(isOff ? t("users.identityOff") : (fields.subject ?? rest));
    } finally {
      setBusy(false);
    }
  }

  return (
    <section className="users-section">
      <h3>{t("users.identity")}</h3>
      <form className="users-line" onSubmit={(event) => void submit(event)}>
        <TextInput
          label={t("users.subject")}
          description={t("users.subjectHelp")}
          autoComplete="off"
          required
          withAsterisk={false}
          value={subject}
          error={fault}
          onChange={(event) => setSubject(event.currentTarget.value)}
        />
        <Button type="submit" loading={isBusy}>
          {t("users.link")}
        </Button>
      </form>
    </section>
  );
}
