import { Button } from "@mantine/core";
import { useWords } from "../words/index.ts";
import { copiedKey, useCopy } from "./use-copy.ts";

/** Copies a text, and says so. */
export function CopyButton({ text, compact = false }: { text: string; compact?: boolean }) {
  const { t } = useWords();
  const { outcome, copy } = useCopy();
  return (
    <Button size={compact ? "compact-sm" : "sm"} onClick={() => void copy(text)}>
      <span role="status">{t(outcome === undefined ? "common.copy" : copiedKey(outcome))}</span>
    </Button>
  );
}
