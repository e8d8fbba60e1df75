import { type QueryClient, type QueryKey, queryOptions, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";
import { answerOf, api, type Schemas, taggedAnswerOf } from "../../api.ts";
import { type LiveData, useLive } from "../../app/live.ts";
import { useSession } from "../../app/session.tsx";
import { type Changes, named, type PageOf, patched } from "./pages.ts";

/** 100 ms: of a batch of hundreds one sees no difference, and the list is drawn ten times a second at most. */
const GATHER_MS = 100;
/** 2 s: sentences above lists are read again this often at most. */
const ANSWER_MS = 2_000;

/** 10 numbers are asked for at a time. */
const NAMED = 10;

interface PagesOf<Row> {
  pages: PageOf<Row>[];
  pageParams: (string | undefined)[];
}

interface Rules<Row> {
  queryKey: QueryKey;
  fits: (row: Row) => boolean;
  oldestFirst: boolean;
}

/** Keeps a list of outgoing messages as it is now. */
export function useLiveOutgoing(rules: Rules<Schemas["OutgoingMessage"]>): void {
  const queries = useQueryClient();
  const { may } = useSession();
  const seesNames = may("contacts");
  const { queryKey } = rules;
  // The stream tells everybody the same, so nobody's contacts.
  const nameThem = (rows: readonly Schemas["OutgoingMessage"][]) => {
    const unnamed = new Map(rows.flatMap((row) => (row.contact === undefined ? [[row.to, row]] : [])));
    for (const [number, { id }] of seesNames ? [...unnamed].slice(0, NAMED) : []) {
      contactOf(queries, { number, id }).then(
        (contact) => {
          if (contact === null) return;
          queries.setQueryData<PagesOf<Schemas["OutgoingMessage"]>>(queryKey, (data) =>
            named(data, { number, contact }),
          );
        },
        () => undefined,
      );
    }
  };
  const tell = useGathered(rules, (row) => row.createdAt, nameThem);
  useLive(
    "message",
    useCallback((message) => tell(message.id, "deleted" in message ? undefined : message), [tell]),
  );
}

/** Keeps the list of incoming messages as it is now. */
export function useLiveIncoming(rules: Rules<Schemas["IncomingMessage"]>): void {
  const tell = useGathered(rules, (row) => row.receivedAt);
  useLive(
    "incoming",
    useCallback(
      (message) => {
        if ("deleted" in message) return tell(message.id, undefined);
        if (isWaiting(message)) return;
        // The stream does not say whether it was read.
        readIncoming(message.id).then(
          (row) => tell(row.id, row),
          () => undefined,
        );
      },
      [tell],
    ),
  );
}

/** Whose number it is, as one of its messages says; asked once a minute at most. */
const contactOf = (queries: QueryClient, { number, id }: { number: string; id: number }) =>
  queries.fetchQuery({
    queryKey: ["contact-of", number],
    queryFn: async () =>
      (await answerOf(api.GET("/api/v1/messages/{id}", { params: { path: { id } } }))).contact ?? null,
    staleTime: 60_000,
  });

/** Parts of it are missing: no list has it yet. */
const isWaiting = (message: LiveData["incoming"]) => "state" in message && message.state === "waiting";

const readIncoming = (id: number) => answerOf(api.GET("/api/v1/incoming/{id}", { params: { path: { id } } }));

/** One message that came in, with the entity tag of the state that it was read in. */
export interface StoredIncoming {
  data: Schemas["IncomingMessage"];
  etag: string;
}

export const incomingQuery = (id: number) =>
  queryOptions({
    queryKey: ["incoming", id],
    queryFn: (): Promise<StoredIncoming> =>
      taggedAnswerOf(api.GET("/api/v1/incoming/{id}", { params: { path: { id } } })),
  });

function useGathered<Row extends { id: number; contact?: { id: number; name: string } }>(
  rules: Rules<Row>,
  timeOf: (row: Row) => string,
  shown: (rows: readonly Row[]) => void = () => undefined,
): (id: number, row: Row | undefined) => void {
  const queries = useQueryClient();
  const latest = useRef({ rules, timeOf, shown });
  latest.current = { rules, timeOf, shown };
  const changes = useRef(new Map<number, Row | undefined>());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const answer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      clearTimeout(answer.current);
      timer.current = undefined;
      answer.current = undefined;
    },
    [],
  );
  return useCallback(
    (id, row) => {
      changes.current.set(id, row);
      timer.current ??= setTimeout(() => {
        timer.current = undefined;
        const { rules, timeOf, shown } = latest.current;
        const gathered: Changes<Row> = changes.current;
        changes.current = new Map();
        queries.setQueryData<PagesOf<Row>>(rules.queryKey, (data) => patched(data, gathered, { ...rules, timeOf }));
        shown([...gathered.values()].filter((row): row is Row => row !== undefined && rules.fits(row)));
      }, GATHER_MS);
      answer.current ??= setTimeout(() => {
        answer.current = undefined;
        void queries.invalidateQueries({ queryKey: ["messages-answer"] });
      }, ANSWER_MS);
    },
    [queries],
  );
}
