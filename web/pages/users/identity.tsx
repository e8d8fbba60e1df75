import { Button, Skeleton, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ApiError, answerOf, api, type Schemas } from "../../api.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { faultsOf } from "../../parts/faults.ts";
import { tellDone } from "../../parts/undo.tsx";
import { useUnsaved } from "../../parts/unsaved.ts";
import { useWords } from "../../words/index.ts";
import { USERS_KEY, type User } from "./queries.ts";

/** Who a user is at the provider of single sign-on: linked, and unlinked. */
export function IdentitiesOf({ user }: { user: User }) {
  const { t } = useWords();
  const queries = useQueryClient();
  const queryKey = [...USERS_KEY, "identities", user.id];
  const { data, error, refetch } = useQuery({
    queryKey,
    queryFn: () => answerOf(api.GET("/api/v1/users/{id}/identities", { params: { path: { id: user.id } } })),
  });
  const [asked, setAsked] = useState<Schemas["Identity"]>();
  const changed = () => queries.invalidateQueries({ queryKey });

  async function unlink() {
    if (asked === undefined) return;
    const params = { path: { id: user.id, identity: asked.id } };
    await answerOf(api.DELETE("/api/v1/users/{id}/identities/{identity}", { params }));
    await changed();
    tellDone(t("users.identityUnlinked", { name: user.name }));
  }

  return (
    <section className="detail-section">
      <h3>{t("users.identity")}</h3>
      {error !== null && (
        <ErrorState title={t("users.identityNotLoaded")} retry={() => void refetch()}>
          {error.message}
        </ErrorState>
      )}
      {data === undefined && error === null && <Skeleton h={44} />}
      {data !== undefined && data.items.length > 0 && (
        <ul className="users-items">
          {data.items.map((identity) => (
            <li key={identity.id}>
              <div>
                <p>{identity.subject}</p>
                <p className="quiet">{identity.issuer}</p>
              </div>
              <Button size="compact-sm" onClick={() => setAsked(identity)}>
                {t("users.unlink")}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <LinkForm user={user} onLinked={changed} />
      <Confirm
        opened={asked !== undefined}
        onClose={() => setAsked(undefined)}
        title={t("users.unlinkTitle", { name: user.name })}
        action={t("users.unlink")}
        onConfirm={unlink}
      >
        {t("users.unlinkHelp")}
      </Confirm>
    </section>
  );
}

function LinkForm({ user, onLinked }: { user: User; onLinked: () => Promise<void> }) {
  const { t } = useWords();
  const [subject, setSubject] = useState("");
  const [fault, setFault] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  useUnsaved(subject !== "" && !isBusy);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setFault(undefined);
    try {
      const params = { path: { id: user.id } };
      await answerOf(api.PUT("/api/v1/users/{id}/identity", { params, body: { subject: subject.trim() } }));
      setSubject("");
      await onLinked();
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
  );
}
