import type { ListSource } from "./use-cursor-list.ts";

/** A query that gives all rows at once. */
interface WholeQuery<Row> {
  data: readonly Row[] | undefined;
  isPending: boolean;
  error: Error | null;
  refetch: () => Promise<unknown>;
}

/** The source of a list that is read as a whole. */
export const wholeList = <Row>({ data, isPending, error, refetch }: WholeQuery<Row>): ListSource<Row> => ({
  rows: data ?? [],
  isLoading: isPending,
  isLoadingMore: false,
  hasMore: false,
  loadMore: () => undefined,
  error,
  retry: () => void refetch(),
});
