import { useQuery, useQueryClient } from "@tanstack/react-query";
import { answerOf, api, isOutdated, taggedAnswerOf } from "../../api.ts";
import type { Described, Setting, Value } from "./setting.ts";

const VALUES = ["settings", "values"] as const;

interface Stored {
  data: { items: readonly Setting[] };
  etag: string;
}

const valueIn = (stored: Stored | undefined, name: string) =>
  JSON.stringify(stored?.data.items.find((each) => each.name === name)?.value);

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
      const patch = (etag = "") =>
        taggedAnswerOf(
          api.PATCH("/api/v1/settings", {
            body: changes,
            headers: { "content-type": "application/merge-patch+json", ...(etag === "" ? {} : { "if-match": etag }) },
          }),
        );
      const before = queries.getQueryData<Stored>(VALUES);
      const answer = await patch(before?.etag).catch(async (error: unknown) => {
        if (!isOutdated(error)) throw error;
        // What somebody else stored is shown, so that saving again is meant; where that is of other settings, it needs no second time.
        const { data: now } = await values.refetch();
        const isOther = Object.keys(changes).some((name) => valueIn(before, name) !== valueIn(now, name));
        if (now === undefined || isOther) throw error;
        return patch(now.etag);
      });
      queries.setQueryData(VALUES, answer);
    },
  };
}
