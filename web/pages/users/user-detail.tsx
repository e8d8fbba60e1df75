import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answerOf, api, failureOf } from "../../api.ts";
import { useSession } from "../../app/session.tsx";
import { useTitle } from "../../app/title.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { DetailInstead } from "../../parts/detail-instead.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { Detail } from "../../parts/list-detail.tsx";
import { TokenList } from "../../parts/token-list.tsx";
import { tellDone } from "../../parts/undo.tsx";
import { useWords } from "../../words/index.ts";
import { IdentitiesOf } from "./identity.tsx";
import { LimitsForm } from "./limits.tsx";
import { PasswordSheet } from "./password.tsx";
import { USERS_KEY, type User, userQuery } from "./queries.ts";
import { inWords } from "./refusal.ts";
import { SessionsOf } from "./sessions.tsx";
import { UserState } from "./user-state.tsx";

interface UserDetailProps {
  id: number;
  onClose: () => void;
  onPermissions: (user: User) => void;
}

/** A system user: what is so, and everything that whoever manages users can do about it. */
export function UserDetail({ id, onClose, onPermissions }: UserDetailProps) {
  const { t } = useWords();
  const query = useQuery(userQuery(id));
  const { data, refetch } = query;
  const error = failureOf(query);
  useTitle(data === undefined ? t("users.title") : data.data.name);
  if (error !== undefined || data === undefined) {
    return (
      <DetailInstead
        title={t("users.title")}
        error={error}
        notLoaded={t("users.oneNotLoaded")}
        retry={refetch}
        onClose={onClose}
      />
    );
  }
  const { data: user, etag } = data;
  return (
    <Detail title={user.name} answer={<UserState user={user} tinted />} onClose={onClose}>
      <Held user={user} onPermissions={onPermissions} />
      <section className="detail-section" aria-label={t("users.limits")}>
        <LimitsForm user={user} etag={etag} />
      </section>
      <SessionsOf id={id} name={user.name} />
      <section className="detail-section">
        <h3>{t("users.tokens")}</h3>
        <TokenList user={id} none={t("users.noTokens")} />
      </section>
      <IdentitiesOf user={user} />
      <Actions user={user} etag={etag} onRemoved={onClose} />
    </Detail>
  );
}

function Held({ user, onPermissions }: { user: User; onPermissions: (user: User) => void }) {
  const { t } = useWords();
  const { may } = useSession();
  return (
    <section className="detail-section">
      <h3>{t("users.permissions")}</h3>
      {user.permissions.length === 0 ? (
        <p>{t("users.allowedNothing")}</p>
      ) : (
        <p>{user.permissions.map((permission) => t(`permission.${permission}`)).join(" · ")}</p>
      )}
      {may("permissions") ? (
        <Button onClick={() => onPermissions(user)}>{t("users.changePermissions")}</Button>
      ) : (
        <p className="quiet">{t("users.noPresets")}</p>
      )}
    </section>
  );
}

type Asked = "remove" | "disable" | "factor";

/** Password, second factor, disabling, removing: each says what it costs. */
function Actions({ user, etag, onRemoved }: { user: User; etag: string; onRemoved: () => void }) {
  const { t } = useWords();
  const queries = useQueryClient();
  const [asked, setAsked] = useState<Asked>();
  const [isSetting, setSetting] = useState(false);
  const params = { path: { id: user.id } };
  const changed = () => queries.invalidateQueries({ queryKey: USERS_KEY });

  async function setDisabled(disabled: boolean) {
    const headers = { "if-match": etag };
    await inWords(() => answerOf(api.PATCH("/api/v1/users/{id}", { params, headers, body: { disabled } })));
    await changed();
    tellDone(t(disabled ? "users.isDisabled" : "users.isEnabled", { name: user.name }));
  }
  async function remove() {
    await inWords(() => answerOf(api.DELETE("/api/v1/users/{id}", { params, headers: { "if-match": etag } })));
    onRemoved();
    queries.removeQueries({ queryKey: userQuery(user.id).queryKey });
    await queries.invalidateQueries({ queryKey: [...USERS_KEY, "list"] });
    tellDone(t("users.removed", { name: user.name }));
  }
  async function turnOffFactor() {
    await answerOf(api.DELETE("/api/v1/users/{id}/second-factor", { params }));
    tellDone(t("users.factorIsOff", { name: user.name }));
  }
  const confirms = {
    remove: { title: "users.removeTitle", help: "users.removeHelp", action: "users.remove", does: remove },
    disable: {
      title: "users.disableTitle",
      help: "users.disableHelp",
      action: "users.disable",
      does: () => setDisabled(true),
    },
    factor: { title: "users.factorTitle", help: "users.factorHelp", action: "users.factorOff", does: turnOffFactor },
  } as const;
  const confirm = confirms[asked ?? "remove"];
  return (
    <section className="detail-section">
      <h3>{t("users.access")}</h3>
      <div className="users-actions">
        <Button onClick={() => setSetting(true)}>{t("users.setPassword")}</Button>
        <Button onClick={() => setAsked("factor")}>{t("users.factorOff")}</Button>
        {user.disabled ? (
          <EnableButton onEnable={() => setDisabled(false)} />
        ) : (
          <Button onClick={() => setAsked("disable")}>{t("users.disable")}</Button>
        )}
        <Button color="red" variant="subtle" onClick={() => setAsked("remove")}>
          {t("users.remove")}
        </Button>
      </div>
      <PasswordSheet user={user} etag={etag} opened={isSetting} onClose={() => setSetting(false)} />
      <Confirm
        opened={asked !== undefined}
        onClose={() => setAsked(undefined)}
        title={t(confirm.title, { name: user.name })}
        action={t(confirm.action)}
        onConfirm={confirm.does}
      >
        {t(confirm.help)}
      </Confirm>
    </section>
  );
}

/** Enabling loses nothing, so it does not ask. */
function EnableButton({ onEnable }: { onEnable: () => Promise<void> }) {
  const { t } = useWords();
  const [failure, setFailure] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  async function enable() {
    setBusy(true);
    try {
      await onEnable();
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  }
  return (
    <>
      <Button loading={isBusy} onClick={() => void enable()}>
        {t("users.enable")}
      </Button>
      {failure !== undefined && <ErrorState title={t("parts.confirm.failed")}>{failure}</ErrorState>}
    </>
  );
}
