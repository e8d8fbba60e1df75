import { Input } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import { type ReactNode, useId } from "react";
import { useWords } from "../words/index.ts";

export interface LockedFieldProps {
  /** By which it gets the focus when it is looked for. */
  id?: string;
  label: string;
  value: ReactNode;
  /** Where the value comes from: `--languages`, `ALDIS_LANGUAGES`, a file. */
  source: string;
  help?: ReactNode;
  /** Nothing has fixed it so far: the default works. */
  isDefault?: boolean;
}

/** A setting that something outside of the page has fixed: its value, and what to change instead. */
export function LockedField({ id, label, value, source, help, isDefault }: LockedFieldProps) {
  const { t } = useWords();
  const labelId = useId();
  return (
    <fieldset id={id} tabIndex={id === undefined ? undefined : -1} aria-labelledby={labelId} className="locked">
      <Input.Label component="span" id={labelId}>
        {label}
      </Input.Label>
      <div className="locked-value">
        <IconLock size={16} aria-hidden="true" />
        <span>{value}</span>
      </div>
      <Input.Description>{t(isDefault ? "parts.lockedDefault" : "parts.locked", { source })}</Input.Description>
      {help !== undefined && <Input.Description>{help}</Input.Description>}
    </fieldset>
  );
}
