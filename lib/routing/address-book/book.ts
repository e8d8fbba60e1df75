import { defined } from "../../defined.ts";
import type {
  AddressBookStore,
  Contact,
  ContactChanges,
  ContactsChanged,
  DomainEvent,
  EventKind,
  EventRecorder,
  Group,
  GroupSummary,
  IfIs,
  NamedGroup,
  OnceKey,
  OnceResult,
  Override,
  Rota,
  SaveProblem,
  Schedule,
} from "../../messages/index.ts";
import { no, ok, type Result } from "../../result.ts";
import type { NumberReader } from "../submission/recipients.ts";
import {
  type ContactDraft,
  type FieldProblem,
  readContact,
  readEmail,
  readName,
  readNote,
  readNumber,
} from "./fields.ts";
import { findContactBy, findGroupBy } from "./lookup.ts";
import { overridesProblem, scheduleProblem } from "./on-call.ts";

/** Why nothing was changed. `message` is a sentence for people. */
export interface BookProblem {
  kind: SaveProblem | "invalid";
  message: string;
  /** Of what is invalid, where it is one field or another. */
  fields?: readonly FieldProblem[];
}

export type BookResult<Value> = Result<Value, BookProblem>;

/** What is given of a contact that changes: absent stays, an empty text is taken away. */
type ContactEdit = Partial<ContactDraft> & { groupIds?: readonly number[] | undefined };

/**
 * What can be done to the address book, by any interface. Values are read as people write them, telephone numbers into
 * the form that messages have. Every change takes effect at once and is an event. Lists are the store's own.
 *
 * @throws StoreFailure from every method
 */
export interface AddressBook {
  readonly store: AddressBookStore;
  /** By ID, or else by name without case. */
  findContact(text: string): Promise<Contact | undefined>;
  findGroup(text: string): Promise<Group | undefined>;
  addContact(
    draft: ContactDraft & { groupIds?: readonly number[] | undefined },
    once?: OnceKey,
  ): Promise<OnceResult<Contact, BookProblem>>;
  changeContact(id: number, edit: ContactEdit, ifIs?: IfIs<Contact>): Promise<BookResult<Contact>>;
  removeContact(id: number, ifIs?: IfIs<Contact>): Promise<BookResult<Contact>>;
  /** Removes some contacts, at most 500; who is called by policies stays. */
  removeContacts(ids: readonly number[]): Promise<BookResult<ContactsChanged>>;
  addGroup(name: string, once?: OnceKey): Promise<OnceResult<NamedGroup, BookProblem>>;
  renameGroup(id: number, name: string, ifIs?: IfIs<GroupSummary>): Promise<BookResult<NamedGroup>>;
  /** Names the policy that messages to it open alarms of; `undefined`: they are messages again. */
  setPolicy(id: number, policy: string | undefined, ifIs?: IfIs<GroupSummary>): Promise<BookResult<GroupSummary>>;
  removeGroup(id: number, ifIs?: IfIs<GroupSummary>): Promise<BookResult<NamedGroup>>;
  /** Gives those that were not members before. */
  addMembers(group: NamedGroup, contactIds: readonly number[]): Promise<BookResult<number[]>>;
  /** Gives those that were members before. */
  removeMembers(group: NamedGroup, contactIds: readonly number[]): Promise<BookResult<number[]>>;
  /** Puts some contacts into a group, or takes them out; at most 500. */
  moveContacts(group: NamedGroup, ids: readonly number[], move: "join" | "leave"): Promise<BookResult<ContactsChanged>>;
  setSchedule(group: NamedGroup, schedule: Schedule | undefined, ifIs?: IfIs<Rota>): Promise<BookResult<undefined>>;
  setOverrides(group: NamedGroup, overrides: readonly Override[], ifIs?: IfIs<Rota>): Promise<BookResult<undefined>>;
  setEscalation(group: NamedGroup, contactIds: readonly number[], ifIs?: IfIs<Rota>): Promise<BookResult<undefined>>;
  /** The same address book, whose events name the system user who made the change. */
  as(userName: string): AddressBook;
}

