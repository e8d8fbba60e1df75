import { RETENTION_KINDS, type RetentionKind, TEXT_KINDS, type TextKind } from "../../messages/index.ts";

/** How long, and how many of a kind are kept; what is absent has no limit. */
interface KeptBy {
  ageMs?: number | undefined;
  most?: number | undefined;
}

/** What an operator has set. */
export interface RetentionRules {
  cron?: string | undefined;
  textsMs?: number | undefined;
  kinds: Readonly<Record<RetentionKind, KeptBy>>;
}

/** One kind to go through. */
export type PlannedTask =
  | ({ what: "rows"; kind: RetentionKind } & KeptBy)
  | { what: "texts"; kind: TextKind; ageMs: number };

/** Jobs hold texts: those that are over go with these. */
const HOLD_TEXTS: readonly RetentionKind[] = ["jobs", "dead-jobs"];

/** What is to be gone through, in order: whole rows first, so that no text is deleted of what goes anyway. */
export function planOf({ kinds, textsMs }: RetentionRules): PlannedTask[] {
  const rows = RETENTION_KINDS.flatMap((kind): PlannedTask[] => {
    const { most } = kinds[kind];
    const ageMs = HOLD_TEXTS.includes(kind) ? least(kinds[kind].ageMs, textsMs) : kinds[kind].ageMs;
    return ageMs === undefined && most === undefined ? [] : [{ what: "rows", kind, ageMs, most }];
  });
  const texts = TEXT_KINDS.flatMap((kind): PlannedTask[] =>
    textsMs === undefined ? [] : [{ what: "texts", kind, ageMs: textsMs }],
  );
  return [...rows, ...texts];
}

function least(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.min(one, other);
}
