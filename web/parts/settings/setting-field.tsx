import { Button, PasswordInput, Select, Switch, TagsInput, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useWords, type WordKey } from "../../words/index.ts";
import { CountrySelect, countryName } from "../country-select.tsx";
import { asSentence } from "../faults.ts";
import { LockedField } from "../locked-field.tsx";
import { Said } from "../said.tsx";
import { StateBadge } from "../state-badge.tsx";
import { DEFAULT_WORDS, helpWithNames } from "./help.ts";
import type { Described, Setting, Value } from "./setting.ts";

interface InputProps {
  value?: Value;
  onChange: (value: Value) => void;
  error?: unknown;
}

interface SettingFieldProps {
  description: Described;
  setting: Setting;
  input: InputProps;
  /** Sets the default. @throws ApiError */
  onReset: () => Promise<void>;
}

/** Of what a setting is changed with. */
export const fieldId = (name: string) => `setting-${name}`;

/** One setting as its kind needs it; locked where something stronger gives it. */
export function SettingField({ description, setting, input, onReset }: SettingFieldProps) {
  const words = useWords();
  const { t } = words;
  const { name } = setting;
  const label = t(`option.name.${name}` as WordKey);
  const isMachines = description.applies === "machine";
  const inWords = (value: Setting["value"]) => textOf(value, description, words);
  if (!setting.changeable) {
    return (
      <LockedField
        id={fieldId(name)}
        label={label}
        value={inWords(setting.value)}
        source={setting.givenBy ?? t("options.sourceMachine", { flag: `--${name}`, variable: description.environment })}
        help={helpOf(name, t)}
        isDefault={setting.source === "default"}
      />
    );
  }
  const help = (
    <>
      {helpOf(name, t)} {!isMachines && t("options.default", { value: defaultOf(name, description, words) })}
      {description.minimum !== undefined &&
        ` ${t("options.bounds", { minimum: description.minimum, maximum: description.maximum ?? "" })}`}
      {description.applies === "restart" && ` ${t("options.afterRestart")}`}
    </>
  );
  return (
    <div className="setting">
      <Editor label={label} help={help} description={description} setting={setting} input={input} />
      {setting.restartNeeded && (
        <StateBadge shape="half" tone="amber">
          {t("options.restartNeeded", { value: inWords(setting.runningValue) })}
        </StateBadge>
      )}
      {setting.problem !== undefined && (
        <StateBadge shape="triangle" tone="red">
          <Said>{asSentence(setting.problem)}</Said>
        </StateBadge>
      )}
      {description.hidden && setting.source === "database" && <Forget label={label} onReset={onReset} />}
    </div>
  );
}

interface EditorProps {
  label: string;
  help: ReactNode;
  description: Described;
  setting: Setting;
  input: InputProps;
}

function Editor({ label, help, description, setting, input }: EditorProps) {
  const { t } = useWords();
  const { value = "", onChange, error } = input;
  const shared = {
    id: fieldId(setting.name),
    label,
    description: help,
    error: typeof error === "string" ? error : undefined,
  };
  if (description.list) {
    return <TagsInput {...shared} value={Array.isArray(value) ? value : []} onChange={onChange} acceptValueOnBlur />;
  }
  const text = Array.isArray(value) ? value.join(", ") : value;
  if (setting.name === "country") {
    const chosen = text === "" ? String(description.default ?? "") : text;
    return <CountrySelect {...shared} value={chosen} onChange={(next) => onChange(next ?? "")} />;
  }
  if (description.hidden) {
    return (
      <PasswordInput
        {...shared}
        visibilityToggleButtonProps={{ "aria-label": t("signIn.show"), tabIndex: 0 }}
        value={text}
        autoComplete="off"
        placeholder={setting.value === undefined ? "" : t("options.secretSet")}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  if (description.shape === "switch") {
    return (
      <Switch
        {...shared}
        checked={(text === "" ? description.default : text) === "on"}
        onChange={(event) => onChange(event.currentTarget.checked ? "on" : "off")}
      />
    );
  }
  if (description.shape === "choice") {
    return (
      <Select
        {...shared}
        allowDeselect={false}
        value={text === "" ? String(description.default ?? "") : text}
        data={(description.choices ?? []).map((choice) => ({
          value: choice,
          label: t(`option.choice.${setting.name}.${choice}` as WordKey),
        }))}
        onChange={(chosen) => onChange(chosen ?? "")}
      />
    );
  }
  return (
    <TextInput
      {...shared}
      value={wordOf(setting.name, text, t)}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => onChange(gatewaysWord(setting.name, event.currentTarget.value, t))}
    />
  );
}

const helpOf = (name: string, t: Translate) => called(t(`option.help.${name}` as WordKey), t);

const called = (text: string, t: Translate) =>
  helpWithNames(text, (other) => t("options.quoted", { name: t(`option.name.${other}` as WordKey) }));

/** The default in the viewer's words. */
function defaultOf(
  name: string,
  { shape, choices = [], defaultShown }: Described,
  { t, said }: Pick<ReturnType<typeof useWords>, "t" | "said">,
): string {
  if (shape === "choice" && choices.includes(defaultShown))
    return t(`option.choice.${name}.${defaultShown}` as WordKey);
  if (takesWords(name)) return wordOf(name, defaultShown, t);
  const word = DEFAULT_WORDS.find((each) => each === defaultShown);
  return word === undefined ? called(said(defaultShown), t) : t(`options.default.${word}`);
}

const WORDS = ["all", "forever", "none"] as const;
const takesWords = (name: string) => /^keep-|-cron$/.test(name);
type Translate = ReturnType<typeof useWords>["t"];

/** Values that are words, in the viewer's language: `forever`. Everything else stays as it is. */
function wordOf(name: string, value: string, t: Translate): string {
  const word = takesWords(name) ? WORDS.find((each) => each === value) : undefined;
  return word === undefined ? value : t(`options.word.${word}`);
}

/** The other way round, for what somebody has written; the gateway's own words are taken too. */
function gatewaysWord(name: string, written: string, t: Translate): string {
  return (takesWords(name) ? WORDS.find((each) => t(`options.word.${each}`) === written) : undefined) ?? written;
}

/** A secret is not shown, so it cannot be emptied like another field. */
function Forget({ label, onReset }: { label: string; onReset: () => Promise<void> }) {
  const { t } = useWords();
  const [failure, setFailure] = useState<string>();
  const forget = () =>
    onReset().catch((error: unknown) => setFailure(error instanceof Error ? error.message : String(error)));
  return (
    <div>
      <Button size="compact-sm" aria-label={t("options.forgetOf", { name: label })} onClick={() => void forget()}>
        {t("options.forget")}
      </Button>
      {failure !== undefined && <p role="alert">{failure}</p>}
    </div>
  );
}

function textOf(value: Setting["value"], description: Described, words: ReturnType<typeof useWords>): string {
  const { t } = words;
  const { name } = description;
  if (value === undefined || value.length === 0) return defaultOf(name, description, words);
  if (Array.isArray(value)) return value.join(", ");
  if (name === "country") return countryName(value, words.language);
  if (description.shape === "switch") return t(value === "on" ? "options.default.on" : "options.default.off");
  return description.shape === "choice" ? t(`option.choice.${name}.${value}` as WordKey) : wordOf(name, value, t);
}