/** Makes the address book on a store. `numbers` reads telephone numbers for the home country. */
export function createAddressBook(parts: {
  store: AddressBookStore;
  numbers: NumberReader;
  events: EventRecorder;
  userName?: string;
}): AddressBook {
  const { store, numbers, events, userName } = parts;

  /** Tells of a change, or says in words why there was none. */
  function outcome<Value>(
    saved: OnceResult<Value, SaveProblem>,
    { about, event }: { about: string; event: (value: Value) => DomainEvent<BookChangeKind> },
  ): OnceResult<Value, BookProblem> {
    if (!saved.ok) return no({ kind: saved.problem, message: sentenceFor(saved.problem, about) });
    if (!saved.again) events.record({ ...event(saved.value), userName });
    return saved;
  }

  return {
    store,
    findContact: (text) => findContactBy(store, text),
    findGroup: (text) => findGroupBy(store, text),
    async addContact({ groupIds, ...draft }, once) {
      const read = readContact(draft, numbers);
      if (!read.ok) return invalidFields(read.problem);
      const saved = await store.addContact({ ...read.value, ...defined({ groupIds }) }, once);
      return outcome(saved, {
        about: `contact ${read.value.name}`,
        event: ({ name }) => ({ kind: "contact.added", name }),
      });
    },
    async changeContact(id, edit, ifIs) {
      const read = readEdit(edit, numbers);
      if (!read.ok) return read;
      return outcome(await store.changeContact(id, read.value, ifIs), {
        about: `contact ${read.value.name ?? id}`,
        event: ({ name }) => ({ kind: "contact.changed", name }),
      });
    },
    removeContact: async (id, ifIs) =>
      outcome(await store.removeContact(id, ifIs), {
        about: await calledAs(store, "contact", id),
        event: ({ name }) => ({ kind: "contact.removed", name }),
      }),
    removeContacts: async (ids) =>
      outcome(await store.changeContacts(ids, { kind: "remove" }), {
        about: "contacts",
        event: ({ done }) => ({ kind: "contacts.removed", removed: done.length }),
      }),
    moveContacts: async (group, ids, move) =>
      outcome(await store.changeContacts(ids, { kind: move, groupId: group.id }), {
        about: `group ${group.name}`,
        event: ({ done }) => ({
          kind: "group.members-changed",
          name: group.name,
          ...(move === "join" ? { joined: done.length } : { left: done.length }),
        }),
      }),
    async addGroup(name, once) {
      const read = readName(name);
      if (!read.ok) return invalidFields([{ field: "name", message: read.problem }]);
      return outcome(await store.addGroup(read.value, once), {
        about: `group ${read.value}`,
        event: (group) => ({ kind: "group.added", name: group.name }),
      });
    },
    async renameGroup(id, name, ifIs) {
      const read = readName(name);
      if (!read.ok) return invalidFields([{ field: "name", message: read.problem }]);
      return outcome(await store.renameGroup(id, read.value, ifIs), {
        about: `group ${read.value}`,
        event: (group) => ({ kind: "group.renamed", groupId: id, name: group.name }),
      });
    },
    setPolicy: async (id, policy, ifIs) =>
      outcome(await store.setPolicy(id, policy, ifIs), {
        about: `group ${id}`,
        event: (group) => ({ kind: "group.policy-changed", name: group.name, policy: group.policy }),
      }),
    removeGroup: async (id, ifIs) =>
      outcome(await store.removeGroup(id, ifIs), {
        about: await calledAs(store, "group", id),
        event: ({ name }) => ({ kind: "group.removed", name }),
      }),
    addMembers: async (group, contactIds) =>
      outcome(await store.addMembers(group.id, contactIds), {
        about: `group ${group.name}`,
        event: (added) => ({ kind: "group.members-changed", name: group.name, joined: added.length }),
      }),
    removeMembers: async (group, contactIds) =>
      outcome(await store.removeMembers(group.id, contactIds), {
        about: `group ${group.name}`,
        event: (gone) => ({ kind: "group.members-changed", name: group.name, left: gone.length }),
      }),
    async setSchedule(group, schedule, ifIs) {
      const problem = schedule === undefined ? undefined : scheduleProblem(schedule);
      if (problem !== undefined) return invalid(problem);
      return outcome(await store.setSchedule(group.id, schedule, ifIs), {
        about: `group ${group.name}`,
        event: () => ({ kind: "group.schedule-changed", name: group.name, shifts: schedule?.shifts.length }),
      });
    },
    async setOverrides(group, overrides, ifIs) {
      const problem = overridesProblem(overrides);
      if (problem !== undefined) return invalid(problem);
      return outcome(await store.setOverrides(group.id, overrides, ifIs), {
        about: `group ${group.name}`,
        event: () => ({ kind: "group.overrides-changed", name: group.name, overrides: overrides.length }),
      });
    },
    setEscalation: async (group, contactIds, ifIs) =>
      outcome(await store.setEscalation(group.id, contactIds, ifIs), {
        about: `group ${group.name}`,
        event: () => ({ kind: "group.escalation-changed", name: group.name, members: contactIds.length }),
      }),
    as: (name) => createAddressBook({ ...parts, userName: name }),
  };
}

