import type { Result } from "../result.ts";
import type { OnceKey, OnceResult } from "./once.ts";

/** People and groups that messages are sent to, and what this layer needs from a store. */

/** A contact or group, by ID or by name; names are compared case-insensitively (Unicode lower case, NFC). */
export type Reference = { id: number } | { name: string };

export interface NamedGroup {
  id: number;
  name: string;
}

/** What is known about a contact; an absent field is unknown. */
export interface ContactDetails {
  name: string;
  /** In the form that messages store it: `+49…` or a short code. Telegram links are looked up by it. */
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

/** An absent field stays as it is; `null` clears it. `groupIds` replaces the set. */
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
 * Hours that repeat every week, by the wall clock of a time zone. From `fromMinute` until just before `toMinute`, both in
 * minutes after midnight (0–1439, 1–1440), on each of the days; when the end is not after the start, they continue into
 * the next day.
 */
export interface WeeklyHours {
  weekdays: readonly Weekday[];
  fromMinute: number;
  toMinute: number;
}

/** When one member is on call. */
export interface Shift extends WeeklyHours {
  contactId: number;
}

/** When each member of a group is on call. */
export interface Schedule {
  /** IANA name, such as `Europe/Berlin`. */
  timeZone: string;
  shifts: readonly Shift[];
}

/** Once only: a member who is on call from `from` until just before `until`, in milliseconds since 1970. */
export interface Override {
  contactId: number;
  /** Whose shifts these are by the schedule, and who is not on call meanwhile. Absent: besides everybody else. */
  insteadOf?: number;
  from: number;
  until: number;
}

export interface Member {
  id: number;
  name: string;
  number?: string;
  email?: string;
  note?: string;
}

/** Who of a group is on call. */
export interface Rota {
  /** IDs of the members to notify one after another; empty without an escalation order. */
  escalation: readonly number[];
  /** Absent: all members are on call at all times. */
  schedule?: Schedule;
  /** What is different from the schedule, the oldest first; of two for the same time the later in the list counts. */
  overrides: readonly Override[];
}

export interface Group extends NamedGroup, Rota {
  /** By name: a message to the group opens an alarm of this policy. */
  policy?: string;
  /** Members in the escalation order first, in that order, then the others by name. */
  members: readonly Member[];
}

export interface GroupSummary extends NamedGroup {
  memberCount: number;
  hasSchedule: boolean;
  /** As of {@link Group}. */
  policy?: string;
}

/** Why the address book was not changed. */
export type SaveProblem =
  | "not-found"
  | "name-taken"
  | "no-such-group"
  | "no-such-contact"
  | "no-such-policy"
  | "not-a-member"
  /** Policies or checks call it. */
  | "in-use"
  | "changed-meanwhile"
  | "other-request";

/**
 * Whether a thing is still what a change was made for. Asked in the change's transaction; `false` refuses the change as
 * `changed-meanwhile`. May be asked again when the transaction is repeated.
 */
export type IfIs<Thing> = (now: Thing) => boolean;

/** What can be done to many contacts at once. */
export type ContactsAction = { kind: "remove" } | { kind: "join" | "leave"; groupId: number };

/** IDs of what it was done to, and of those that stay because policies call them. */
export interface ContactsChanged {
  done: readonly number[];
  called: readonly number[];
}

/** One page of a list. */
export interface Page<Item> {
  items: readonly Item[];
  /** The place where the next page begins; absent at the end of the list. */
  next?: string;
}

/** The whole address book. */
export interface AddressBookSnapshot {
  contacts: readonly Contact[];
  groups: readonly NamedGroup[];
  /** IDs of those that policies or checks call. */
  called: { contacts: ReadonlySet<number>; groups: ReadonlySet<number> };
}

/** Changes that are made together. They refer to groups by name, since new groups have no ID yet. */
export interface AddressBookRevision {
  removeContacts: readonly number[];
  removeGroups: readonly number[];
  addGroups: readonly string[];
  addContacts: readonly (ContactDetails & { groups: readonly string[] })[];
  /** If `groups` is absent, the contact's groups stay as they are. */
  changeContacts: readonly (ContactDetails & { id: number; groups?: readonly string[] })[];
}

/**
 * The address book on disk. Every change resolves after a synced commit and is visible at once, to other processes too.
 * Lists are sorted by name, case-insensitively. The store only checks for names that are taken and for IDs that do not
 * exist; `AddressBook` checks the rest. Every promise rejects with a StoreFailure when the database fails, and with
 * kind "invalid" for a name that is not allowed.
 */
export interface AddressBookStore {
  findContact(reference: Reference): Promise<Contact | undefined>;
  /** All contacts with this number; several may share one. */
  contactsWithNumber(number: string): Promise<Contact[]>;
  /**
   * @param options.groupIds  only members of at least one of these groups
   * @param options.search  only contacts whose name, number or email contains this, case-insensitively
   */
  listContacts(options?: {
    groupIds?: readonly number[];
    search?: string;
    limit?: number;
    offset?: number;
  }): Promise<Contact[]>;
  /**
   * As {@link listContacts}, page by page. The cost does not grow with the number of the page, nor with what the filter
   * leaves out: a page may be short, or empty, before the list ends.
   *
   * @param options.after  `next` of the page before
   */
  pageOfContacts(options: { after?: string; limit: number; search?: string; groupId?: number }): Promise<Page<Contact>>;
  countContacts(): Promise<number>;
  /** With a key, once; what refuses the contact leaves the key free. */
  addContact(contact: NewContact, once?: OnceKey): Promise<OnceResult<Contact, SaveProblem>>;
  changeContact(id: number, changes: ContactChanges, ifIs?: IfIs<Contact>): Promise<Result<Contact, SaveProblem>>;
  /** Also removes it from its groups, their schedules and escalation orders. Returns the removed contact. One that policies call stays. */
  removeContact(id: number, ifIs?: IfIs<Contact>): Promise<Result<Contact, SaveProblem>>;
  /** In one transaction; at most 500. */
  changeContacts(ids: readonly number[], action: ContactsAction): Promise<Result<ContactsChanged, SaveProblem>>;

