/** People and groups that messages go to, and what this layer needs from a store. */

/** Which one: by its ID, or by its name compared without case (Unicode lower case, NFC). */
export type Reference = { id: number } | { name: string };

export interface NamedGroup {
  id: number;
  name: string;
}

/** What is known about a contact; what is absent is not known. */
export interface ContactDetails {
  name: string;
  /** As messages have it: `+49…` or a short code. A Telegram link is found by it. */
  number?: string;
  email?: string;
  note?: string;
}

export interface Contact extends ContactDetails {
  id: number;
  /** By name. */
  groups: readonly NamedGroup[];
}

export interface NewContact extends ContactDetails {
  groupIds?: readonly number[];
}

/** Absent stays as it is; `null` is taken away. `groupIds` replaces the set. */
export interface ContactChanges {
  name?: string;
  number?: string | null;
  email?: string | null;
  note?: string | null;
  groupIds?: readonly number[];
}

/** 1 is Monday, 7 is Sunday (ISO 8601). */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/**
 * When one member is on call, by the wall clock of the schedule's time zone. From `fromMinute` until before `toMinute`,
 * both in minutes after midnight (0–1439, 1–1440), on each of the days; one that does not end after it begins goes on
 * into the next day.
 */
export interface Shift {
  contactId: number;
  weekdays: readonly Weekday[];
  fromMinute: number;
  toMinute: number;
}

/** Who of a group is on call when. */
export interface Schedule {
  /** IANA name, such as `Europe/Berlin`. */
  timeZone: string;
  shifts: readonly Shift[];
}

export interface Member {
  id: number;
  name: string;
  number?: string;
  email?: string;
}

export interface Group extends NamedGroup {
  /** Those of the escalation order first, in that order, then the others by name. */
  members: readonly Member[];
  /** IDs of members who are to be told one after another; empty without such an order. */
  escalation: readonly number[];
  /** Absent: all members are meant at all times. */
  schedule?: Schedule;
}

export interface GroupSummary extends NamedGroup {
  memberCount: number;
  hasSchedule: boolean;
}

/** Why a change of the address book was not made. */
export type SaveProblem = "not-found" | "name-taken" | "no-such-group" | "no-such-contact" | "not-a-member";

export type Saved<Value> = { ok: true; value: Value } | { ok: false; problem: SaveProblem };

/** The whole address book at one moment. */
export interface AddressBookSnapshot {
  contacts: readonly Contact[];
  groups: readonly NamedGroup[];
}

/** Many changes that are made together. Groups are named here, since new ones have no ID yet. */
export interface AddressBookRevision {
  removeContacts: readonly number[];
  removeGroups: readonly number[];
  addGroups: readonly string[];
  addContacts: readonly (ContactDetails & { groups: readonly string[] })[];
  /** `groups` absent: they stay as they are. */
  changeContacts: readonly (ContactDetails & { id: number; groups?: readonly string[] })[];
}

/**
 * The address book on disk. Every change resolves after a synced commit and is seen at once, by other processes too.
 * Lists are in order of their names, compared without case. Nothing is checked here but names that are taken and
 * references that lead nowhere: see `AddressBook` for the rest.
 */
export interface AddressBookStore {
  findContact(reference: Reference): Promise<Contact | undefined>;
  /** Those with this number, several may share one. */
  contactsWithNumber(number: string): Promise<Contact[]>;
  /**
   * @param options.groupIds  only members of at least one of them
   * @param options.search  only those whose name, number or email contains this, without case
   */
  listContacts(options?: {
    groupIds?: readonly number[];
    search?: string;
    limit?: number;
    offset?: number;
  }): Promise<Contact[]>;
  countContacts(): Promise<number>;
  addContact(contact: NewContact): Promise<Saved<Contact>>;
  changeContact(id: number, changes: ContactChanges): Promise<Saved<Contact>>;
  /** Also takes it out of its groups, their schedules and escalation orders. Gives what it was. */
  removeContact(id: number): Promise<Contact | undefined>;

  findGroup(reference: Reference): Promise<Group | undefined>;
  listGroups(options?: { limit?: number; offset?: number }): Promise<GroupSummary[]>;
  addGroup(name: string): Promise<Saved<NamedGroup>>;
  renameGroup(id: number, name: string): Promise<Saved<NamedGroup>>;
  /** The contacts stay. Gives what it was. */
  removeGroup(id: number): Promise<NamedGroup | undefined>;
  /** Gives those that were not members before. */
  addMembers(groupId: number, contactIds: readonly number[]): Promise<Saved<number[]>>;
  /** Gives those that were members before. */
  removeMembers(groupId: number, contactIds: readonly number[]): Promise<Saved<number[]>>;
  /** Replaces the schedule; `undefined` takes it away. Everybody in it must be a member. */
  setSchedule(groupId: number, schedule: Schedule | undefined): Promise<Saved<undefined>>;
  /** Replaces the escalation order; everybody in it must be a member. */
  setEscalation(groupId: number, contactIds: readonly number[]): Promise<Saved<undefined>>;

  snapshot(): Promise<AddressBookSnapshot>;
  /**
   * Looks at the whole address book and makes what `decide` answers, in one transaction: nobody changes it in between.
   * `decide` is called again when the transaction has to be repeated.
   */
  revise<Result>(
    decide: (book: AddressBookSnapshot) => { revision: AddressBookRevision; result: Result },
  ): Promise<Result>;
}
