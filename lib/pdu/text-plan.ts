import {
  ABSENT_SEPTET,
  DEFAULT_TABLES,
  hasLockingTable,
  lockingTable,
  singleTable,
  tablesOf,
} from "./alphabet-tables.ts";
import { PduError } from "./error.ts";
import { endOfPart, MAX_SEPTETS, septetBuffer, toSeptets } from "./gsm7.ts";
import type { Language, LanguageShift } from "./types.ts";
import { endOfUcs2Part } from "./ucs2.ts";
import { MAX_OCTETS, septetsOfHeader } from "./user-data.ts";

const MAX_PARTS = 255;
const MAX_UNITS = MAX_PARTS * 67;

/**
 * The current text as septets. Owned by this file: filled by `planText`, valid until its next call.
 */
export const septets: Uint8Array = septetBuffer(MAX_SEPTETS);

/** How a text is to be cut. */
export interface Plan {
  alphabet: "gsm7" | "ucs2";
  language: LanguageShift | undefined;
  parts: number;
  /** Septets or UTF-16 units of the text. */
  length: number;
  /** Septets or UTF-16 units that one part holds. */
  capacity: number;
  /** Those of the last part. */
  inLast: number;
  /** Index of the first unit that the default alphabet and its extension lack; -1 when they have all. */
  lacking: number;
}

/**
 * Chooses alphabet and language tables: the fewest parts; among equals the default alphabet, then UCS2, then a single
 * shift table, a locking one, both, since a telephone without the table shows wrong characters.
 *
 * @param wide 16-bit concatenation
 * @throws PduError kind "too-long" past 255 parts
 */
export function planText(text: string, languages: readonly Language[], wide: boolean): Plan {
  if (text.length > MAX_SEPTETS) throw tooLong();
  const length = toSeptets(text, septets, DEFAULT_TABLES);
  const lacking = length < 0 ? -1 - length : -1;
  const plain = length < 0 ? planUcs2(text, wide) : planSeptets(length, undefined, wide);
  plain.lacking = lacking;
  let best = plain;
  if (languages.length > 0 && plain.parts > 1) {
    for (const language of shiftsFor(text, languages)) {
      const shifted = toSeptets(text, septets, tablesOf(language));
      const plan = planSeptets(shifted, language, wide);
      if (isBetter(plan, best)) best = plan;
    }
    best.lacking = lacking;
    if (best.alphabet === "gsm7") toSeptets(text, septets, tablesOf(best.language));
  }
  if (best.parts > MAX_PARTS) throw tooLong();
  return best;
}

const tooLong = () => new PduError("too-long", `the text needs more than ${MAX_PARTS} parts`, { field: "TP-UD" });

function planSeptets(length: number, language: LanguageShift | undefined, wide: boolean): Plan {
  const shiftOctets = (language?.locking === undefined ? 0 : 3) + (language?.single === undefined ? 0 : 3);
  const alone = 160 - (shiftOctets === 0 ? 0 : septetsOfHeader(shiftOctets + 1));
  if (length <= alone) {
    return { alphabet: "gsm7", language, parts: 1, length, capacity: alone, inLast: length, lacking: -1 };
  }
  const capacity = 160 - septetsOfHeader((wide ? 7 : 6) + shiftOctets);
  let parts = 0;
  let from = 0;
  let inLast = 0;
  while (from < length && parts <= MAX_PARTS) {
    const end = endOfPart(septets, length, from + capacity);
    inLast = end - from;
    from = end;
    parts++;
  }
  return { alphabet: "gsm7", language, parts, length, capacity, inLast, lacking: -1 };
}

function planUcs2(text: string, wide: boolean): Plan {
  const { length } = text;
  const plan: Plan = {
    alphabet: "ucs2",
    language: undefined,
    parts: 1,
    length,
    capacity: 70,
    inLast: length,
    lacking: -1,
  };
  if (length <= plan.capacity) return plan;
  plan.capacity = (MAX_OCTETS - (wide ? 7 : 6)) >> 1;
  plan.parts = length > MAX_UNITS ? MAX_PARTS + 1 : 0;
  for (let from = 0; from < length && plan.parts <= MAX_PARTS; plan.parts++) {
    const end = endOfUcs2Part(text, from, plan.capacity);
    plan.inLast = end - from;
    from = end;
  }
  return plan;
}

/** For each locking table, including the default one, the single shift table that has the missing characters. */
function shiftsFor(text: string, languages: readonly Language[]): LanguageShift[] {
  const units = new Set<number>();
  for (let index = 0; index < text.length; index++) units.add(text.charCodeAt(index));
  const shifts: LanguageShift[] = [];
  for (const locking of [undefined, ...languages.filter(hasLockingTable)]) {
    const { septets: known } = lockingTable(locking);
    const missing = [...units].filter((unit) => known[unit] === ABSENT_SEPTET);
    const has = (single: Language | undefined) => {
      const shifted = singleTable(single).septets;
      return missing.every((unit) => shifted[unit] !== ABSENT_SEPTET);
    };
    if (has(undefined)) {
      if (locking !== undefined) shifts.push({ locking });
      continue;
    }
    const single = locking !== undefined && has(locking) ? locking : languages.find(has);
    if (single !== undefined) shifts.push(locking === undefined ? { single } : { locking, single });
  }
  return shifts;
}

function isBetter(plan: Plan, other: Plan): boolean {
  if (plan.parts !== other.parts) return plan.parts < other.parts;
  const difference = rankOf(plan) - rankOf(other);
  return difference !== 0 ? difference < 0 : plan.length < other.length;
}

function rankOf({ alphabet, language }: Plan): number {
  if (alphabet === "ucs2") return 1;
  if (language === undefined) return 0;
  if (language.locking === undefined) return 2;
  return language.single === undefined ? 3 : 4;
}
