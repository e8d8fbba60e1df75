import { answerOf, api } from "../../api.ts";
import type { Session } from "../../app/session.tsx";
import type { Recipient } from "../../parts/recipient-field.tsx";

const MOST_CONTACTS = 6;
const MOST_GROUPS = 4;

/** Finds contacts and groups, as far as the user may see them. */
export function completeFor({ may }: Session) {
  return async (text: string, signal: AbortSignal): Promise<Recipient[]> => {
    const [groups, contacts] = await Promise.all([
      may("groups") ? findGroups(text, signal) : [],
      may("contacts") ? findContacts(text, signal) : [],
    ]);
    return [...groups, ...contacts];
  };
}

async function findGroups(q: string, signal: AbortSignal): Promise<Recipient[]> {
  const query = { q, limit: MOST_GROUPS };
  const { items } = await answerOf(api.GET("/api/v1/groups", { params: { query }, signal }));
  return items.map(({ id, name, memberCount }) => ({ kind: "group", id, name, members: memberCount }));
}

async function findContacts(q: string, signal: AbortSignal): Promise<Recipient[]> {
  const query = { q, limit: MOST_CONTACTS };
  const { items } = await answerOf(api.GET("/api/v1/contacts", { params: { query }, signal }));
  return items
    .filter(({ number }) => number !== undefined)
    .map(({ id, name, number }) => ({ kind: "contact", id, name, number }));
}
