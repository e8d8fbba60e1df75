import { type ComboboxParsedItem, type OptionsFilter, Select, type SelectProps } from "@mantine/core";
import { type KeyboardEvent, useState } from "react";
import { useWords } from "../words/index.ts";

interface Choice {
  value: string;
  label: string;
}

export interface SearchSelectProps
  extends Omit<SelectProps, "data" | "value" | "searchable" | "searchValue" | "onSearchChange" | "filter"> {
  data: readonly (string | Choice)[];
  value: string | null;
}

/**
 * One of many, found by typing. What is typed takes the place of what was chosen; Enter takes the first that fits, and never sends a form
 * while the list is open; Escape goes back to what was chosen.
 */
export function SearchSelect({ data, value, onChange, nothingFoundMessage, ...props }: SearchSelectProps) {
  const { t } = useWords();
  const choices = data.map((each) => (typeof each === "string" ? { value: each, label: each } : each));
  const chosen = choices.find((each) => each.value === value)?.label ?? "";
  const [search, setSearch] = useState(chosen);
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.currentTarget.getAttribute("aria-expanded") !== "true") return;
    if (event.key === "Enter") event.preventDefault();
    if (event.key === "Escape") {
      const field = event.currentTarget;
      setSearch(chosen);
      requestAnimationFrame(() => field.select());
    }
  };
  return (
    <Select
      {...props}
      searchable
      data={choices}
      value={value}
      searchValue={search}
      onSearchChange={setSearch}
      filter={bestFirst}
      selectFirstOptionOnChange
      nothingFoundMessage={nothingFoundMessage ?? t("parts.select.nothing")}
      onChange={(next, option) => {
        onChange?.(next, option);
        // Where nothing stays chosen, what was typed does not stay either.
        if (value === null) setSearch("");
      }}
      onFocus={(event) => event.currentTarget.select()}
      onClick={(event) => {
        if (event.currentTarget.value === chosen) event.currentTarget.select();
      }}
      onKeyDown={onKeyDown}
    />
  );
}

const isChoice = (item: ComboboxParsedItem): item is ComboboxParsedItem & Choice => "label" in item;

/** What is its value, what begins with it, what has a word that begins with it, and what has it anywhere. */
const bestFirst: OptionsFilter = ({ options, search, limit }) => {
  const wanted = search.trim().toLowerCase();
  const rankOf = (choice: Choice): number | undefined => {
    const label = choice.label.toLowerCase();
    if (choice.value.toLowerCase() === wanted) return 0;
    if (label.startsWith(wanted)) return 1;
    if (label.includes(` ${wanted}`)) return 2;
    return label.includes(wanted) ? 3 : undefined;
  };
  return options
    .filter(isChoice)
    .flatMap((choice) => {
      const rank = rankOf(choice);
      return rank === undefined ? [] : [{ choice, rank }];
    })
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, limit)
    .map(({ choice }) => choice);
};
