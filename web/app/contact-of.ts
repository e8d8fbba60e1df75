import { useQuery } from "@tanstack/react-query";
import { answerOf, api, type Schemas } from "../api.ts";
import { useSession } from "./session.tsx";

/** Whose number it is, as far as the viewer may know. */
export function useContactOf(number: string): { contact: Schemas["Contact"] | undefined; isStranger: boolean } {
  const { may } = useSession();
  const isAllowed = may("contacts");
  const { data } = useQuery({
    queryKey: ["contacts", "of", number],
    enabled: isAllowed,
    queryFn: async ({ signal }) => {
      const query = { q: number, limit: 20 };
      const { items } = await answerOf(api.GET("/api/v1/contacts", { params: { query }, signal }));
      return items.find((contact) => contact.number === number) ?? null;
    },
  });
  return { contact: data ?? undefined, isStranger: isAllowed && data === null };
}
