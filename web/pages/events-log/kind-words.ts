import type { words } from "../../words/en.ts";
import { useWords, type WordKey } from "../../words/index.ts";
import { KINDS } from "./kinds.ts";

type KindKey = Extract<keyof typeof words, `eventsLog.kind.${string}`>;

/** The kind of an event in words; one that a newer gateway tells of stays as it is. */
export function useKindText(): (kind: string) => string {
  const { t } = useWords();
  return (kind) => (KINDS.includes(kind) ? t(`eventsLog.kind.${kind}` as KindKey & WordKey) : kind);
}
