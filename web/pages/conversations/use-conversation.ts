import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { answerOf, api, type Schemas } from "../../api.ts";
import { type LiveData, useLive } from "../../app/live.ts";
import { type ListSource, useCursorList } from "../../parts/use-cursor-list.ts";
import { type Entry, type EntryPages, entryKey, patched, without } from "./entries.ts";

const PAGE = 50;
/** Unread messages are counted up to here. */
const MOST_UNREAD = 200;

/** Every number with its latest message; with `q` those whose messages have it in them. Live. */
export function useConversations(q: string): ListSource<Schemas["Conversation"]> {
  const queries = useQueryClient();
  const renew = useCallback(() => {
    void queries.invalidateQueries({ queryKey: ["conversations"] });
    void queries.invalidateQueries({ queryKey: ["incoming", "unread"] });
  }, [queries]);
  useLive("message", renew);
  useLive("incoming", renew);
  return useCursorList({
    queryKey: ["conversations", q],
    read: (after, signal) => {
      const query = { limit: PAGE, ...(after === undefined ? {} : { after }), ...(q === "" ? {} : { q }) };
      return answerOf(api.GET("/api/v1/conversations", { params: { query }, signal }));
    },
  });
}

/** How many unread messages each number has. */
export function useUnread(): ReadonlyMap<string, number> {
  const { data } = useQuery({
    queryKey: ["incoming", "unread"],
    queryFn: ({ signal }) =>
      answerOf(api.GET("/api/v1/incoming", { params: { query: { read: "false", limit: MOST_UNREAD } }, signal })),
    select: ({ items }) => {
      const counts = new Map<string, number>();
      for (const { from } of items) if (from !== undefined) counts.set(from, (counts.get(from) ?? 0) + 1);
      return counts;
    },
  });
  return data ?? NONE;
}
const NONE: ReadonlyMap<string, number> = new Map();

/** The messages of one conversation, newest first; with `find` those that have it in them. Live. */
export function useConversation(number: string, find: string): ListSource<Entry> {
  const queries = useQueryClient();
  const change = useCallback(
    (patch: (data: EntryPages | undefined) => EntryPages | undefined) => {
      const queryKey = ["conversation", number];
      queries.setQueryData<EntryPages>([...queryKey, ""], patch);
      // What an answer under way misses, the next one has.
      if (queries.isFetching({ queryKey }) > 0 || find !== "") void queries.invalidateQueries({ queryKey });
    },
    [queries, number, find],
  );
  const onMessage = useCallback(
    (message: LiveData["message"]) => {
      if ("deleted" in message) change((data) => without(data, `outgoing-${message.id}`));
      else if (message.to === number) change((data) => patched(data, { direction: "outgoing", outgoing: message }));
    },
    [change, number],
  );
  const onIncoming = useCallback(
    (message: LiveData["incoming"]) => {
      if ("deleted" in message) change((data) => without(data, `incoming-${message.id}`));
      else if (message.from === number) change((data) => patched(data, { direction: "incoming", incoming: message }));
    },
    [change, number],
  );
  useLive("message", onMessage);
  useLive("incoming", onIncoming);
  return useCursorList({
    queryKey: ["conversation", number, find],
    read: (after, signal) => {
      const query = { limit: PAGE, ...(after === undefined ? {} : { after }), ...(find === "" ? {} : { q: find }) };
      const path = { number };
      return answerOf(api.GET("/api/v1/conversations/{number}", { params: { path, query }, signal }));
    },
  });
}

/** Marks an incoming message as read, here and for everybody. */
export function useMarkRead(number: string): (id: number) => Promise<void> {
  const queries = useQueryClient();
  return useCallback(
    async (id) => {
      const path = { id };
      const incoming = await answerOf(api.PATCH("/api/v1/incoming/{id}", { params: { path }, body: { read: true } }));
      const entry: Entry = { direction: "incoming", incoming };
      const replace = (data: EntryPages | undefined) =>
        data?.pages.some(({ items }) => items.some((each) => entryKey(each) === entryKey(entry)))
          ? patched(data, entry)
          : data;
      queries.setQueriesData<EntryPages>({ queryKey: ["conversation", number] }, replace);
      await queries.invalidateQueries({ queryKey: ["incoming", "unread"] });
    },
    [queries, number],
  );
}
