import { queryOptions } from "@tanstack/react-query";
import { answerOf, api, type Schemas, taggedAnswerOf } from "../../api.ts";

export type Contact = Schemas["Contact"];
export type GroupName = Contact["groups"][number];

export const CONTACTS_KEY = ["contacts"] as const;

/** Three screens. */
const FIRST = 100;
/** Groups that a menu shows; the field for groups searches all of them. */
const MOST_GROUPS = 200;

/** What the list is narrowed by, as the API takes it. */
export interface ContactFilter {
  q?: string;
  group?: number;
}

/** The filter in the page's URL. What is no group has none. */
export function filterOf(params: URLSearchParams): ContactFilter {
  const q = params.get("q")?.trim() ?? "";
  const group = params.get("group") ?? "";
  return { ...(q !== "" && { q }), ...(/^[1-9]\d{0,14}$/.test(group) && { group: Number(group) }) };
}

/** One page of contacts. The gateway looks at some thousand for each call, so a page may be empty before the last one. */
export async function readContacts(filter: ContactFilter, after: string | undefined, signal: AbortSignal) {
  let next = after;
  for (;;) {
    const query = { ...filter, limit: FIRST, ...(next !== undefined && { after: next }) };
    const page = await answerOf(api.GET("/api/v1/contacts", { params: { query }, signal }));
    if (page.items.length > 0 || page.next === undefined) return page;
    next = page.next;
  }
}

/** Words of a name that are looked for, and what is looked at of each: enough for a hint. */
const WORDS = 3;
const NEAR = 50;

/** Names of contacts that have a word of this one: what looks like it differs in another, or in what stands between them. */
export async function namesNear(name: string, signal: AbortSignal): Promise<string[]> {
  const words = [...new Set(name.split(/[^\p{L}\p{M}\p{N}]+/u).filter((word) => word.length > 1))].slice(0, WORDS);
  const found = await Promise.all(
    words.map((q) => answerOf(api.GET("/api/v1/contacts", { params: { query: { q, limit: NEAR } }, signal }))),
  );
  return [...new Set(found.flatMap(({ items }) => items.map((contact) => contact.name)))];
}

/** A contact with the entity tag, so that nobody overwrites what somebody else has changed. */
export const contactQuery = (id: number) =>
  queryOptions({
    queryKey: [...CONTACTS_KEY, "one", id],
    queryFn: () => taggedAnswerOf(api.GET("/api/v1/contacts/{id}", { params: { path: { id } } })),
  });

/** The first groups by name. */
export const groupsQuery = queryOptions({
  queryKey: ["groups", "names"],
  queryFn: async () => (await answerOf(api.GET("/api/v1/groups", { params: { query: { limit: MOST_GROUPS } } }))).items,
  staleTime: 60_000,
});

/** Groups whose name has this in it. */
export async function findGroups(q: string, signal: AbortSignal): Promise<GroupName[]> {
  const query = { q, limit: 10 };
  const { items } = await answerOf(api.GET("/api/v1/groups", { params: { query }, signal }));
  return items.map(({ id, name }) => ({ id, name }));
}
