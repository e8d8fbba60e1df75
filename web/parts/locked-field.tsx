import { Input } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import { type ReactNode, useId } from "react";
import { useWords } from "../words/index.ts";

export interface LockedFieldProps {
  label: string;
  value: ReactNode;
  /** Where the value comes from: `--languages`, `ALDIS_LANGUAGES`, a file. */
  source: string;
  help?: ReactNode;
}

/** A setting that something outside of the page has fixed: its value, and what to change instead. */
export function LockedField({ label, value, source, help }: LockedFieldProps) {
  const { t } = useWords();
  const id = useId();
  return (
    <fieldset aria-labelledby={id} className="locked">
      <Input.Label component="span" id={id}>
        {label}
      </Input.Label>
      <div className="locked-value">
        <IconLock size={16} aria-hidden="true" />
        <span>{value}</span>
      </div>
      <Input.Description>{t("parts.locked", { source })}</Input.Description>
      {help !== undefined && <Input.Description>{help}</Input.Description>}
    </fieldset>
  );
}
