import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { modemsQuery } from "../../app/modems.ts";
import { useSession } from "../../app/session.tsx";
import { useKept } from "../../app/use-kept.ts";
import { PageHeader } from "../../parts/page-header.tsx";
import { useWords } from "../../words/index.ts";
import { useAsked } from "./asked.ts";
import type { Batch } from "./batch.ts";
import { BatchProgress } from "./batch-progress.tsx";
import { type Draft, EMPTY, keptKey } from "./draft.ts";
import { SendForm } from "./send-form.tsx";
import "@mantine/dates/styles.css";
import "./send.css";

/** Writes a message to one or many, and shows what becomes of it. */
export default function SendPage() {
  const { t } = useWords();
  const { me } = useSession();
  const [kept, setDraft, latest] = useKept<Draft>(keptKey("draft", me.id), EMPTY);
  const [batch, setBatch] = useKept<Batch | null>(keptKey("batch", me.id), null);
  /** Counts what was sent, so that the fields begin anew. */
  const [round, setRound] = useState(0);
  const draft = { ...EMPTY, ...kept };
  /** Nothing has been written since it was sent. */
  const [isSent, setSent] = useState(false);
  const begin = (next: Draft) => {
    setSent(false);
    setDraft(next);
    setRound((before) => before + 1);
  };
  useAsked((recipient) => begin({ ...draft, to: [recipient] }));
  return (
    <>
      <PageHeader title={t("send.title")}>
        <Ready />
      </PageHeader>
      <div className="send page-body">
        <SendForm
          key={round}
          draft={draft}
          isSent={isSent}
          onChange={(change) => {
            setSent(false);
            setDraft({ ...EMPTY, ...latest.current, ...change });
          }}
          onSent={(sent) => {
            setBatch(sent);
            begin(EMPTY);
            setSent(true);
          }}
        />
        {batch !== null && (
          <BatchProgress
            key={batch.reference}
            batch={batch}
            onRepeat={(to) => begin({ ...EMPTY, to })}
            onClose={() => setBatch(null)}
          />
        )}
      </div>
    </>
  );
}

const LOOK_MS = 15_000;

/** Whether something can be sent now. */
function Ready() {
  const { t } = useWords();
  const { may } = useSession();
  const { data } = useQuery({ ...modemsQuery, refetchInterval: LOOK_MS });
  // The line is there from the start, so that nothing moves.
  if (data === undefined) return "\u00a0";
  const ready = data.items.filter(({ state }) => state === "ready").length;
  if (ready > 0) return t("send.ready", { count: ready });
  return (
    <span className="send-none-ready">
      {t("send.noneReady")} {may("sim") && <Link href="/modems">{t("send.toModems")} →</Link>}
    </span>
  );
}
