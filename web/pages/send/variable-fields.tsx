import { TextInput } from "@mantine/core";
import { useWords } from "../../words/index.ts";
import { type Draft, ownVariables } from "./draft.ts";

interface VariableFieldsProps {
  draft: Draft;
  /** `value NAME` of those without one, once somebody has tried to send. */
  missing: ReadonlySet<string>;
  onChange: (change: Partial<Draft>) => void;
}

/** A field for each variable of the text. */
export function VariableFields({ draft, missing, onChange }: VariableFieldsProps) {
  const { t } = useWords();
  const names = ownVariables(draft);
  if (names.length === 0) return null;
  return (
    <fieldset className="send-variables">
      <legend className="field-label">{t("send.variables")}</legend>
      {names.map((name) => (
        <TextInput
          key={name}
          label={`{${name}}`}
          value={draft.values[name] ?? ""}
          maxLength={1_000}
          error={missing.has(`value ${name}`) ? t("send.valueMissing", { name }) : undefined}
          onChange={(event) => onChange({ values: { ...draft.values, [name]: event.currentTarget.value } })}
        />
      ))}
    </fieldset>
  );
}
