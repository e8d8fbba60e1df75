import { Button, Menu, Popover, TextInput, UnstyledButton } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconBookmark, IconChevronDown, IconSearch, IconX } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useSearchParams } from "wouter";
import { usePreference } from "../app/use-kept.ts";
import { useWords } from "../words/index.ts";
import { changed, TypedChip } from "./filter-typed.tsx";

export interface Filter {
  /** The query parameter of the page's URL; `state=failed&state=sent` for more than one value. */
  key: string;
  label: string;
  options?: readonly { value: string; label: string }[];
  /** At most one of the options. */
  one?: boolean;
  /** In place of options: what is typed, or a day. */
  input?: "text" | "tel" | "date";
}

export interface FiltersProps {
  /** Under this name the filters are saved. */
  name: string;
  filters: readonly Filter[];
  /** The query parameter of the search, `q` unless said otherwise; false for a list without. */
  search?: string | false;
  /** What the search looks at is numbers alone. */
  numbersOnly?: boolean;
}

const SEARCH_MS = 250;

/** Filters of a list as chips. They live in the URL, so a link keeps them, and can be saved under a name. */
export function Filters({ name, filters, search = "q", numbersOnly = false }: FiltersProps) {
  const { t } = useWords();
  return (
    <search className="filters" aria-label={t("parts.filters.label")}>
      {search !== false && <Search parameter={search} numbersOnly={numbersOnly} />}
      {filters.map((filter) =>
        filter.input === undefined ? (
          <Chip key={filter.key} filter={filter} />
        ) : (
          <TypedChip key={filter.key} filter={filter} input={filter.input} />
        ),
      )}
      <Saved name={name} keys={[...(search === false ? [] : [search]), ...filters.map(({ key }) => key)]} />
    </search>
  );
}

function Search({ parameter, numbersOnly }: { parameter: string; numbersOnly: boolean }) {
  const { t } = useWords();
  const label = t(numbersOnly ? "parts.filters.searchNumbers" : "parts.filters.search");
  const [params, setParams] = useSearchParams();
  const inUrl = params.get(parameter) ?? "";
  const [text, setText] = useState(inUrl);
  const store = useDebouncedCallback((value: string) => {
    setParams((before) => changed(before, parameter, value === "" ? [] : [value]), { replace: true });
  }, SEARCH_MS);
  useEffect(() => setText(inUrl), [inUrl]);
  return (
    <TextInput
      className="filters-search"
      type="search"
      aria-label={label}
      placeholder={label}
      title={numbersOnly ? t("parts.filters.textsEncrypted") : undefined}
      leftSection={<IconSearch size={16} aria-hidden="true" />}
      value={text}
      onChange={({ currentTarget }) => {
        setText(currentTarget.value);
        store(currentTarget.value);
      }}
    />
  );
}

function Chip({ filter: { key, label, options = [], one = false } }: { filter: Filter }) {
  const { t } = useWords();
  const [params, setParams] = useSearchParams();
  const values = params.getAll(key);
  const isActive = values.length > 0;
  // What is none of the options, as one that is gone meanwhile, is shown as it is.
  const chosen = values.map((value) => options.find((option) => option.value === value)?.label ?? value);
  const set = (next: readonly string[]) => setParams((before) => changed(before, key, next), { replace: true });
  return (
    <span className="filter" data-active={isActive || undefined}>
      <Menu position="bottom-start">
        <Menu.Target>
          <UnstyledButton className="filter-open">
            {isActive ? t("parts.filters.active", { label, values: chosen.join(", ") }) : label}
            {!isActive && <IconChevronDown size={14} aria-hidden="true" />}
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          {options.map((option) => {
            const isOn = values.includes(option.value);
            return (
              <Menu.CheckboxItem
                key={option.value}
                checked={isOn}
                closeMenuOnClick={one}
                onChange={() =>
                  set(isOn ? values.filter((value) => value !== option.value) : [...(one ? [] : values), option.value])
                }
              >
                {option.label}
              </Menu.CheckboxItem>
            );
          })}
        </Menu.Dropdown>
      </Menu>
      {isActive && (
        <UnstyledButton
          className="filter-off"
          aria-label={t("parts.filters.remove", { label })}
          onClick={() => set([])}
        >
          <IconX size={14} aria-hidden="true" />
        </UnstyledButton>
      )}
    </span>
  );
}

function Saved({ name, keys }: { name: string; keys: readonly string[] }) {
  const { t } = useWords();
  const [params, setParams] = useSearchParams();
  const [saved, setSaved] = usePreference<Record<string, string>>(`aldis.filters.${name}`, {});
  const [isOpen, setOpen] = useState(false);
  const [title, setTitle] = useState("");
  const current = new URLSearchParams([...params].filter(([key]) => keys.includes(key))).toString();
  const titles = Object.keys(saved);
  if (current === "" && titles.length === 0) return null;
  const use = (query: string) => {
    setOpen(false);
    setParams(new URLSearchParams(query));
  };
  const save = () => {
    setSaved({ ...saved, [title.trim()]: current });
    setTitle("");
    setOpen(false);
  };
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" trapFocus>
      <Popover.Target>
        <UnstyledButton className="filter filter-open" onClick={() => setOpen(!isOpen)}>
          <IconBookmark size={14} aria-hidden="true" />
          {t("parts.filters.saved")}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown className="filters-saved">
        {titles.map((each) => (
          <span key={each} className="filters-saved-line">
            <Button variant="subtle" color="gray" size="compact-sm" onClick={() => use(saved[each] ?? "")}>
              {each}
            </Button>
            <UnstyledButton
              className="filter-off"
              aria-label={t("parts.filters.forget", { name: each })}
              onClick={() => setSaved(Object.fromEntries(Object.entries(saved).filter(([other]) => other !== each)))}
            >
              <IconX size={14} aria-hidden="true" />
            </UnstyledButton>
          </span>
        ))}
        {current !== "" && (
          <form
            className="filters-save"
            onSubmit={(event) => {
              event.preventDefault();
              if (title.trim() !== "") save();
            }}
          >
            <TextInput
              label={t("parts.filters.name")}
              value={title}
              onChange={(event) => setTitle(event.currentTarget.value)}
            />
            <Button type="submit">{t("parts.filters.save")}</Button>
          </form>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}