  findGroup(reference: Reference): Promise<Group | undefined>;
  /** Without its members. */
  summarizeGroup(id: number): Promise<GroupSummary | undefined>;
  listGroups(options?: { limit?: number; offset?: number }): Promise<GroupSummary[]>;
  /** As {@link pageOfContacts}; `search` is a part of the name. */
  pageOfGroups(options: { after?: string; limit: number; search?: string }): Promise<Page<GroupSummary>>;
  /** With a key, once; what refuses the group leaves the key free. */
  addGroup(name: string, once?: OnceKey): Promise<OnceResult<NamedGroup, SaveProblem>>;
  renameGroup(id: number, name: string, ifIs?: IfIs<GroupSummary>): Promise<Result<NamedGroup, SaveProblem>>;
  /** Names the policy that messages to it open alarms of, in whatever case; `undefined`: they are messages. */
  setPolicy(
    groupId: number,
    policy: string | undefined,
    ifIs?: IfIs<GroupSummary>,
  ): Promise<Result<GroupSummary, SaveProblem>>;
  /** Its contacts stay. Returns the removed group. */
  removeGroup(id: number, ifIs?: IfIs<GroupSummary>): Promise<Result<NamedGroup, SaveProblem>>;
  /** Policies and checks that call it, as people call them: `policy night`. */
  callersOf(named: { kind: "contact" | "group"; name: string }): Promise<string[]>;
  /** Returns the IDs that were not members before. */
  addMembers(groupId: number, contactIds: readonly number[]): Promise<Result<number[], SaveProblem>>;
  /** Returns the IDs that were members before. */
  removeMembers(groupId: number, contactIds: readonly number[]): Promise<Result<number[], SaveProblem>>;
  /** Who of a group is on call when; without members. `undefined`: no such group. */
  findRota(groupId: number): Promise<Rota | undefined>;
  /** Replaces the schedule; `undefined` removes it. Everybody in it must be a member. */
  setSchedule(
    groupId: number,
    schedule: Schedule | undefined,
    ifIs?: IfIs<Rota>,
  ): Promise<Result<undefined, SaveProblem>>;
  /** Replaces the overrides; everybody in them must be a member. */
  setOverrides(
    groupId: number,
    overrides: readonly Override[],
    ifIs?: IfIs<Rota>,
  ): Promise<Result<undefined, SaveProblem>>;
  /** Replaces the escalation order; everybody in it must be a member. */
  setEscalation(
    groupId: number,
    contactIds: readonly number[],
    ifIs?: IfIs<Rota>,
  ): Promise<Result<undefined, SaveProblem>>;

  /** Read in steps: what is changed meanwhile is in it as it was or as it is. */
  snapshot(): Promise<AddressBookSnapshot>;
  /**
   * Reads the whole address book and applies the revision that `decide` returns, in one transaction, so nobody changes
   * it in between; a problem changes nothing. `decide` is called again if the transaction has to be repeated. With a
   * key, once.
   *
   * @param options.progress  called with the number of contacts that are done, again and again; from the start when the
   *   transaction is repeated
   */
  revise<Value, Problem extends string = never>(
    decide: (book: AddressBookSnapshot) => Promise<Result<{ revision: AddressBookRevision; value: Value }, Problem>>,
    options?: { once?: OnceKey | undefined; progress?: ((done: number) => void) | undefined },
  ): Promise<OnceResult<Value, Problem | "other-request">>;
}
