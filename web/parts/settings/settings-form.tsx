import { useForm } from "@mantine/form";
import { useDidUpdate } from "@mantine/hooks";
import { useEffect } from "react";
import { useSearchParams } from "wouter";
import { useVisit } from "../../app/place.ts";
import { useWords } from "../../words/index.ts";
import { Form, FormSection } from "../form.tsx";
import type { SettingsSection } from "./section.ts";
import type { Described, Setting, Value } from "./setting.ts";
import { fieldId, SettingField } from "./setting-field.tsx";

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
  const isShown = (name: string) => schema.get(name)?.hidden !== true;

  // What was stored, here or elsewhere, is shown; what is being written stays.
  useDidUpdate(() => {
    const written = Object.fromEntries(
      names.filter((name) => form.isDirty(name)).map((name) => [name, form.getValues()[name] ?? ""]),
    );
    form.resetDirty(initialValues);
    form.setValues({ ...initialValues, ...written });
  }, [settings]);

  useLookedFor();

  /** Taking a change back comes here too, with the settings as they were before it. */
  async function save(values: Record<string, Value>, before: Record<string, Value>) {
    const changed = names.filter(
      (name) => stored.get(name)?.changeable === true && !same(values[name] ?? "", before[name] ?? ""),
    );
    await onChange(Object.fromEntries(changed.map((name) => [name, valueFor(name, values[name] ?? "")])));
  }

  /** What to store for what a field shows: nothing for what is the default, or not stored here. */
  function valueFor(name: string, value: Value): Value | null {
    const setting = stored.get(name);
    if (same(value, initialValues[name] ?? "")) return setting?.source === "database" ? (setting.value ?? null) : null;
    return value.length === 0 ? null : value;
  }

  function field(name: string) {
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
  }

  return (
    <Form
      form={form}
      onSave={save}
      saved={t("options.saved")}
      // A secret from before is not known here, so it cannot come back.
      undo={names.every((name) => isShown(name) || !form.isDirty(name))}
    >
      {sections
        .filter((section) => section.names.length > 0)
        .map((section) => (
          <FormSection key={section.id} title={t(`options.${section.id}`)} help={t(`options.${section.id}Help`)}>
            {pairsOf(section.names).map(([name, ...most]) =>
              most.length === 0 ? (
                field(name)
              ) : (
                <div key={name} className="setting-pair">
                  {[name, ...most].map(field)}
                </div>
              ),
            )}
          </FormSection>
        ))}
    </Form>
  );
}

/** An age and the number that limits the same, which stand side by side; everything else alone. */
function pairsOf(names: readonly string[]): [string, ...string[]][] {
  return names.flatMap((name, at): [string, ...string[]][] => {
    if (name === `${names[at - 1]}-most`) return [];
    return [names[at + 1] === `${name}-most` ? [name, `${name}-most`] : [name]];
  });
}

/** The field that somebody looks for gets the focus: `?setting=country`. */
function useLookedFor(): void {
  const [params] = useSearchParams();
  const name = params.get("setting");
  // Another time the same one: the address stays.
  const visit = useVisit();
  // biome-ignore lint/correctness/useExhaustiveDependencies: as said
  useEffect(() => {
    if (name === null) return undefined;
    // After the page itself got the focus.
    const frame = requestAnimationFrame(() => {
      const field = document.getElementById(fieldId(name));
      field?.focus();
      field?.scrollIntoView({ block: "center" });
    });
    return () => cancelAnimationFrame(frame);
  }, [name, visit]);
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
