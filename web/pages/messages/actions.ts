import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { ApiError, answerOf, api, type Schemas } from "../../api.ts";
import { missingText } from "../../parts/incoming-text.ts";
import type { MessageState } from "../../parts/state-badge.tsx";
import { t } from "../../words/index.ts";

export type Action = "cancel" | "resend" | "delete";

/** In which states each action is possible. */
const POSSIBLE: Readonly<Record<Action | "edit", readonly MessageState[]>> = {
  cancel: ["queued"],
  edit: ["queued"],
  resend: ["failed", "expired", "cancelled", "undelivered", "unknown"],
  delete: ["queued", "sent", "delivered", "undelivered", "failed", "unknown", "cancelled", "expired"],
};
/** 1,000: as many as one request takes. */
const AT_ONCE = 1_000;

type Message = Pick<Schemas["OutgoingMessage"], "id" | "state" | "attempts" | "textGone" | "textUnreadable">;

export const isPossible = (action: Action | "edit", { state, attempts, ...text }: Message): boolean =>
  POSSIBLE[action].includes(state) &&
  (action !== "edit" || attempts === 0) &&
  (action !== "resend" || missingText(text) === undefined);

/** Why it was not done, with the state that a message has meanwhile, in words. */
function refusalOf(error: unknown): Error {
  if (!(error instanceof ApiError) || error.isUnanswered || error.status !== 409)
    return error instanceof Error ? error : new Error(String(error));
  const state = error.problem?.state;
  const isKnown = (each: string | undefined): each is MessageState => each !== undefined && each in STATES;
  if (!isKnown(state)) return error;
  return new Error(
    state === "queued" ? t("messages.tooLateTried") : t("messages.tooLate", { state: t(`parts.state.${state}`) }),
  );
}

const STATES = {
  sending: 1,
  sent: 1,
  delivered: 1,
  undelivered: 1,
  failed: 1,
  unknown: 1,
  cancelled: 1,
  expired: 1,
  queued: 1,
};

interface Done {
  done: number;
  skipped: number;
  /** The first reason of those that stayed as they were. */
  why: string | undefined;
}

/** Does it to all of these. @param key  the same while the same is tried again. @throws Error with a sentence */
export async function actOnMany(action: Action, ids: readonly number[], key: string): Promise<Done> {
  let step = 0;
  const sum: Done = { done: 0, skipped: 0, why: undefined };
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const some = ids.slice(from, from + AT_ONCE);
    let after: string | undefined;
    do {
      // Each step is a request of its own, the same again when all is tried again.
      const params = { header: { "Idempotency-Key": `${key}-${step++}` } };
      const body = { action, ids: [...some], ...(after === undefined ? {} : { after }) };
      const { done, skipped, next } = await answerOf(api.POST("/api/v1/messages/bulk", { body, params }));
      sum.done += done;
      sum.skipped += skipped.length;
      const [first] = skipped;
      sum.why ??=
        first && (first.state === undefined ? t(`messages.skipped.${first.reason}`) : t(`parts.state.${first.state}`));
      after = next;
    } while (after !== undefined);
  }
  return sum;
}

/** What one can do about one message. */
export function useActions(id: number) {
  const queries = useQueryClient();
  const changed = useCallback(() => {
    void queries.invalidateQueries({ queryKey: ["message", id] });
    void queries.invalidateQueries({ queryKey: ["messages-answer"] });
  }, [queries, id]);
  const at = { params: { path: { id } } };
  const call = async <Answer>(answer: Promise<Answer>): Promise<Answer> => {
    try {
      return await answer;
    } catch (error) {
      throw refusalOf(error);
    } finally {
      changed();
    }
  };
  return {
    cancel: () => call(answerOf(api.POST("/api/v1/messages/{id}/cancel", at))),
    /** @param key  the same while the same is tried again */
    resend: (key: string) =>
      call(
        answerOf(
          api.POST("/api/v1/messages/{id}/resend", {
            params: { ...at.params, header: { "Idempotency-Key": key } },
          }),
        ),
      ),
    remove: () => call(answerOf(api.DELETE("/api/v1/messages/{id}", at))),
    edit: (body: Schemas["MessageEdit"]) => call(answerOf(api.PATCH("/api/v1/messages/{id}", { ...at, body }))),
  };
}
