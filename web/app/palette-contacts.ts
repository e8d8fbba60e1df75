import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { answerOf, api } from "../api.ts";
import { pageAt } from "./pages.ts";
import { useSession } from "./session.tsx";

/** The search asks for nothing shorter: fewer letters find too much. */
export const SEARCHED_CHARACTERS = 3;

interface FoundContact {
  name: string;
  number: string;
}

interface FoundContacts {
  contacts: readonly FoundContact[];
  /** The gateway has not answered yet for what is typed by now: meanwhile those of the last answer that fit it, too. */
  isPending: boolean;
  hasFailed: boolean;
}

const NONE: FoundContacts = { contacts: [], isPending: false, hasFailed: false };

/**
 * The contacts that have what is wanted in their name or number.
 *
 * @param isUrgent  somebody waits for them: not to be asked a moment after the last letter, but now
 */
export function useFoundContacts(wanted: string, isUrgent: boolean): FoundContacts {
  const { may } = useSession();
  const [settled] = useDebouncedValue(wanted, 150);
  const asked = isUrgent ? wanted : settled;
  const mayAsk = may("contacts") && pageAt("/conversations") !== undefined;
  const { data, failureReason, isPlaceholderData, fetchStatus } = useQuery({
    queryKey: ["contacts", "palette", asked],
    queryFn: () => answerOf(api.GET("/api/v1/contacts", { params: { query: { q: asked, limit: 6 } } })),
    enabled: mayAsk && asked.length >= SEARCHED_CHARACTERS,
    placeholderData: (last) => last,
  });
  if (!mayAsk || wanted.length < SEARCHED_CHARACTERS) return NONE;
  const isAnswered = asked === wanted && data !== undefined && !isPlaceholderData;
  const hasFailed = asked === wanted && !isAnswered && (failureReason !== null || fetchStatus === "paused");
  const found = (data?.items ?? []).flatMap(({ name, number }) => (number === undefined ? [] : [{ name, number }]));
  const contacts = isAnswered ? found : found.filter((contact) => fits(contact, wanted));
  return { contacts, isPending: !isAnswered && !hasFailed, hasFailed: hasFailed && contacts.length === 0 };
}

function fits({ name, number }: FoundContact, wanted: string): boolean {
  return name.toLowerCase().includes(wanted) || number.includes(wanted);
}
