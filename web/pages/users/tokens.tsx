import { Button, Skeleton } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answerOf, api, type Schemas } from "../../api.ts";
import { momentText } from "../../format.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { tellDone } from "../../parts/undo.tsx";
import { useWords } from "../../words/index.ts";
import { USERS_KEY } from "./queries.ts";

/** What a user's programs send in place of the password; only the user makes them. */
export function TokensOf({ id }: { id: number }) {
  const { t } = useWords();
  const queries = useQueryClient();
  const queryKey = [...USERS_KEY, "tokens", id];
  const { data, error, refetch } = useQuery({
    queryKey,
    queryFn: () => answerOf(api.GET("/api/v1/tokens", { params: { query: { user: String(id) } } })),
  });
  const [asked, setAsked] = useState<Schemas["Token"]>();

  async function revoke() {
    if (asked === undefined) return;
    await answerOf(api.DELETE("/api/v1/tokens/{id}", { params: { path: { id: asked.id } } }));
    await queries.invalidateQueries({ queryKey });
    tellDone(t("account.tokenRevoked", { name: asked.name }));
  }

  return (
    <section className="users-section">
      <h3>{t("users.tokens")}</h3>
      {error !== null && (
        <ErrorState title={t("users.tokensNotLoaded")} retry={() => void refetch()}>
          {error.message}
        </ErrorState>
      )}
      {data === undefined && error === null && <Skeleton h={44} />}
      {data?.items.length === 0 && <p className="quiet">{t("users.noTokens")}</p>}
      {data !== undefined && data.items.length > 0 && (
        <ul className="users-items">
          {data.items.map((token) => (
            <li key={token.id}>
              <div>
                <p>{token.name}</p>
                <p className="quiet">
                  {token.usedAt === undefined
                    ? t("account.tokenUnused", { time: momentText(token.createdAt) })
                    : t("account.tokenUsed", { time: momentText(token.usedAt), address: token.usedFrom ?? "" })}
                </p>
              </div>
              <Button size="compact-sm" onClick={() => setAsked(token)}>
                {t("account.revoke")}
              </Button>
            </li>
          ))}
        </ul>
      )}
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
