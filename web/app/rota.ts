import {
  type InfiniteData,
  type QueryClient,
  type QueryKey,
  queryOptions,
  useQueryClient,
} from "@tanstack/react-query";
import { useCallback } from "react";
import { answerOf, api, type Schemas, taggedAnswerOf } from "../api.ts";
import { useLive } from "./live.ts";

/** What the gateway knows of a group: for the pages *Groups* and *On call*. */

export type Group = Schemas["Group"];
export type Contact = Schemas["Contact"];
export type Shifts = Schemas["Shifts"];
export type OnCall = Schemas["OnCall"];
export type Duty = OnCall["duties"][number];
export type Override = Schemas["Overrides"]["overrides"][number];

export const GROUPS_KEY = ["groups"] as const;

const byId = (id: number) => ({ path: { id } });
const keyOf = (id: number, what: string) => [...GROUPS_KEY, id, what] as const;

export const groupQuery = (id: number) =>
  queryOptions({
    queryKey: keyOf(id, "group"),
    queryFn: () => taggedAnswerOf(api.GET("/api/v1/groups/{id}", { params: byId(id) })),
  });

/** Of so many a page can let somebody choose; more are on call nowhere. */
const MOST_MEMBERS = 1_000;
const PAGE = 100;

/** Everybody in a group, by name. Takes the permission `contacts` too. */
export const membersQuery = (id: number) =>
  queryOptions({
    queryKey: keyOf(id, "members"),
    queryFn: async () => {
      const members: Contact[] = [];
      let after: string | undefined;
      do {
        const query = { limit: PAGE, ...(after !== undefined && { after }) };
        const page = await answerOf(api.GET("/api/v1/groups/{id}/members", { params: { ...byId(id), query } }));
        members.push(...page.items);
        after = page.next;
      } while (after !== undefined && members.length < MOST_MEMBERS);
      return members;
    },
  });

export const shiftsQuery = (id: number) =>
  queryOptions({
    queryKey: keyOf(id, "shifts"),
    queryFn: () => taggedAnswerOf(api.GET("/api/v1/groups/{id}/shifts", { params: byId(id) })),
  });

export const escalationQuery = (id: number) =>
  queryOptions({
    queryKey: keyOf(id, "escalation"),
    queryFn: () => taggedAnswerOf(api.GET("/api/v1/groups/{id}/escalation", { params: byId(id) })),
  });

/** Who is on call changes with the time, without an event. */
const AGAIN_MS = 60_000;

/** Who is on call from now on, for a week; or at the time that is given. */
export const onCallQuery = (id: number, times?: { from: string; until: string }) =>
  queryOptions({
    queryKey: [...keyOf(id, "on-call"), times ?? "now"],
    queryFn: () =>
      answerOf(api.GET("/api/v1/groups/{id}/on-call", { params: { ...byId(id), ...(times && { query: times }) } })),
    refetchInterval: AGAIN_MS,
  });

/** Reads lists of groups again, and then what is shown of each; not of those that have left the lists, since they are gone. */
export async function readGroupsAgain(queries: QueryClient): Promise<void> {
  const before = listedIn(queries);
  const isOfOne = (key: QueryKey) => typeof key[1] === "number";
  // Who asks while a list is on its way waits for the same one.
  const options = { cancelRefetch: false };
  await queries.invalidateQueries({ queryKey: GROUPS_KEY, predicate: ({ queryKey }) => !isOfOne(queryKey) }, options);
  const after = listedIn(queries);
  const isGone = (id: unknown) => before.has(id) && !after.has(id);
  const isThere = ({ queryKey }: { queryKey: QueryKey }) => isOfOne(queryKey) && !isGone(queryKey[1]);
  await queries.invalidateQueries({ queryKey: GROUPS_KEY, predicate: isThere });
}

