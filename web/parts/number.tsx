import { UnstyledButton } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { phoneText } from "../format.ts";
import { useWords } from "../words/index.ts";
import { copiedKey, useCopy } from "./use-copy.ts";

export interface PhoneNumberProps {
  /** As the gateway writes it: `+491701234567`. */
  number: string;
  /** Whose it is; stands before the number. */
  name?: string;
  /** A click copies it, without blanks. Off in rows, which are buttons themselves. */
  copies?: boolean;
}

/** A telephone number in groups, with whose it is; a click copies it without blanks. */
export function PhoneNumber({ number, name, copies = true }: PhoneNumberProps) {
  const { t } = useWords();
  const { outcome, copy } = useCopy();
  const shown = <span className="number-digits">{phoneText(number)}</span>;
  if (!copies) return name === undefined ? shown : <span title={phoneText(number)}>{name}</span>;
  return (
    <span className="number">
      {name !== undefined && <span>{name}</span>}
      <UnstyledButton
        className="number-copy"
        aria-label={t("parts.number.copy", { number: phoneText(number) })}
        onClick={() => void copy(number)}
      >
        {shown}
        {outcome === "copied" ? <IconCheck size={14} aria-hidden="true" /> : <IconCopy size={14} aria-hidden="true" />}
      </UnstyledButton>
      <span role="status" className="number-copied">
        {outcome === undefined ? "" : t(copiedKey(outcome))}
      </span>
    </span>
  );
}
