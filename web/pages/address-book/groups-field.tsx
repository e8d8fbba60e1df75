import { MultiSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSuggestions } from "../../parts/use-suggestions.ts";
import { useWords } from "../../words/index.ts";
import { findGroups, type GroupName, groupsQuery } from "./queries.ts";

interface GroupsFieldProps {
  value?: readonly GroupName[];
  onChange?: (groups: GroupName[]) => void;
  error?: unknown;
}

/** The groups of a contact: the first by name to choose from, all others by search. */
export function GroupsField({ value = [], onChange, error }: GroupsFieldProps) {
  const { t } = useWords();
  const [text, setText] = useState("");
  const { data: first = [] } = useQuery(groupsQuery);
  const found = useSuggestions(text, findGroups);
  const known = new Map([...value, ...found, ...first].map(({ id, name }) => [String(id), { id, name }]));
  return (
    <MultiSelect
      label={t("addressBook.groups")}
      description={t("addressBook.groupsHelp")}
      inputWrapperOrder={["label", "input", "error", "description"]}
      size="sm"
      searchable
      hidePickedOptions
      searchValue={text}
      onSearchChange={setText}
      nothingFoundMessage={t("addressBook.noSuchGroup")}
      data={[...known].map(([id, { name }]) => ({ value: id, label: name }))}
      value={value.map(({ id }) => String(id))}
      error={typeof error === "string" ? error : undefined}
      onChange={(ids) => onChange?.(ids.flatMap((id) => known.get(id) ?? []))}
    />
  );
}