/** The IDs of the groups in every list that was read. */
function listedIn(queries: QueryClient): Set<unknown> {
  const lists = queries.getQueriesData<InfiniteData<{ items: Group[] }>>({ queryKey: [...GROUPS_KEY, "list"] });
  return new Set(lists.flatMap(([, data]) => data?.pages.flatMap(({ items }) => items.map(({ id }) => id)) ?? []));
}

/** Reads everything about groups again when an event tells of a change; who may not read events sees it on coming back. */
export function useGroupEvents(): void {
  const queries = useQueryClient();
  useLive(
    "event",
    useCallback(
      ({ kind }) => {
        if (/^(group|contacts?)\./.test(kind)) void readGroupsAgain(queries);
      },
      [queries],
    ),
  );
}

/** Replaces a group's shifts. Gives what takes that back, unless somebody else has changed them since. @throws ApiError */
export async function putShifts(id: number, before: { data: Shifts; etag: string }, body: Shifts) {
  const put = (etag: string, shifts: Shifts) =>
    taggedAnswerOf(
      api.PUT("/api/v1/groups/{id}/shifts", { params: byId(id), headers: { "if-match": etag }, body: shifts }),
    );
  const { etag } = await put(before.etag, body);
  return () => put(etag, before.data);
}

/**
 * Changes a group's overrides as they are at this moment. Gives what takes that back, unless somebody else has changed
 * them since.
 *
 * @throws ApiError
 */
export async function changeOverrides(id: number, change: (now: readonly Override[]) => Override[]) {
  const params = byId(id);
  const put = (etag: string, overrides: Override[]) =>
    taggedAnswerOf(
      api.PUT("/api/v1/groups/{id}/overrides", { params, headers: { "if-match": etag }, body: { overrides } }),
    );
  const before = await taggedAnswerOf(api.GET("/api/v1/groups/{id}/overrides", { params }));
  const { etag } = await put(before.etag, change(before.data.overrides));
  return () => put(etag, before.data.overrides);
}

/**
 * Takes a member out of a group. Gives what puts them back as they were: with their shifts, their overrides and their place in
 * the escalation order, which the gateway removes too.
 *
 * @throws ApiError
 */
export async function removeMember(id: number, contact: number): Promise<() => Promise<void>> {
  const params = byId(id);
  const read = () =>
    Promise.all([
      taggedAnswerOf(api.GET("/api/v1/groups/{id}/shifts", { params })),
      taggedAnswerOf(api.GET("/api/v1/groups/{id}/overrides", { params })),
      taggedAnswerOf(api.GET("/api/v1/groups/{id}/escalation", { params })),
    ]);
  const [shifts, overrides, escalation] = await read();
  await answerOf(api.DELETE("/api/v1/groups/{id}/members/{contact}", { params: { path: { id, contact } } }));
  return async () => {
    await addMember(id, contact);
    const [now, nowOverrides, nowEscalation] = await read();
    const isIn = (each: { contact: number; insteadOf?: number }) =>
      each.contact === contact || each.insteadOf === contact;
    if (shifts.data.shifts.some(isIn)) {
      const headers = { "if-match": now.etag };
      await answerOf(api.PUT("/api/v1/groups/{id}/shifts", { params, headers, body: shifts.data }));
    }
    if (overrides.data.overrides.some(isIn)) {
      const headers = { "if-match": nowOverrides.etag };
      await answerOf(api.PUT("/api/v1/groups/{id}/overrides", { params, headers, body: overrides.data }));
    }
    if (escalation.data.contacts.includes(contact)) {
      const headers = { "if-match": nowEscalation.etag };
      await answerOf(api.PUT("/api/v1/groups/{id}/escalation", { params, headers, body: escalation.data }));
    }
  };
}

/** @throws ApiError */
export async function addMember(id: number, contact: number): Promise<void> {
  const body = { contacts: [contact] };
  await answerOf(api.POST("/api/v1/groups/{id}/members", { params: byId(id), body }));
}
