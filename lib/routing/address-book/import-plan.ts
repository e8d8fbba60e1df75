import { createHash } from "node:crypto";
import { ADDRESS_BOOK_NAME_CHARACTERS } from "../../limits.ts";
import type {
  AddressBookRevision,
  AddressBookSnapshot,
  Contact,
  ImportCounts,
  NamedGroup,
} from "../../messages/index.ts";
import { nameKey } from "../../names.ts";
import { createTurns } from "../../turns.ts";
import type { CsvContacts, GoodRow } from "./csv/reading.ts";

/** What becomes, or would become, of one row. */
type ImportedRow = { line: number; name: string } & (
  | { outcome: "unchanged" }
  | { outcome: "added"; after: GoodRow }
  /** `fields` that differ; of the groups, which the contact joins and leaves. */
  | ({ outcome: "changed"; fields: readonly string[]; before: Contact; after: GoodRow } & Moves)
  /** `text`: the row as the file has it. */
  | { outcome: "refused"; problems: readonly string[]; text: string }
);

interface Moves {
  joins: readonly string[];
  leaves: readonly string[];
}

export interface ImportReport {
  /** The row of the file that names the columns, where there is one. */
  header: string | undefined;
  /** By line. */
  rows: readonly ImportedRow[];
  /** With *clear*: contacts that no row names, and groups that no row names. */
  removed: readonly { id: number; name: string }[];
  removedGroups: readonly NamedGroup[];
  /** With *clear*: contacts and groups that no row names, which stay because policies or checks call them. */
  kept: readonly { id: number; name: string }[];
  keptGroups: readonly NamedGroup[];
  addedGroups: readonly string[];
  counts: ImportCounts;
}

/**
 * Compares a file with the address book. A row stands for the contact of its name, without regard to case: what the
 * file has a column for is set, an empty cell takes away. Lets the event loop turn. Never rejects.
 *
 * @param options.clear  contacts and groups that the file does not name are removed. Whoever is in a refused row stays
 *   as it is, and so do IDs, schedules and escalation orders of what is named.
 */
export async function planImport(
  file: CsvContacts,
  book: AddressBookSnapshot,
  options: { clear: boolean },
): Promise<{ revision: AddressBookRevision; report: ImportReport }> {
  const takeTurns = createTurns();
  const known = new Map<string, Contact>();
  for (const contact of book.contacts) {
    known.set(keyOf(contact.name), contact);
    await takeTurns();
  }
  /** The rows that are imported: the first of each name. */
  const byName = new Map<string, GoodRow>();
  const rows: ImportedRow[] = [];
  const addContacts: Addition[] = [];
  const changeContacts: Change[] = [];
  const refuse = ({ line, name, problems }: CsvContacts["bad"][number]) =>
    rows.push({ line, name, outcome: "refused", problems, text: file.textAt(line) });
  for (const row of file.bad) refuse(row);
  for (const row of file.good) {
    const { line, contact } = row;
    const key = keyOf(contact.name);
    const before = byName.get(key);
    if (before === undefined) {
      byName.set(key, row);
      const { outcome, add, change } = planRow(row, known.get(key));
      rows.push(outcome);
      if (add !== undefined) addContacts.push(add);
      if (change !== undefined) changeContacts.push(change);
    } else {
      refuse({ line, name: contact.name, problems: [`line ${before.line} has this name already`] });
    }
    await takeTurns();
  }

  /** As the first of the rows writes their names. */
  const named = new Map<string, string>();
  for (const { groups } of byName.values()) {
    for (const group of groups) {
      const key = keyOf(group);
      if (!named.has(key)) named.set(key, group);
    }
    await takeTurns();
  }
  const heldGroups = new Set(book.groups.map((group) => keyOf(group.name)));
  const addGroups = [...named].filter(([key]) => !heldGroups.has(key)).map(([, name]) => name);
  const { removed, removedGroups, kept, keptGroups } = options.clear
    ? planClearing({ byName, bad: file.bad }, { ...book, known }, named)
    : NOTHING_CLEARED;
  rows.sort((a, b) => a.line - b.line);
  return {
    revision: {
      removeContacts: removed.map((contact) => contact.id),
      removeGroups: removedGroups.map((group) => group.id),
      addGroups,
      addContacts,
      changeContacts,
    },
    report: {
      header: file.header,
      rows,
      removed: removed.map(({ id, name }) => ({ id, name })),
      removedGroups,
      kept: kept.map(({ id, name }) => ({ id, name })),
      keptGroups,
      addedGroups: addGroups,
      counts: countOutcomes(rows, removed.length),
    },
  };
}

