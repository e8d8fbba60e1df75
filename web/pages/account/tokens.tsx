import { Button, CopyButton, Skeleton, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { answerOf, api, type Schemas } from "../../api.ts";
import { momentText } from "../../format.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { faultsOf } from "../../parts/faults.ts";
import { tellDone } from "../../parts/undo.tsx";
import { useWords } from "../../words/index.ts";

const query = { queryKey: ["tokens", "own"], queryFn: () => answerOf(api.GET("/api/v1/tokens")) };

/** What programs send in place of the password. */
export function TokensSection() {
  const { t } = useWords();
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery(query);
  const [asked, setAsked] = useState<Schemas["Token"]>();
  const changed = () => queries.invalidateQueries({ queryKey: query.queryKey });

  async function revoke() {
    if (asked === undefined) return;
    await answerOf(api.DELETE("/api/v1/tokens/{id}", { params: { path: { id: asked.id } } }));
    await changed();
    tellDone(t("account.tokenRevoked", { name: asked.name }));
  }

  return (
    <section aria-labelledby="account-tokens">
      <h2 id="account-tokens">{t("account.tokens")}</h2>
      <p className="quiet">{t("account.tokensHelp")}</p>
      {error !== null && (
        <ErrorState title={t("account.tokensNotLoaded")} retry={() => void refetch()}>
          {error.message}
        </ErrorState>
      )}
      {data === undefined && error === null && <Skeleton h={60} />}
      {data?.items.length === 0 && <p>{t("account.noTokens")}</p>}
      <ul className="account-items">
        {data?.items.map((token) => (
          <li key={token.id}>
            <div className="account-item-words">
              <p>{token.name}</p>
              <p className="quiet">
                {token.usedAt === undefined
                  ? t("account.tokenUnused", { time: momentText(token.createdAt) })
                  : t("account.tokenUsed", { time: momentText(token.usedAt), address: token.usedFrom ?? "" })}
              </p>
            </div>
            <Button onClick={() => setAsked(token)}>{t("account.revoke")}</Button>
          </li>
        ))}
      </ul>
      <NewToken onAdded={changed} />
      <Confirm
        opened={asked !== undefined}
        onClose={() => setAsked(undefined)}
        title={t("account.revokeTitle", { name: asked?.name ?? "" })}
        action={t("account.revoke")}
        onConfirm={revoke}
      >
        {t("account.revokeHelp")}
      </Confirm>
    </section>
  );
}

function NewToken({ onAdded }: { onAdded: () => Promise<void> }) {
  const { t } = useWords();
  const [name, setName] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  const [made, setMade] = useState<string>();

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setFault(undefined);
    try {
      const { token } = await answerOf(api.POST("/api/v1/tokens", { body: { name } }));
      setMade(token);
      setName("");
      await onAdded();
    } catch (error) {
      const { fields, rest } = faultsOf(error, ["name"]);
      setFault(fields.name ?? rest);
    } finally {
      setBusy(false);
    }
  }

  return (
    <form onSubmit={(event) => void submit(event)}>
      <TextInput
        label={t("account.tokenName")}
        description={t("account.tokenNameHelp")}
        required
        withAsterisk={false}
        value={name}
        error={fault}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button type="submit" loading={isBusy}>
        {t("account.makeToken")}
      </Button>
      <div role="status" className="account-step">
        {made !== undefined && (
          <>
            <p>{t("account.tokenMade")}</p>
            <code className="secret">{made}</code>
            <CopyButton value={made}>
              {({ copied, copy }) => <Button onClick={copy}>{copied ? t("common.copied") : t("common.copy")}</Button>}
            </CopyButton>
          </>
        )}
      </div>
    </form>
  );
}
