import { Button, Popover, TextInput, UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconX } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { useSearchParams } from "wouter";
import { dayText } from "../format.ts";
import { useWords } from "../words/index.ts";

interface TypedChipProps {
  filter: { key: string; label: string };
  input: "text" | "tel" | "date";
}

/** A filter whose value is typed. */
export function TypedChip({ filter: { key, label }, input }: TypedChipProps) {
  const { t } = useWords();
  const [params, setParams] = useSearchParams();
  const value = params.get(key) ?? "";
  const isActive = value !== "";
  const [isOpen, setOpen] = useState(false);
  const [text, setText] = useState(value);
  const set = (next: string) =>
    setParams((before) => changed(before, key, next === "" ? [] : [next]), { replace: true });
  const toggle = () => {
    setText(value);
    setOpen(!isOpen);
  };
  const use = (event: FormEvent) => {
    event.preventDefault();
    set(text.trim());
    setOpen(false);
  };
  const isDay = input === "date" && !Number.isNaN(Date.parse(value));
  return (
    <span className="filter" data-active={isActive || undefined}>
      <Popover opened={isOpen} onChange={setOpen} position="bottom-start" trapFocus>
        <Popover.Target>
          <UnstyledButton className="filter-open" onClick={toggle}>
            {isActive ? t("parts.filters.active", { label, values: isDay ? dayText(value) : value }) : label}
            {!isActive && <IconChevronDown size={14} aria-hidden="true" />}
          </UnstyledButton>
        </Popover.Target>
        <Popover.Dropdown>
          <form className="filters-save" onSubmit={use}>
            <TextInput
              label={label}
              type={input}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
              data-autofocus
            />
            <Button type="submit">{t("parts.filters.use")}</Button>
          </form>
        </Popover.Dropdown>
      </Popover>
      {isActive && (
        <UnstyledButton
          className="filter-off"
          aria-label={t("parts.filters.remove", { label })}
          onClick={() => set("")}
        >
          <IconX size={14} aria-hidden="true" />
        </UnstyledButton>
      )}
    </span>
  );
}

/** The parameters of the URL with these values of one of them. */
export function changed(before: URLSearchParams, key: string, values: readonly string[]): URLSearchParams {
  const next = new URLSearchParams(before);
  next.delete(key);
  for (const value of values) next.append(key, value);
  return next;
}
