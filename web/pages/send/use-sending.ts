import { useRef, useState } from "react";
import { ApiError, answerOf, api, newIdempotencyKey, type Schemas, unanswered } from "../../api.ts";
import { useSession } from "../../app/session.tsx";
import { useKept } from "../../app/use-kept.ts";
import type { Batch } from "./batch.ts";
import { type Attempt, type Draft, keptKey, requestOf } from "./draft.ts";
import type { Reach } from "./use-preview.ts";

const REFERENCE_CHARACTERS = 12;

/**
 * Sends drafts. The same draft has the same `Idempotency-Key` until it has an answer, also after a reload: whoever tries again
 * because the answer got lost sends nothing twice.
 *
 * @param onSent  gets what became of it
 */
export function useSending(onSent: (batch: Batch) => void) {
  const { me } = useSession();
  const [attempt, setAttempt, latest] = useKept<Attempt | null>(keptKey("attempt", me.id), null);
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<ApiError>();
  const isSending = useRef(false);

  async function send(draft: Draft, { names }: Pick<Reach, "names">): Promise<void> {
    if (isSending.current) return;
    isSending.current = true;
    setBusy(true);
    setFailure(undefined);
    const request = requestOf(draft);
    const current = sameAttempt(latest.current, JSON.stringify(request));
    setAttempt({ ...current, isOpen: true });
    const { key, reference } = current;
    try {
      const answer = await answerOf(
        api.POST("/api/v1/messages", {
          body: { ...request, reference },
          params: { header: { "Idempotency-Key": key } },
        }),
      );
      const batch = batchOf(draft, { reference, answer, names });
      setAttempt(null);
      onSent(batch);
    } catch (error) {
      const failed = error instanceof ApiError ? error : unanswered(0, error);
      setAttempt({ ...current, isOpen: failed.isUnanswered || (current.isOpen && !isJudged(failed)) });
      setFailure(failed);
    } finally {
      isSending.current = false;
      setBusy(false);
    }
  }

  const isOpen = attempt?.isOpen === true && !isBusy;
  /** Whether something else may have been sent, of which that is not known. */
  const isBeside = (draft: Draft) => isOpen && attempt?.asked !== JSON.stringify(requestOf(draft));
  return { send, isBusy, isOpen, isBeside, failure };
}

/** Whether the gateway looked at the message itself: it would have repeated its answer if it had taken it before. */
const isJudged = ({ status }: ApiError) => status === 400 || status === 422;

function sameAttempt(attempt: Attempt | null, asked: string): Attempt {
  if (attempt?.asked === asked) return attempt;
  const key = newIdempotencyKey();
  return { key, asked, isOpen: false, reference: `web-${key.slice(0, REFERENCE_CHARACTERS)}` };
}

interface Answered extends Pick<Reach, "names"> {
  reference: string;
  answer: Schemas["AcceptedMessages"];
}

function batchOf(draft: Draft, { reference, answer, names: resolved }: Answered): Batch {
  const chosen = draft.to.flatMap((each) =>
    each.kind === "contact" && each.number !== undefined ? [[each.number, each.name] as const] : [],
  );
  const names: Readonly<Record<string, string>> = { ...Object.fromEntries(chosen), ...resolved };
  return {
    reference,
    draft,
    at: new Date().toISOString(),
    messages: answer.messages.map(({ id, to }) => ({ id, to, ...(names[to] !== undefined && { name: names[to] }) })),
    refused: answer.refused,
    ...(answer.alarms !== undefined && { alarms: answer.alarms }),
  };
}
