import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useSearchParams } from "wouter";
import { answerOf, api } from "../../api.ts";
import { useSession } from "../../app/session.tsx";
import type { Recipient } from "../../parts/recipient-field.tsx";

/**
 * Whom a link asks to write to, `/send?to=+491701234567` or `/send?to=group:2`: a number with its contact, where the user may see
 * them. It is taken once, and then leaves the URL, so that a reload does not bring it back.
 */
export function useAsked(take: (recipient: Recipient) => void): void {
  const { may } = useSession();
  const [params, setParams] = useSearchParams();
  const asked = params.get("to") ?? "";
  const isAsked = /^(\+?\d{2,15}|group:\d{1,15})$/.test(asked);
  const { data } = useQuery({
    queryKey: ["contacts", "asked", asked],
    queryFn: () => (asked.startsWith("group:") ? groupOf(Number(asked.slice(6))) : contactOf(asked, may("contacts"))),
    enabled: isAsked,
  });
  const taken = useRef(take);
  taken.current = take;
  useEffect(() => {
    if (!isAsked || data === undefined) return;
    taken.current(data);
    setParams({}, { replace: true });
  }, [isAsked, data, setParams]);
}

async function groupOf(id: number): Promise<Recipient> {
  const { name, memberCount } = await answerOf(api.GET("/api/v1/groups/{id}", { params: { path: { id } } }));
  return { kind: "group", id, name, members: memberCount };
}

async function contactOf(number: string, mayLook: boolean): Promise<Recipient> {
  if (!mayLook) return { kind: "number", number };
  const query = { q: number, limit: 10 };
  // Without an answer one can still write to the number.
  const page = await answerOf(api.GET("/api/v1/contacts", { params: { query } })).catch(() => undefined);
  const contact = page?.items.find((each) => each.number === number);
  if (contact === undefined) return { kind: "number", number };
  return { kind: "contact", id: contact.id, name: contact.name, number };
}
