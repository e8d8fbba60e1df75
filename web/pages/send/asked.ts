import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useSearchParams } from "wouter";
import { answerOf, api } from "../../api.ts";
import { useSession } from "../../app/session.tsx";
import type { Recipient } from "../../parts/recipient-field.tsx";

/**
 * The number that a link asks to write to, `/send?to=+491701234567`: with its contact, where the user may see them. It is taken
 * once, and then leaves the URL, so that a reload does not bring it back.
 */
export function useAsked(take: (recipient: Recipient) => void): void {
  const { may } = useSession();
  const [params, setParams] = useSearchParams();
  const number = params.get("to") ?? "";
  const isAsked = /^\+?\d{2,15}$/.test(number);
  const { data } = useQuery({
    queryKey: ["contacts", "of-number", number],
    queryFn: async (): Promise<Recipient> => {
      if (!may("contacts")) return { kind: "number", number };
      const query = { q: number, limit: 10 };
      // Without an answer one can still write to the number.
      const page = await answerOf(api.GET("/api/v1/contacts", { params: { query } })).catch(() => undefined);
      const contact = page?.items.find((each) => each.number === number);
      if (contact === undefined) return { kind: "number", number };
      return { kind: "contact", id: contact.id, name: contact.name, number };
    },
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