/** The same for revisions that do the same. Lets the event loop turn. Never rejects. */
export async function fingerprintOf(revision: AddressBookRevision): Promise<string> {
  const takeTurns = createTurns();
  const hash = createHash("sha256");
  for (const [part, items] of Object.entries(revision) as [string, readonly unknown[]][]) {
    hash.update(`${part}\n`);
    for (const item of items) {
      hash.update(`${JSON.stringify(item)}\n`);
      await takeTurns();
    }
  }
  return hash.digest("base64url");
}

type Addition = AddressBookRevision["addContacts"][number];
type Change = AddressBookRevision["changeContacts"][number];
const NOTHING_CLEARED: Clearing = { removed: [], removedGroups: [], kept: [], keptGroups: [] };

function planRow(
  row: GoodRow,
  existing: Contact | undefined,
): { outcome: ImportedRow; add?: Addition; change?: Change } {
  const { line, contact } = row;
  const about = { line, name: contact.name };
  const groups = new Map(row.groups.map((group) => [keyOf(group), group]));
  if (existing === undefined) {
    return { outcome: { ...about, outcome: "added", after: row }, add: { ...contact, groups: [...groups.values()] } };
  }
  const fields = differences(existing, row, groups);
  if (fields.length === 0) return { outcome: { ...about, outcome: "unchanged" } };
  const regroups = fields.includes("groups");
  const newGroups = regroups ? { groups: [...groups.values()] } : {};
  const change = { ...merged(existing, row), id: existing.id, ...newGroups };
  const moves = regroups ? movesOf(existing, groups) : { joins: [], leaves: [] };
  return { outcome: { ...about, outcome: "changed", fields, before: existing, after: row, ...moves }, change };
}

function movesOf({ groups: held }: Contact, groups: ReadonlyMap<string, string>): Moves {
  const heldKeys = new Set(held.map((group) => keyOf(group.name)));
  return {
    joins: [...groups].filter(([key]) => !heldKeys.has(key)).map(([, name]) => name),
    leaves: held.map((group) => group.name).filter((name) => !groups.has(keyOf(name))),
  };
}

/** The form in which names are compared. What nothing can be called, the name of a refused row, is like nothing else. */
const keyOf = (name: string) => nameKey(name, ADDRESS_BOOK_NAME_CHARACTERS) ?? name;

/** Which fields a row would change. */
function differences(existing: Contact, row: GoodRow, groups: ReadonlyMap<string, string>): string[] {
  const { contact, says } = row;
  const fields = (["number", "email", "note"] as const).filter(
    (field) => says.has(field) && (existing[field] ?? "") !== (contact[field] ?? ""),
  ) as string[];
  if (existing.name !== contact.name) fields.unshift("name");
  const held = existing.groups;
  const same = held.length === groups.size && held.every((group) => groups.has(keyOf(group.name)));
  if (says.has("groups") && !same) fields.push("groups");
  return fields;
}

function merged(existing: Contact, { contact, says }: GoodRow) {
  const result: { name: string; number?: string; email?: string; note?: string } = { name: contact.name };
  for (const field of ["number", "email", "note"] as const) {
    const value = says.has(field) ? contact[field] : existing[field];
    if (value !== undefined) result[field] = value;
  }
  return result;
}

interface Clearing {
  removed: Contact[];
  removedGroups: NamedGroup[];
  kept: Contact[];
  keptGroups: NamedGroup[];
}

/** Contacts that no row names, and groups that no row names and in which nobody stays whose groups stay. Who is called stays. */
function planClearing(
  { byName, bad }: { byName: ReadonlyMap<string, GoodRow>; bad: CsvContacts["bad"] },
  { known, groups, called }: Omit<AddressBookSnapshot, "contacts"> & { known: ReadonlyMap<string, Contact> },
  named: ReadonlyMap<string, string>,
): Clearing {
  const refused = new Set(bad.map((row) => keyOf(row.name)));
  const held = new Set<number>();
  const removed: Contact[] = [];
  const kept: Contact[] = [];
  for (const [key, contact] of known) {
    const row = byName.get(key);
    const isUnnamed = row === undefined && !refused.has(key);
    const isKept = isUnnamed && called.contacts.has(contact.id);
    if (isKept) kept.push(contact);
    if (isUnnamed && !isKept) removed.push(contact);
    else if (!row?.says.has("groups")) for (const group of contact.groups) held.add(group.id);
  }
  const unnamed = groups.filter((group) => !named.has(keyOf(group.name)) && !held.has(group.id));
  return {
    removed,
    removedGroups: unnamed.filter(({ id }) => !called.groups.has(id)),
    kept,
    keptGroups: unnamed.filter(({ id }) => called.groups.has(id)),
  };
}

function countOutcomes(rows: readonly ImportedRow[], removed: number): ImportReport["counts"] {
  const counts = { added: 0, changed: 0, unchanged: 0, refused: 0, removed };
  for (const row of rows) counts[row.outcome]++;
  return counts;
}
