import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { answerOf, api, type Schemas } from "../../api.ts";
import { type LiveData, useLive } from "../../app/live.ts";
import { unreadQuery } from "../../app/unread.ts";
import { type ListSource, useCursorList } from "../../parts/use-cursor-list.ts";
import { type Entry, type EntryPages, entryKey, patched, without } from "./entries.ts";

const PAGE = 50;

/** Every number with its latest message; with `q` those whose messages have it in them. Live. */
export function useConversations(q: string): ListSource<Schemas["Conversation"]> {
  const queries = useQueryClient();
  const renew = useCallback(() => {
    void queries.invalidateQueries({ queryKey: ["conversations"] });
    void queries.invalidateQueries({ queryKey: unreadQuery.queryKey });
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
      await queries.invalidateQueries({ queryKey: unreadQuery.queryKey });
    },
    [queries, number],
  );
}