/** What is to be removed, and who calls it: `group admins is called by policy night`. */
async function calledAs(store: AddressBookStore, kind: "contact" | "group", id: number): Promise<string> {
  const found = kind === "contact" ? store.findContact({ id }) : store.summarizeGroup(id);
  const name = (await found)?.name;
  if (name === undefined) return `${kind} ${id}`;
  const callers = await store.callersOf({ kind, name });
  return `${kind} ${name}${callers.length === 0 ? "" : ` is called by ${callers.join(", ")}`}`;
}

/** What changes to the address book are told as. */
type BookChangeKind = Exclude<
  Extract<EventKind, `${"contact" | "group"}.${string}` | "contacts.removed">,
  "group.nobody-on-call"
>;

function readEdit(edit: ContactEdit, numbers: NumberReader): BookResult<ContactChanges> {
  const { groupIds } = edit;
  const changes: ContactChanges = groupIds === undefined ? {} : { groupIds };
  const problems: FieldProblem[] = [];
  if (edit.name !== undefined) {
    const name = readName(edit.name);
    if (name.ok) changes.name = name.value;
    else problems.push({ field: "name", message: name.problem });
  }
  const optional = { number: (text: string) => readNumber(text, numbers), email: readEmail, note: readNote };
  for (const field of ["number", "email", "note"] as const) {
    const text = edit[field];
    if (text === undefined) continue;
    const read = optional[field](text);
    if (read.ok) changes[field] = read.value ?? null;
    else problems.push({ field, message: read.problem });
  }
  return problems.length > 0 ? invalidFields(problems) : ok(changes);
}

function invalidFields(fields: readonly FieldProblem[]): { ok: false; problem: BookProblem } {
  return no({ ...invalid(fields.map(({ message }) => message).join("; ")).problem, fields });
}

function invalid(problems: string): { ok: false; problem: BookProblem } {
  return no({ kind: "invalid", message: `${problems.slice(0, 1).toUpperCase()}${problems.slice(1)}` });
}

function sentenceFor(problem: SaveProblem, about: string): string {
  switch (problem) {
    case "not-found":
      return `The ${about} does not exist`;
    case "name-taken":
      return `The ${about} already exists`;
    case "no-such-group":
      return "There is no such group";
    case "no-such-contact":
      return "There is no such contact";
    case "no-such-policy":
      return "There is no such policy";
    case "not-a-member":
      return `Only members of ${about} can be in its schedule and its escalation order`;
    case "in-use":
      return `The ${about}: let these call somebody else first`;
    case "changed-meanwhile":
      return `The ${about} has changed meanwhile`;
    case "other-request":
      return "This Idempotency-Key was used for another request";
    default:
      return problem satisfies never;
  }
}
