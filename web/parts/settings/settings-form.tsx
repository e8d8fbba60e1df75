import { useForm } from "@mantine/form";
import { useWords } from "../../words/index.ts";
import { Form, FormSection } from "../form.tsx";
import type { SettingsSection } from "./section.ts";
import type { Described, Setting, Value } from "./setting.ts";
import { SettingField } from "./setting-field.tsx";

interface SettingsFormProps {
  sections: readonly SettingsSection[];
  described: readonly Described[];
  settings: readonly Setting[];
  /** Stores what is named; `null` sets a default. @throws ApiError */
  onChange: (changes: Record<string, Value | null>) => Promise<void>;
}

/** Settings as one form, in groups. */
export function SettingsForm({ sections: all, described, settings, onChange }: SettingsFormProps) {
  const { t } = useWords();
  const schema = new Map(described.map((each) => [each.name, each]));
  const stored = new Map(settings.map((each) => [each.name, each]));
  const sections = all.map((section) => ({
    ...section,
    names: section.names.filter((name) => schema.has(name) && stored.has(name)),
  }));
  const names = sections.flatMap((section) => section.names);
  const initialValues: Record<string, Value> = Object.fromEntries(
    names.map((name) => [name, shownValue(schema.get(name), stored.get(name))]),
  );
  const form = useForm<Record<string, Value>>({ initialValues });

  async function save(values: Record<string, Value>) {
    const changes: Record<string, Value | null> = {};
    for (const name of names) {
      const value = values[name] ?? "";
      if (stored.get(name)?.changeable !== true || same(value, initialValues[name] ?? "")) continue;
      changes[name] = value.length === 0 ? null : value;
    }
    if (Object.keys(changes).length > 0) await onChange(changes);
    // Taking it back: the values from before, of what was changed.
    else await onChange(Object.fromEntries(names.flatMap((name) => backOf(name, stored.get(name), schema.get(name)))));
  }

  return (
    <Form form={form} onSave={save} saved={t("options.saved")}>
      {sections
        .filter((section) => section.names.length > 0)
        .map((section) => (
          <FormSection key={section.id} title={t(`options.${section.id}`)} help={t(`options.${section.id}Help`)}>
            {section.names.map((name) => {
              const description = schema.get(name);
              const setting = stored.get(name);
              if (description === undefined || setting === undefined) return null;
              return (
                <SettingField
                  key={name}
                  description={description}
                  setting={setting}
                  input={form.getInputProps(name)}
                  onReset={() => onChange({ [name]: null })}
                />
              );
            })}
          </FormSection>
        ))}
    </Form>
  );
}

/** What a change is taken back to. Secrets are never known here, so they stay. */
function backOf(name: string, setting: Setting | undefined, description: Described | undefined) {
  if (setting?.changeable !== true || description?.hidden !== false) return [];
  return [[name, setting.source === "database" ? (setting.value ?? null) : null] as const];
}

const same = (a: Value, b: Value) => JSON.stringify(a) === JSON.stringify(b);

/** What the field begins with: a stored secret is not shown, and a list has its entries. */
function shownValue(description: Described | undefined, setting: Setting | undefined): Value {
  const value = setting?.value;
  if (description?.list === true) {
    if (value === undefined) return [];
    return Array.isArray(value) ? value : [value];
  }
  if (description?.hidden === true) return "";
  return Array.isArray(value) ? value.join(", ") : (value ?? "");
}
