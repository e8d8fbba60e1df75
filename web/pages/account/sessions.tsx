import { Button, Skeleton } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answerOf, api, type Schemas } from "../../api.ts";
import { useSession } from "../../app/session.tsx";
import { momentText } from "../../format.ts";
import { agentText } from "../../parts/agent-text.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { tellDone } from "../../parts/undo.tsx";
import { useWords } from "../../words/index.ts";

const query = { queryKey: ["sessions"], queryFn: () => answerOf(api.GET("/api/v1/me/sessions")) };
const endSession = (id: string) => answerOf(api.DELETE("/api/v1/sessions/{id}", { params: { path: { id } } }));

/** Where the user is signed in: each session can be ended, or all of them. */
export function SessionsSection() {
  const { t } = useWords();
  const { signOut } = useSession();
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery(query);
  const [asked, setAsked] = useState<Schemas["Session"] | "others">();
  const others = data?.items.filter(({ current }) => !current) ?? [];

  async function end() {
    if (asked === undefined) return;
    if (asked !== "others" && asked.current) return signOut();
    for (const { id } of asked === "others" ? others : [asked]) await endSession(id);
    await queries.invalidateQueries({ queryKey: query.queryKey });
    tellDone(asked === "others" ? t("account.othersEnded") : t("account.sessionEnded"));
  }

  return (
    <section aria-labelledby="account-sessions">
      <h2 id="account-sessions">{t("account.sessions")}</h2>
      <p className="quiet">{t("account.sessionsHelp")}</p>
      {error !== null && (
        <ErrorState title={t("account.sessionsNotLoaded")} retry={() => void refetch()}>
          {error.message}
        </ErrorState>
      )}
      {data === undefined && error === null && <Skeleton h={60} />}
      <ul className="account-items">
        {data?.items.map((session) => (
          <li key={session.id}>
            <div className="account-item-words">
              <p>
                {session.current
                  ? t("account.thisBrowser", { agent: agentText(session.agent) })
                  : agentText(session.agent)}
              </p>
              <p className="quiet">
                {t("account.seen", { time: momentText(session.seenAt), address: session.address })}
              </p>
            </div>
            <Button onClick={() => setAsked(session)}>
              {session.current ? t("app.signOut") : t("account.endSession")}
            </Button>
          </li>
        ))}
      </ul>
      {others.length > 0 && (
        <Button onClick={() => setAsked("others")}>{t("account.endOthers", { count: others.length })}</Button>
      )}
      <Confirm
        opened={asked !== undefined}
        onClose={() => setAsked(undefined)}
        title={t("account.endTitle")}
        action={asked === "others" ? t("account.endOthers", { count: others.length }) : t("account.endSession")}
        onConfirm={end}
      >
        {t("account.endHelp")}
      </Confirm>
    </section>
  );
}
