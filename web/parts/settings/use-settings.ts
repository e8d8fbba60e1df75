import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ApiError, answerOf, api, taggedAnswerOf } from "../../api.ts";
import type { Described, Setting, Value } from "./setting.ts";

const VALUES = ["settings", "values"] as const;

interface Settings {
  described: readonly Described[] | undefined;
  settings: readonly Setting[] | undefined;
  error: Error | null;
  retry: () => void;
  /** Stores what is named; `null` sets a default. @throws ApiError */
  change: (changes: Record<string, Value | null>) => Promise<void>;
}

/** The settings that the user may see, with what the gateway says about each. */
export function useSettings(): Settings {
  const queries = useQueryClient();
  const schema = useQuery({
    queryKey: ["settings", "schema"],
    queryFn: () => answerOf(api.GET("/api/v1/settings/schema")),
  });
  const values = useQuery({
    queryKey: VALUES,
    refetchOnWindowFocus: false,
    queryFn: () => taggedAnswerOf(api.GET("/api/v1/settings")),
  });
  return {
    described: schema.data?.items,
    settings: values.data?.data.items,
    error: schema.error ?? values.error,
    retry() {
      void schema.refetch();
      void values.refetch();
    },
    async change(changes) {
      const etag = queries.getQueryData<{ etag: string }>(VALUES)?.etag ?? "";
      const answer = await taggedAnswerOf(
        api.PATCH("/api/v1/settings", {
          body: changes,
          headers: { "content-type": "application/merge-patch+json", ...(etag === "" ? {} : { "if-match": etag }) },
        }),
      ).catch(async (error: unknown) => {
        // What somebody else stored is shown, so that saving again is meant.
        if (error instanceof ApiError && error.status === 412) await values.refetch();
        throw error;
      });
      queries.setQueryData(VALUES, answer);
    },
  };
}
