import { ActionIcon, Button, Checkbox, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useWords } from "../words/index.ts";
import { type HeaderDraft, newHeader } from "./headers.ts";

interface HeaderFieldsProps {
  headers: readonly HeaderDraft[];
  error: string | undefined;
  onChange: (headers: readonly HeaderDraft[]) => void;
}

/** The headers of a request; a secret one is shown to nobody once it is saved. */
export function HeaderFields({ headers, error, onChange }: HeaderFieldsProps) {
  const { t } = useWords();
  return (
    <fieldset className="headers">
      <legend>{t("parts.headers.label")}</legend>
      {headers.map((header, index) => {
        const set = (change: Partial<HeaderDraft>) => onChange(headers.with(index, { ...header, ...change }));
        return (
          <div key={header.id} className="header-row">
            <TextInput
              aria-label={t("parts.headers.name")}
              autoComplete="off"
              spellCheck={false}
              value={header.name}
              onChange={(event) => set({ name: event.currentTarget.value })}
            />
            <TextInput
              aria-label={t("parts.headers.value")}
              autoComplete="off"
              spellCheck={false}
              value={header.value}
              onChange={(event) => set({ value: event.currentTarget.value })}
            />
            <ActionIcon
              aria-label={t("parts.headers.remove", { name: header.name })}
              onClick={() => onChange(headers.toSpliced(index, 1))}
            >
              <IconX size={16} aria-hidden="true" />
            </ActionIcon>
            <Checkbox
              className="header-secret"
              label={t("parts.headers.secret")}
              checked={header.isSecret}
              onChange={(event) => set({ isSecret: event.currentTarget.checked })}
            />
          </div>
        );
      })}
      {error !== undefined && <p className="header-fault">{error}</p>}
      <Button
        size="compact-sm"
        leftSection={<IconPlus size={14} aria-hidden="true" />}
        onClick={() => onChange([...headers, newHeader()])}
      >
        {t("parts.headers.add")}
      </Button>
    </fieldset>
  );
}
