import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { api, taggedAnswerOf } from "../../api.ts";
import { escalationQuery } from "../../app/rota.ts";

/**
 * An escalation order that is shown as it was put at once, and stored step by step behind that: who presses a key five times
 * waits for nothing.
 */
export function useOrder(groupId: number, stored: { data: { contacts: number[] }; etag: string }) {
  const queries = useQueryClient();
  const [order, setOrder] = useState<readonly number[]>(stored.data.contacts);
  const [failure, setFailure] = useState<string>();
  const etag = useRef(stored.etag);
  const pending = useRef<Promise<void>>(Promise.resolve());
  const waiting = useRef(0);
  useEffect(() => {
    if (waiting.current > 0) return;
    etag.current = stored.etag;
    setOrder(stored.data.contacts);
  }, [stored]);

  async function put(contacts: readonly number[]): Promise<void> {
    const { queryKey } = escalationQuery(groupId);
    try {
      const answer = await taggedAnswerOf(
        api.PUT("/api/v1/groups/{id}/escalation", {
          params: { path: { id: groupId } },
          headers: { "if-match": etag.current },
          body: { contacts: [...contacts] },
        }),
      );
      etag.current = answer.etag;
      waiting.current -= 1;
      if (waiting.current === 0) queries.setQueryData(queryKey, answer);
    } catch (error) {
      waiting.current -= 1;
      setFailure(error instanceof Error ? error.message : String(error));
      await queries.invalidateQueries({ queryKey });
    }
  }
  return {
    order,
    failure,
    save(next: readonly number[]) {
      setOrder(next);
      setFailure(undefined);
      waiting.current += 1;
      pending.current = pending.current.then(() => put(next));
    },
  };
}
