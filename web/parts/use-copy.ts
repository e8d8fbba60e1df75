import { useTimeout } from "@mantine/hooks";
import { useState } from "react";

const SHOWN_MS = 2_000;

/** What came of it, for two seconds; nothing before and after. */
type Copied = "copied" | "failed" | undefined;

export const copiedKey = (outcome: "copied" | "failed") =>
  outcome === "copied" ? "common.copied" : "common.notCopied";

/** Puts a text into the clipboard. */
export function useCopy(): { outcome: Copied; copy: (text: string) => Promise<void> } {
  const [outcome, setOutcome] = useState<Copied>();
  const { start, clear } = useTimeout(() => setOutcome(undefined), SHOWN_MS);
  return {
    outcome,
    async copy(text) {
      clear();
      setOutcome((await write(text)) ? "copied" : "failed");
      start();
    },
  };
}

/** Whether it is there now. Browsers have the newer way only where the page came by TLS, or from this machine. */
async function write(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return writeMarked(text);
  }
}

/** By what somebody does who marks the text, and copies what is marked. */
function writeMarked(text: string): boolean {
  const { activeElement } = document;
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "for-readers";
  // A dialog leaves the focus to nothing outside of it.
  (activeElement?.parentElement ?? document.body).append(field);
  field.select();
  const isDone = document.execCommand("copy");
  field.remove();
  if (activeElement instanceof HTMLElement) activeElement.focus({ preventScroll: true });
  return isDone;
}
