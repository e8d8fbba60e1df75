import { LOCKING_TABLES } from "./locking-tables.ts";
import { SINGLE_SHIFT_TABLES } from "./single-shift-tables.ts";
import { LANGUAGES, type Language, type LanguageShift } from "./types.ts";

/** Escape to the single shift table, 23.038 §6.2.1. */
export const ESCAPE = 0x1b;
/** Marks an absent entry, in the tables of both directions. */
const ABSENT_UNIT = 0;
export const ABSENT_SEPTET = 0xff;

/** 23.038 §6.2.1; position 1B is the escape. */
const DEFAULT_ALPHABET =
  "@£$¥èéùìòÇ\nØø\rÅå" +
  "Δ_ΦΓΛΩΠΨΣΘΞ\u0000ÆæßÉ" +
  " !\"#¤%&'()*+,-./" +
  "0123456789:;<=>?" +
  "¡ABCDEFGHIJKLMNO" +
  "PQRSTUVWXYZÄÖÑÜ§" +
  "¿abcdefghijklmno" +
  "pqrstuvwxyzäöñüà";

/** 23.038 §6.2.1.1. */
const DEFAULT_EXTENSION = "0a: 000c\n 14: 005e\n 28: 007b 007d\n 2f: 005c\n 3c: 005b 007e 005d\n 40: 007c\n 65: 20ac";

/** UTF-16 unit by septet; 0 where there is none. */
type Units = Uint16Array;
/** Septet by UTF-16 unit; `ABSENT_SEPTET` where there is none. */
type Septets = Uint8Array;

function apply(units: Units, table: string): Units {
  for (const row of table.matchAll(/([0-9a-f]{2}):((?: (?:[0-9a-f]{4}|\.{4}))+)/g)) {
    const from = Number.parseInt(row[1]!, 16);
    for (const [index, unit] of row[2]!.trim().split(" ").entries()) {
      units[from + index] = unit === "...." ? ABSENT_UNIT : Number.parseInt(unit, 16);
    }
  }
  return units;
}

function invert(units: Units): Septets {
  const septets = new Uint8Array(65_536).fill(ABSENT_SEPTET);
  // Downwards, so that of several positions with one character the lowest is used.
  for (let septet = 127; septet >= 0; septet--) {
    const unit = units[septet]!;
    if (unit !== ABSENT_UNIT) septets[unit] = septet;
  }
  return septets;
}

/** One table, in both directions. */
interface Table {
  units: Units;
  septets: Septets;
}

const defaultUnits = Uint16Array.from(DEFAULT_ALPHABET, (character) => character.charCodeAt(0));
const extensionUnits = apply(new Uint16Array(128), DEFAULT_EXTENSION);

const DEFAULT_LOCKING: Table = { units: defaultUnits, septets: invert(defaultUnits) };
const DEFAULT_SINGLE: Table = { units: extensionUnits, septets: invert(extensionUnits) };

/** The tables of a language are made when first used: 64 KB each. */
const lockings = new Map<Language, Table>();
const singles = new Map<Language, Table>();

function made(tables: Map<Language, Table>, language: Language, units: () => Units): Table {
  const known = tables.get(language);
  if (known !== undefined) return known;
  const decoded = units();
  const table = { units: decoded, septets: invert(decoded) };
  tables.set(language, table);
  return table;
}

/** The locking shift table of a language; without a language the default alphabet. Spanish has the default alphabet. */
export function lockingTable(language: Language | undefined): Table {
  const table = language === undefined ? undefined : LOCKING_TABLES[language];
  if (language === undefined || table === undefined) return DEFAULT_LOCKING;
  return made(lockings, language, () => apply(defaultUnits.slice(), table));
}

/** The single shift table of a language; without a language the default extension table. */
export function singleTable(language: Language | undefined): Table {
  if (language === undefined) return DEFAULT_SINGLE;
  return made(singles, language, () => apply(extensionUnits.slice(), SINGLE_SHIFT_TABLES[language]));
}

/** Whether a language has a locking shift table of its own. */
export const hasLockingTable = (language: Language): boolean => LOCKING_TABLES[language] !== undefined;

/** A locking table and the single shift table that escapes lead to. */
export interface Tables {
  locking: Table;
  single: Table;
}

export const DEFAULT_TABLES: Tables = { locking: DEFAULT_LOCKING, single: DEFAULT_SINGLE };

/** The tables that a header's language shifts select. */
export function tablesOf(language: LanguageShift | undefined): Tables {
  if (language === undefined) return DEFAULT_TABLES;
  return { locking: lockingTable(language.locking), single: singleTable(language.single) };
}

/** The language of a national language identifier, 23.038 §6.2.1.2.4, where 1 is Turkish. */
export const languageOf = (identifier: number): Language | undefined => LANGUAGES[identifier - 1];

export const identifierOf = (language: Language): number => LANGUAGES.indexOf(language) + 1;
