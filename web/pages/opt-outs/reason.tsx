import { TextInput } from "@mantine/core";
import { useWords } from "../../words/index.ts";

/** As many characters as the gateway takes. */
const MOST = 200;

interface ReasonProps {
  value: string;
  error?: string | undefined;
  onChange: (reason: string) => void;
}

/** Why somebody opts a number out or in by hand: it stays in the audit. */
export function Reason({ value, error, onChange }: ReasonProps) {
  const { t } = useWords();
  return (
    <TextInput
      label={t("optOuts.reason")}
      description={t("optOuts.reasonHelp")}
      autoComplete="off"
      maxLength={MOST}
      value={value}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
