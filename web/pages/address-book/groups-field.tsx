import { MultiSelect } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { answerOf, api } from "../../api.ts";
import { useSuggestions } from "../../parts/use-suggestions.ts";
import { useWords } from "../../words/index.ts";
import { findGroups, type GroupName, groupsQuery } from "./queries.ts";

interface GroupsFieldProps {
  value?: readonly GroupName[];
  onChange?: (groups: GroupName[]) => void;
  error?: unknown;
}

/** The value of the option that makes a group; the others are IDs. */
const MAKE = "make";

/** The groups of a contact: the first by name to choose from, all others by search; one that there is not is made. */
export function GroupsField({ value = [], onChange, error }: GroupsFieldProps) {
  const { t } = useWords();
  const queries = useQueryClient();
  const [text, setText] = useState("");
  const [refused, setRefused] = useState<string>();
  const isLeaving = useRef(false);
  const { data: first = [] } = useQuery(groupsQuery);
  const found = useSuggestions(text, findGroups);
  const known = new Map([...value, ...found, ...first].map(({ id, name }) => [String(id), { id, name }]));
  const typed = text.trim();
  const isNew = typed !== "" && ![...known.values()].some(({ name }) => name.toLowerCase() === typed.toLowerCase());

  async function make() {
    try {
      const { id, name } = await answerOf(api.POST("/api/v1/groups", { body: { name: typed } }));
      await queries.invalidateQueries({ queryKey: ["groups"] });
      setText("");
      onChange?.([...value, { id, name }]);
    } catch (problem) {
      setRefused(problem instanceof Error ? problem.message : String(problem));
    }
  }
  const shownError = refused ?? (typeof error === "string" ? error : undefined);
  return (
    <MultiSelect
      label={t("addressBook.groups")}
      description={t("addressBook.groupsHelp")}
      inputWrapperOrder={["label", "input", "error", "description"]}
      size="sm"
      searchable
      hidePickedOptions
      searchValue={text}
      onBlur={() => {
        // The field would empty itself, and what was typed would be gone without a word.
        isLeaving.current = true;
        if (typed !== "") setRefused(t("addressBook.groupNotTaken", { name: typed }));
      }}
      onSearchChange={(next) => {
        if (isLeaving.current) {
          isLeaving.current = false;
          return;
        }
        setRefused(undefined);
        setText(next);
      }}
      clearSearchOnChange={false}
      nothingFoundMessage={t("addressBook.noSuchGroup")}
      data={[
        ...[...known].map(([id, { name }]) => ({ value: id, label: name })),
        ...(isNew ? [{ value: MAKE, label: t("addressBook.makeGroup", { name: typed }) }] : []),
      ]}
      value={value.map(({ id }) => String(id))}
      error={shownError}
      onChange={(ids) => {
        if (ids.includes(MAKE)) return void make();
        setText("");
        onChange?.(ids.flatMap((id) => known.get(id) ?? []));
      }}
    />
  );
}
