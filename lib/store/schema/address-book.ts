import type { Generated } from "kysely";

export interface AddressBookTables {
  contacts: ContactsTable;
  contact_groups: ContactGroupsTable;
  contact_group_members: { group_id: number; contact_id: number; escalation: number | null };
  contact_group_shifts: ContactGroupShiftsTable;
  contact_group_overrides: ContactGroupOverridesTable;
}

export interface ContactsTable {
  id: Generated<number>;
  name: string;
  name_key: string;
  number: string | null;
  email: string | null;
  note: string | null;
}

interface ContactGroupsTable {
  id: Generated<number>;
  name: string;
  name_key: string;
  time_zone: string | null;
  policy_id: number | null;
}

interface ContactGroupShiftsTable {
  id: Generated<number>;
  group_id: number;
  contact_id: number;
  /** One bit per day: 1 is Monday, 64 is Sunday. */
  weekdays: number;
  from_minute: number;
  to_minute: number;
}

interface ContactGroupOverridesTable {
  id: Generated<number>;
  group_id: number;
  contact_id: number;
  instead_of: number | null;
  starts_at: number;
  ends_at: number;
}
