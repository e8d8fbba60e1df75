import { Autocomplete } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { answerOf, api } from "../api.ts";
import { policiesQuery } from "../app/alarms.ts";
import { modemsQuery } from "../app/modems.ts";
import { useSession } from "../app/session.tsx";
import { useSuggestions } from "./use-suggestions.ts";

interface NameFieldProps {
  of: "contact" | "group" | "webhook" | "modem" | "policy";
  label: string;
  /** Without a label that is seen, as within a sentence. */
  isBare?: boolean;
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
}

const MOST_FOUND = 8;

/** A name that may be typed, and is offered as far as the viewer may see such names. */
export function NameField({ of, label, isBare = false, value, onChange, error }: NameFieldProps) {
  const { may } = useSession();
  const searched = useSuggestions(of === "contact" || of === "group" ? value : "", async (q, signal) => {
    if (!may("contacts", "groups")) return [];
    const options = { params: { query: { q, limit: MOST_FOUND } }, signal };
    const { items } =
      of === "contact"
        ? await answerOf(api.GET("/api/v1/contacts", options))
        : await answerOf(api.GET("/api/v1/groups", options));
    return items.map(({ name }) => name);
  });
  const { data: groups = [] } = useQuery({
    queryKey: ["groups", "names"],
    queryFn: async () =>
      (await answerOf(api.GET("/api/v1/groups", { params: { query: { limit: MOST_FOUND } } }))).items,
    enabled: of === "group" && may("groups", "contacts"),
  });
  const { data: webhooks = [] } = useQuery({
    queryKey: ["webhooks", "list"],
    queryFn: async () => (await answerOf(api.GET("/api/v1/webhooks"))).items,
    enabled: of === "webhook" && may("webhooks"),
  });
  const { data: modems = [] } = useQuery({ ...modemsQuery, enabled: of === "modem", select: namesOf });
  const { data: policies = [] } = useQuery({
    ...policiesQuery,
    enabled: of === "policy" && may("alarm-policies"),
  });
  const names = {
    contact: searched,
    group: value === "" ? groups.map(({ name }) => name) : searched,
    webhook: webhooks.map(({ name }) => name),
    modem: modems,
    policy: policies.map(({ name }) => name),
  }[of];
  return (
    <Autocomplete
      {...(isBare ? { "aria-label": label } : { label })}
      size="sm"
      autoComplete="off"
      data={[...new Set(names)]}
      filter={({ options }) => options}
      value={value}
      onChange={onChange}
      error={error}
    />
  );
}

const namesOf = ({ items }: { items: readonly { name: string }[] }): string[] => items.map(({ name }) => name);
