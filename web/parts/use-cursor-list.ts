import { type QueryKey, useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";

/** What a list shows, and how it gets more. */
export interface ListSource<Row> {
  rows: readonly Row[];
  /** The first rows are on the way. */
  isLoading: boolean;
  /** Further rows are on the way. */
  isLoadingMore: boolean;
  hasMore: boolean;
  loadMore: () => void;
  /** Why there are none. */
  error: Error | null;
  retry: () => void;
}

export interface CursorListOptions<Row> {
  /** Changes with the filters. */
  queryKey: QueryKey;
  /** Reads one page; without `next` it is the last one. */
  read: (
    cursor: string | undefined,
    signal: AbortSignal,
  ) => Promise<{ items: readonly Row[]; next?: string | undefined }>;
  enabled?: boolean;
}

/** A list that is read page by page as one scrolls. Its pages are in the query's cache, where live events patch them. */
export function useCursorList<Row>({ queryKey, read, enabled = true }: CursorListOptions<Row>): ListSource<Row> {
  const query = useInfiniteQuery({
    queryKey,
    enabled,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => read(pageParam, signal),
    getNextPageParam: (page) => page.next,
  });
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  return {
    rows,
    isLoading: query.isPending,
    isLoadingMore: query.isFetchingNextPage,
    hasMore: query.hasNextPage,
    loadMore: () => {
      if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
    },
    error: query.error,
    retry: () => void query.refetch(),
  };
}
