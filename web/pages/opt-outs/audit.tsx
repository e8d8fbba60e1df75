import { Button, Skeleton } from "@mantine/core";
import { Link } from "wouter";
import { answerOf, api, type Schemas } from "../../api.ts";
import { OPT_OUTS_KEY } from "../../app/opt-outs.tsx";
import { useSession } from "../../app/session.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { Timeline } from "../../parts/timeline.tsx";
import { useCursorList } from "../../parts/use-cursor-list.ts";
import { useWords } from "../../words/index.ts";

type OptOutRecord = Schemas["OptOutRecord"];

/** All that was asked for a number, the latest first: nothing changes or deletes it. */
export function Audit({ number }: { number: string }) {
  const { t } = useWords();
  const source = useCursorList<OptOutRecord>({
    queryKey: [...OPT_OUTS_KEY, "audit", number],
    read: (after, signal) => {
      const query = { number, limit: 50, ...(after !== undefined && { after }) };
      return answerOf(api.GET("/api/v1/opt-outs/audit", { params: { query }, signal }));
    },
  });
  return (
    <section className="detail-section opt-outs-audit">
      <h3>{t("optOuts.audit")}</h3>
      {source.isLoading ? (
        <Skeleton h={120} />
      ) : source.error !== null && source.rows.length === 0 ? (
        <ErrorState title={t("optOuts.auditNotLoaded")} retry={source.retry}>
          {source.error.message}
        </ErrorState>
      ) : source.rows.length === 0 ? (
        <p className="quiet">{t("optOuts.auditNone")}</p>
      ) : (
        <Timeline
          events={source.rows.map((record) => ({
            key: record.id,
            at: record.at,
            ...(record.action === "opt-out"
              ? ({ shape: "dash", tone: "amber" } as const)
              : ({ shape: "dot", tone: "green" } as const)),
            sentence: <Sentence record={record} />,
          }))}
        />
      )}
      {source.hasMore && (
        <Button loading={source.isLoadingMore} onClick={source.loadMore}>
          {t("optOuts.auditMore")}
        </Button>
      )}
    </section>
  );
}

/** Who asked for what, in which words. */
function Sentence({ record }: { record: OptOutRecord }) {
  const { t } = useWords();
  const { may } = useSession();
  const { action, door, userName, asked, changed, incomingId, modem } = record;
  const who = door === "message" ? "message" : userName === undefined ? "command" : "user";
  return (
    <>
      <span>{t(`optOuts.said.${action}.${who}`, { name: userName ?? "" })}</span>
      {asked !== undefined && <q className="opt-outs-asked">{asked}</q>}
      {!changed && <span className="quiet">{t(`optOuts.unchanged.${action}`)}</span>}
      {door === "message" && (
        <span className="quiet">
          {modem !== undefined && `${t("optOuts.receivedBy", { modem })} `}
          {incomingId !== undefined && may("incoming-messages") && (
            <Link href={`/messages/incoming/${incomingId}`}>{t("optOuts.showMessage")}</Link>
          )}
        </span>
      )}
    </>
  );
}
