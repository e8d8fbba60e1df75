import { useQuery } from "@tanstack/react-query";
import { useSession } from "../../app/session.tsx";
import { type Filter, Filters } from "../../parts/filters.tsx";
import { useWords } from "../../words/index.ts";
import { groupsQuery } from "./queries.ts";

/** What the list can be narrowed by: a search, and a group for whoever may see groups. */
export function ContactFilters() {
  const { t } = useWords();
  const { may } = useSession();
  const { data: groups } = useQuery({ ...groupsQuery, enabled: may("groups") });
  const options = groups?.map(({ id, name }) => ({ value: String(id), label: name })) ?? [];
  const filters: Filter[] =
    options.length === 0 ? [] : [{ key: "group", label: t("addressBook.group"), options, one: true }];
  return <Filters name="address-book" filters={filters} />;
}
