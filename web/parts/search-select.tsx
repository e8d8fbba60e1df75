import { type ComboboxParsedItem, type OptionsFilter, Select, type SelectProps } from "@mantine/core";
import { type KeyboardEvent, useState } from "react";
import { useWords } from "../words/index.ts";

interface Choice {
  value: string;
  label: string;
}

export interface SearchSelectProps
  extends Omit<
    SelectProps,
    | "data"
    | "value"
    | "searchable"
    | "searchValue"
    | "onSearchChange"
    | "filter"
    | "dropdownOpened"
    | "onDropdownOpen"
    | "onDropdownClose"
  > {
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
  const [isOpen, setOpen] = useState(false);
  const take: NonNullable<SelectProps["onChange"]> = (next, option) => {
    onChange?.(next, option);
    // Where nothing stays chosen, what was typed does not stay either.
    if (value === null) setSearch("");
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (!isOpen || event.key !== "Escape") return;
    const field = event.currentTarget;
    setSearch(chosen);
    requestAnimationFrame(() => field.select());
  };
  // Mantine marks an option a few frames after the list has been opened. Whoever types faster gets the first one too.
  const onKeyDownCapture = (event: KeyboardEvent<HTMLInputElement>) => {
    if (!isOpen || event.key !== "Enter" || event.nativeEvent.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    const field = event.currentTarget;
    const list = document.getElementById(field.getAttribute("aria-controls") ?? "");
    const marked = list?.querySelector<HTMLElement>("[data-combobox-selected]");
    if (marked) return marked.click();
    const [first] = field.value === chosen ? [] : matching(choices, field.value);
    if (first === undefined) return;
    setOpen(false);
    setSearch(first.label);
    if (first.value !== value) take(first.value, first);
  };
  return (
    <Select
      {...props}
      searchable
      data={choices}
      value={value}
      searchValue={search}
      onSearchChange={setSearch}
      dropdownOpened={isOpen}
      onDropdownOpen={() => setOpen(true)}
      onDropdownClose={() => setOpen(false)}
      filter={bestFirst}
      selectFirstOptionOnChange
      nothingFoundMessage={nothingFoundMessage ?? t("parts.select.nothing")}
      onChange={take}
      onFocus={(event) => event.currentTarget.select()}
      onClick={(event) => {
        if (event.currentTarget.value === chosen) event.currentTarget.select();
      }}
      onKeyDown={onKeyDown}
      onKeyDownCapture={onKeyDownCapture}
    />
  );
}

const isChoice = (item: ComboboxParsedItem): item is ComboboxParsedItem & Choice => "label" in item;

const bestFirst: OptionsFilter = ({ options, search, limit }) =>
  matching(options.filter(isChoice), search).slice(0, limit);

/** What is its value, what begins with it, what has a word that begins with it, and what has it anywhere. */
function matching<Each extends Choice>(choices: readonly Each[], search: string): Each[] {
  const wanted = search.trim().toLowerCase();
  const rankOf = (choice: Choice): number | undefined => {
    const label = choice.label.toLowerCase();
    if (choice.value.toLowerCase() === wanted) return 0;
    if (label.startsWith(wanted)) return 1;
    if (label.includes(` ${wanted}`)) return 2;
    return label.includes(wanted) ? 3 : undefined;
  };
  return choices
    .flatMap((choice) => {
      const rank = rankOf(choice);
      return rank === undefined ? [] : [{ choice, rank }];
    })
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ choice }) => choice);
}
