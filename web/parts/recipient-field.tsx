import { Combobox, Pill, PillsInput, useCombobox } from "@mantine/core";
import { type ClipboardEvent, type KeyboardEvent, type ReactNode, useState } from "react";
import { phoneText } from "../format.ts";
import { useWords, type WordKey } from "../words/index.ts";
import { PasteReport } from "./paste-report.tsx";
import { type Pasted, readNumber, readPasted } from "./pasted-numbers.ts";
import { useSuggestions } from "./use-suggestions.ts";

export type Recipient =
  | { kind: "number"; number: string }
  | { kind: "contact"; id: number; name: string; number?: string | undefined }
  | { kind: "group"; id: number; name: string; members?: number | undefined };

export interface RecipientFieldProps {
  label: string;
  value: readonly Recipient[];
  onChange: (recipients: Recipient[]) => void;
  /** Finds contacts and groups whose name or number has this in it; at most ten. */
  complete: (text: string, signal: AbortSignal) => Promise<readonly Recipient[]>;
  /** The home country, `DE`, for numbers without `+`. */
  country?: string | undefined;
  /** Stands under the field: who is on call now, how many people this reaches. */
  hint?: ReactNode;
  help?: ReactNode;
  error?: ReactNode;
  placeholder?: string;
}

const keyOf = (each: Recipient) => (each.kind === "number" ? each.number : `${each.kind} ${each.id}`);
const nameOf = (each: Recipient) => (each.kind === "number" ? phoneText(each.number) : each.name);

/** Of thousands, so many are drawn; the others are counted. */
const MOST_CHIPS = 60;

/** Who gets it: numbers, contacts and groups as chips, with completion, and a paste of many with a report. */
export function RecipientField(props: RecipientFieldProps) {
  const { label, value, onChange, complete, country, hint, help, error, placeholder } = props;
  const { t } = useWords();
  const [text, setText] = useState("");
  const [refused, setRefused] = useState<string>();
  const [report, setReport] = useState<Pasted>();
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const found = useSuggestions(text, complete);
  const taken = new Set(value.map(keyOf));
  const typed = readNumber(text.trim(), country);
  const options: Recipient[] = [
    ...found.filter((each) => !taken.has(keyOf(each))),
    ...(typed.ok && !taken.has(typed.number) ? [{ kind: "number", number: typed.number } as const] : []),
  ];
  const add = (recipient: Recipient) => {
    if (!taken.has(keyOf(recipient))) onChange([...value, recipient]);
    setText("");
    setRefused(undefined);
    combobox.closeDropdown();
  };
  /** Takes what was typed; says why when it is no number. */
  const commit = () => {
    if (text.trim() === "") return;
    const exact = found.find((each) => nameOf(each).toLowerCase() === text.trim().toLowerCase());
    if (exact !== undefined) add(exact);
    else if (typed.ok) add({ kind: "number", number: typed.number });
    else {
      const reason: WordKey = `parts.recipients.bad.${typed.reason}`;
      setRefused(t("parts.recipients.refused", { text: text.trim(), reason: t(reason) }));
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Backspace" && text === "" && value.length > 0) onChange(value.slice(0, -1));
    const isPicking = combobox.dropdownOpened && combobox.getSelectedOptionIndex() >= 0;
    if ((event.key === "Enter" && !isPicking) || event.key === "," || event.key === ";") {
      event.preventDefault();
      commit();
    }
  };
  const onPaste = (event: ClipboardEvent) => {
    const pasted = event.clipboardData.getData("text");
    if (!/[\n,;\t]/.test(pasted.trim())) return;
    event.preventDefault();
    const known = value.flatMap((each) => (each.kind === "number" ? [each.number] : []));
    const read = readPasted(pasted, { country, known });
    onChange([...value, ...read.numbers.map((number) => ({ kind: "number", number }) as const)]);
    setReport(read);
  };
  const shownError = error ?? refused;
  return (
    <div>
      <Combobox store={combobox} onOptionSubmit={(key) => options.filter((each) => keyOf(each) === key).forEach(add)}>
        <Combobox.DropdownTarget>
          <PillsInput
            label={label}
            description={help}
            error={shownError}
            size="sm"
            inputWrapperOrder={["label", "input", "error", "description"]}
          >
            <Pill.Group className="recipients-pills">
              {value.slice(0, MOST_CHIPS).map((each) => (
                <Chip
                  key={keyOf(each)}
                  recipient={each}
                  onRemove={() => onChange(value.filter((other) => other !== each))}
                />
              ))}
              {value.length > MOST_CHIPS && (
                <span>{t("parts.recipients.more", { count: value.length - MOST_CHIPS })}</span>
              )}
              <Combobox.EventsTarget>
                <PillsInput.Field
                  value={text}
                  placeholder={value.length === 0 ? placeholder : ""}
                  autoComplete="off"
                  inputMode="text"
                  onChange={(event) => {
                    setText(event.currentTarget.value);
                    setRefused(undefined);
                    combobox.openDropdown();
                    combobox.resetSelectedOption();
                  }}
                  onKeyDown={onKeyDown}
                  onPaste={onPaste}
                  onBlur={() => {
                    // Who goes on to the next field has named somebody, and would not look back for it.
                    commit();
                    combobox.closeDropdown();
                  }}
                />
              </Combobox.EventsTarget>
            </Pill.Group>
          </PillsInput>
        </Combobox.DropdownTarget>
        <Combobox.Dropdown hidden={options.length === 0 || text.trim() === ""}>
          <Combobox.Options aria-label={label}>
            {options.map((each) => (
              <Combobox.Option key={keyOf(each)} value={keyOf(each)}>
                <Option recipient={each} />
              </Combobox.Option>
            ))}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
      {hint !== undefined && <div className="recipients-hint">{hint}</div>}
      {report !== undefined && <PasteReport report={report} onClose={() => setReport(undefined)} />}
    </div>
  );
}

function Chip({ recipient, onRemove }: { recipient: Recipient; onRemove: () => void }) {
  const { t } = useWords();
  const remove = t("parts.recipients.remove", { name: nameOf(recipient) });
  return (
    <Pill
      className="recipient"
      data-kind={recipient.kind}
      withRemoveButton
      onRemove={onRemove}
      removeButtonProps={{ "aria-label": remove, tabIndex: 0, "aria-hidden": false }}
    >
      {recipient.kind === "group" && recipient.members !== undefined
        ? t("parts.recipients.group", { name: recipient.name, count: recipient.members })
        : nameOf(recipient)}
    </Pill>
  );
}

function Option({ recipient }: { recipient: Recipient }) {
  const { t } = useWords();
  const { kind } = recipient;
  return (
    <span className="recipients-option">
      <span>{nameOf(recipient)}</span>
      <span className="quiet">
        {kind === "number" && t("parts.recipients.asNumber")}
        {kind === "contact" && recipient.number !== undefined && phoneText(recipient.number)}
        {kind === "group" && t("parts.recipients.members", { count: recipient.members ?? 0 })}
      </span>
    </span>
  );
}
