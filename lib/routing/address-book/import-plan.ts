import type { CsvContacts, GoodRow } from "./csv/reading.ts";
import type { AddressBookRevision, AddressBookSnapshot, Contact, NamedGroup } from "./types.ts";

/** What becomes, or would become, of one row. */
export type ImportedRow = { line: number; name: string } & (
  | { outcome: "added" | "unchanged" }
  /** `fields` that differ. */
  | { outcome: "changed"; fields: readonly string[] }
  | { outcome: "refused"; problems: readonly string[] }
);

export interface ImportReport {
  /** By line. */
  rows: readonly ImportedRow[];
  /** With *clear*: contacts that no row names, and groups that no row names. */
  removed: readonly { id: number; name: string }[];
  removedGroups: readonly NamedGroup[];
  addedGroups: readonly string[];
  counts: Record<ImportedRow["outcome"] | "removed", number>;
}

/**
 * Compares a file with the address book. A row stands for the contact of its name, without regard to case: what the
 * file has a column for is set, an empty cell takes away.
 *
 * @param options.clear  contacts and groups that the file does not name are removed. Whoever is in a refused row stays
 *   as it is, and so do IDs, schedules and escalation orders of what is named.
 */
export function planImport(
  file: CsvContacts,
  book: AddressBookSnapshot,
  options: { clear: boolean },
): { revision: AddressBookRevision; report: ImportReport } {
  const { clear } = options;
  const known = new Map(book.contacts.map((contact) => [keyOf(contact.name), contact]));
  const knownGroups = new Map(book.groups.map((group) => [keyOf(group.name), group]));
  const newGroups = new Map<string, string>();
  const namedGroups = new Set<string>();
  const lineOf = new Map<string, number>();
  const rows: ImportedRow[] = [];
  const addContacts: AddressBookRevision["addContacts"][number][] = [];
  const changeContacts: AddressBookRevision["changeContacts"][number][] = [];
  const kept = new Set<string>();
  /** Of them, those whose groups stay as they are. */
  const untouched = new Set<string>();

  for (const { line, name, problems } of file.bad) {
    kept.add(keyOf(name));
    untouched.add(keyOf(name));
    rows.push({ line, name, outcome: "refused", problems });
  }
  for (const row of file.good) {
    const { line, contact } = row;
    const { name } = contact;
    const key = keyOf(name);
    const before = lineOf.get(key);
    if (before !== undefined) {
      rows.push({ line, name, outcome: "refused", problems: [`line ${before} has this name already`] });
      continue;
    }
    lineOf.set(key, line);
    kept.add(key);
    if (row.says.has("groups")) untouched.delete(key);
    else untouched.add(key);
    const groups = new Map(row.groups.map((group) => [keyOf(group), group]));
    for (const [groupKey, group] of groups) {
      namedGroups.add(groupKey);
      if (!knownGroups.has(groupKey) && !newGroups.has(groupKey)) newGroups.set(groupKey, group);
    }
    const existing = known.get(key);
    if (existing === undefined) {
      addContacts.push({ ...contact, groups: [...groups.values()] });
      rows.push({ line, name, outcome: "added" });
      continue;
    }
    const fields = differences(existing, row, groups);
    if (fields.length === 0) {
      rows.push({ line, name, outcome: "unchanged" });
      continue;
    }
    changeContacts.push({
      ...merged(existing, row),
      id: existing.id,
      ...(fields.includes("groups") ? { groups: [...groups.values()] } : {}),
    });
    rows.push({ line, name, outcome: "changed", fields });
  }

  const removed = clear ? book.contacts.filter((contact) => !kept.has(keyOf(contact.name))) : [];
  const removedGroups = clear ? unnamedGroups(book, { namedGroups, untouched }) : [];
  rows.sort((a, b) => a.line - b.line);
  return {
    revision: {
      removeContacts: removed.map((contact) => contact.id),
      removeGroups: removedGroups.map((group) => group.id),
      addGroups: [...newGroups.values()],
      addContacts,
      changeContacts,
    },
    report: {
      rows,
      removed: removed.map(({ id, name }) => ({ id, name })),
      removedGroups,
      addedGroups: [...newGroups.values()],
      counts: countOutcomes(rows, removed.length),
    },
  };
}

/** The form in which names are compared. */
const keyOf = (name: string) => name.normalize("NFC").toLowerCase();

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

/** Groups that no row names, and in which nobody stays whose groups stay. */
function unnamedGroups(
  book: AddressBookSnapshot,
  { namedGroups, untouched }: { namedGroups: ReadonlySet<string>; untouched: ReadonlySet<string> },
): NamedGroup[] {
  const staying = book.contacts.filter(({ name }) => untouched.has(keyOf(name)));
  const held = new Set(staying.flatMap((contact) => contact.groups.map((group) => group.id)));
  return book.groups.filter((group) => !namedGroups.has(keyOf(group.name)) && !held.has(group.id));
}

function countOutcomes(rows: readonly ImportedRow[], removed: number): ImportReport["counts"] {
  const counts = { added: 0, changed: 0, unchanged: 0, refused: 0, removed };
  for (const row of rows) counts[row.outcome]++;
  return counts;
}
