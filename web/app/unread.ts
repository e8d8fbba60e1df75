import { queryOptions, useQuery } from "@tanstack/react-query";
import { answerOf, api } from "../api.ts";
import { useSession } from "./session.tsx";

/** Unread messages are counted up to here. */
const MOST_UNREAD = 200;

/** Incoming messages that nobody has read. */
export const unreadQuery = queryOptions({
  queryKey: ["incoming", "unread"],
  queryFn: ({ signal }) =>
    answerOf(api.GET("/api/v1/incoming", { params: { query: { read: "false", limit: MOST_UNREAD } }, signal })),
});

/** How many unread messages each number has; none for whoever may not read them. */
export function useUnread(): ReadonlyMap<string, number> {
  const { may } = useSession();
  const { data } = useQuery({
    ...unreadQuery,
    enabled: may("incoming-messages"),
    select: ({ items }) => {
      const counts = new Map<string, number>();
      for (const { from } of items) if (from !== undefined) counts.set(from, (counts.get(from) ?? 0) + 1);
      return counts;
    },
  });
  return data ?? NONE;
}
const NONE: ReadonlyMap<string, number> = new Map();

/** All of them together. */
export const totalOf = (unread: ReadonlyMap<string, number>): number =>
  [...unread.values()].reduce((sum, each) => sum + each, 0);
