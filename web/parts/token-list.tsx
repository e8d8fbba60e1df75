import { Button, Skeleton } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answerOf, api, type Schemas } from "../api.ts";
import { momentText } from "../format.ts";
import { useWords } from "../words/index.ts";
import { Confirm } from "./confirm.tsx";
import { ErrorState } from "./error-state.tsx";
import { tellDone } from "./undo.tsx";
import "./tokens.css";

export interface TokenListProps {
  /** Whose: the viewer's own when left out. */
  user?: number;
  /** What stands there while there are none. */
  none: string;
}

/** What programs send in place of a password: when and from where it was used last, and *Revoke*. */
export function TokenList({ user, none }: TokenListProps) {
  const { t } = useWords();
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: ["tokens", user ?? "own"],
    queryFn: () =>
      answerOf(api.GET("/api/v1/tokens", { params: { query: user === undefined ? {} : { user: String(user) } } })),
  });
  const [asked, setAsked] = useState<Schemas["Token"]>();

  async function revoke() {
    if (asked === undefined) return;
    await answerOf(api.DELETE("/api/v1/tokens/{id}", { params: { path: { id: asked.id } } }));
    await queries.invalidateQueries({ queryKey: ["tokens"] });
    tellDone(t("tokens.revoked", { name: asked.name }));
  }

  return (
    <>
      {error !== null && (
        <ErrorState title={t("tokens.notLoaded")} retry={() => void refetch()}>
          {error.message}
        </ErrorState>
      )}
      {data === undefined && error === null && <Skeleton h={52} />}
      {data?.items.length === 0 && <p className="quiet">{none}</p>}
      {data !== undefined && data.items.length > 0 && (
        <ul className="token-list">
          {data.items.map((token) => (
            <li key={token.id}>
              <div>
                <p>{token.name}</p>
                <p className="quiet">
                  {token.usedAt === undefined
                    ? t("tokens.unused", { time: momentText(token.createdAt) })
                    : t("tokens.used", { time: momentText(token.usedAt), address: token.usedFrom ?? "" })}
                </p>
              </div>
              <Button size="compact-sm" onClick={() => setAsked(token)}>
                {t("tokens.revoke")}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <Confirm
        opened={asked !== undefined}
        onClose={() => setAsked(undefined)}
        title={t("tokens.revokeTitle", { name: asked?.name ?? "" })}
        action={t("tokens.revoke")}
        onConfirm={revoke}
      >
        {t("tokens.revokeHelp")}
      </Confirm>
    </>
  );
}
