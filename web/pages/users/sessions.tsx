import { Button, Skeleton } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answerOf, api } from "../../api.ts";
import { momentText } from "../../format.ts";
import { agentText } from "../../parts/agent-text.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { tellDone } from "../../parts/undo.tsx";
import { useWords } from "../../words/index.ts";
import { USERS_KEY } from "./queries.ts";

/** Where a user is signed in: one session can be ended, or all. */
export function SessionsOf({ id, name }: { id: number; name: string }) {
  const { t } = useWords();
  const queries = useQueryClient();
  const queryKey = [...USERS_KEY, "sessions", id];
  const { data, error, refetch } = useQuery({
    queryKey,
    queryFn: () => answerOf(api.GET("/api/v1/users/{id}/sessions", { params: { path: { id } } })),
  });
  const [asked, setAsked] = useState<string>();
  const sessions = data?.items ?? [];

  async function end() {
    if (asked === undefined) return;
    if (asked === "all") {
      await answerOf(api.DELETE("/api/v1/users/{id}/sessions", { params: { path: { id } } }));
    } else {
      const params = { path: { id, session: asked } };
      await answerOf(api.DELETE("/api/v1/users/{id}/sessions/{session}", { params }));
    }
    await queries.invalidateQueries({ queryKey });
    tellDone(t("users.sessionsEnded", { name }));
  }

  return (
    <section className="detail-section">
      <h3>{t("users.sessions")}</h3>
      {error !== null && (
        <ErrorState title={t("users.sessionsNotLoaded")} retry={() => void refetch()}>
          {error.message}
        </ErrorState>
      )}
      {data === undefined && error === null && <Skeleton h={44} />}
      {data !== undefined && sessions.length === 0 && <p className="quiet">{t("users.noSessions")}</p>}
      {sessions.length > 0 && (
        <ul className="users-items">
          {sessions.map((session) => (
            <li key={session.id}>
              <div>
                <p>{agentText(session.agent)}</p>
                <p className="quiet">
                  {t("account.seen", { time: momentText(session.seenAt), address: session.address })}
                </p>
              </div>
              <Button size="compact-sm" onClick={() => setAsked(session.id)}>
                {t("account.endSession")}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {sessions.length > 1 && <Button onClick={() => setAsked("all")}>{t("users.endAll")}</Button>}
      <Confirm
        opened={asked !== undefined}
        onClose={() => setAsked(undefined)}
        title={t("users.endTitle", { name })}
        action={asked === "all" ? t("users.endAll") : t("account.endSession")}
        onConfirm={end}
      >
        {t("account.endHelp")}
      </Confirm>
    </section>
  );
}
