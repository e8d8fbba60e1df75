import type { Schemas } from "../../api.ts";
import type { Contact, GroupName } from "./queries.ts";

/** What the fields of a contact hold. */
export interface Values extends Record<string, unknown> {
  name: string;
  number: string;
  email: string;
  groups: readonly GroupName[];
  note: string;
}

export const FIELDS = ["name", "number", "email", "groups", "note"] as const;
const TEXTS = ["number", "email", "note"] as const;

export const valuesOf = ({ name = "", number = "", email = "", groups = [], note = "" }: Partial<Contact>): Values => ({
  name,
  number,
  email,
  groups,
  note,
});

/** What changes from one to the other, as the API takes it: an emptied field is `null`. */
export function changesOf(before: Values, after: Values): Schemas["ContactPatch"] {
  const changes: Schemas["ContactPatch"] = {};
  if (after.name.trim() !== before.name) changes.name = after.name.trim();
  for (const field of TEXTS) {
    const value = after[field].trim();
    if (value !== before[field]) changes[field] = value === "" ? null : value;
  }
  const ids = ({ groups }: Values) => groups.map(({ id }) => id).sort((a, b) => a - b);
  if (ids(before).join() !== ids(after).join()) changes.groups = ids(after);
  return changes;
}
