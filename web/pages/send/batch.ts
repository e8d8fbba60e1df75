import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef } from "react";
import { answerOf, api, type Schemas } from "../../api.ts";
import { type LiveData, useLive } from "../../app/live.ts";
import type { Draft } from "./draft.ts";

/** What was sent last. The browser keeps it, so that its progress is there after the tab was closed. */
export interface Batch {
  /** Of its messages, by which they are found again. */
  reference: string;
  draft: Draft;
  at: string;
  messages: { id: number; to: string; name?: string }[];
  refused: Schemas["Refused"][];
  /** Numbers of those that groups with a policy were called by. */
  alarms?: number[];
}

type Message = Schemas["OutgoingMessage"];
type ById = ReadonlyMap<number, Message>;

/** The messages of a batch as they are, live. `undefined`: on the way. */
export function useBatch({ reference }: Batch) {
  const queries = useQueryClient();
  /** What was told while the list was on its way, which may be older. */
  const told = useRef(new Map<number, Message>());
  const queryKey = ["send-batch", reference];
  const query = useQuery({
    queryKey,
    queryFn: async ({ signal }): Promise<ById> => {
      told.current.clear();
      const found = await allOf(reference, signal);
      return new Map([...found.map((each) => [each.id, each] as const), ...told.current]);
    },
  });
  useLive(
    "message",
    useCallback(
      (message: LiveData["message"]) => {
        if ("deleted" in message || message.reference !== reference) return;
        told.current.set(message.id, message);
        queries.setQueryData<ById>(
          ["send-batch", reference],
          (before) => before && new Map(before).set(message.id, message),
        );
      },
      [queries, reference],
    ),
  );
  return query;
}

const MOST_OF_A_PAGE = 500;

async function allOf(reference: string, signal: AbortSignal): Promise<Message[]> {
  const found: Message[] = [];
  let after: string | undefined;
  do {
    const query = { reference, limit: MOST_OF_A_PAGE, ...(after !== undefined && { after }) };
    const page = await answerOf(api.GET("/api/v1/messages", { params: { query }, signal }));
    found.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return found;
}

/** Cancels those that still wait. Gives how many. @throws ApiError */
export async function cancelWaiting(reference: string): Promise<void> {
  let after: string | undefined;
  do {
    const body = {
      action: "cancel" as const,
      filter: { reference, state: ["queued" as const] },
      ...(after && { after }),
    };
    after = (await answerOf(api.POST("/api/v1/messages/bulk", { body }))).next;
  } while (after !== undefined);
}
