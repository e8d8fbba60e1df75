import type { EventLog } from "../../log.ts";
import type {
  AddressBookStore,
  Contact,
  ContactChanges,
  Group,
  NamedGroup,
  Saved,
  SaveProblem,
  Schedule,
} from "../../messages/index.ts";
import type { NumberReader } from "../submission/recipients.ts";
import { type ContactDraft, readContact, readEmail, readName, readNote, readNumber } from "./fields.ts";
import { findContactBy, findGroupBy } from "./lookup.ts";
import { scheduleProblem } from "./on-call.ts";

/** Why nothing was changed. */
export type BookProblem = SaveProblem | "invalid";

/** `message` is a sentence for people. */
export type BookResult<Value> = { ok: true; value: Value } | { ok: false; problem: BookProblem; message: string };

/** What is given of a contact that changes: absent stays, an empty text is taken away. */
export type ContactEdit = Partial<ContactDraft> & { groupIds?: readonly number[] | undefined };

/**
 * What can be done to the address book by whatever door. Values are read as people write them, telephone numbers into
 * the form that messages have. Every change takes effect at once and is an event. Lists are the store's own.
 */
export interface AddressBook {
  readonly store: AddressBookStore;
  /** By ID, or else by name without case. */
  findContact(text: string): Promise<Contact | undefined>;
  findGroup(text: string): Promise<Group | undefined>;
  addContact(draft: ContactDraft & { groupIds?: readonly number[] | undefined }): Promise<BookResult<Contact>>;
  changeContact(id: number, edit: ContactEdit): Promise<BookResult<Contact>>;
  removeContact(id: number): Promise<BookResult<Contact>>;
  addGroup(name: string): Promise<BookResult<NamedGroup>>;
  renameGroup(id: number, name: string): Promise<BookResult<NamedGroup>>;
  removeGroup(id: number): Promise<BookResult<NamedGroup>>;
  /** Gives those that were not members before. */
  addMembers(group: NamedGroup, contactIds: readonly number[]): Promise<BookResult<number[]>>;
  /** Gives those that were members before. */
  removeMembers(group: NamedGroup, contactIds: readonly number[]): Promise<BookResult<number[]>>;
  setSchedule(group: NamedGroup, schedule: Schedule | undefined): Promise<BookResult<undefined>>;
  setEscalation(group: NamedGroup, contactIds: readonly number[]): Promise<BookResult<undefined>>;
  /** The same address book, whose events name the system user who made the change. */
  as(userName: string): AddressBook;
}

/** Makes the address book on a store. `numbers` reads telephone numbers for the home country. */
export function createAddressBook(parts: {
  store: AddressBookStore;
  numbers: NumberReader;
  events: EventLog;
  userName?: string;
}): AddressBook {
  const { store, numbers, events, userName } = parts;

  /** Tells of a change, or says in words why there was none. */
  function outcome<Value>(
    saved: Saved<Value>,
    { kind, message, about }: { kind: string; message: (value: Value) => string; about: string },
  ): BookResult<Value> {
    if (!saved.ok) return { ok: false, problem: saved.problem, message: sentenceFor(saved.problem, about) };
    events.record({
      severity: "info",
      kind,
      message: message(saved.value),
      ...(userName === undefined ? {} : { userName }),
    });
    return saved;
  }

  const removed = <Value>(value: Value | undefined): Saved<Value> =>
    value === undefined ? { ok: false, problem: "not-found" } : { ok: true, value };

  return {
    store,
    findContact: (text) => findContactBy(store, text),
    findGroup: (text) => findGroupBy(store, text),
    async addContact({ groupIds, ...draft }) {
      const read = readContact(draft, numbers);
      if (!read.ok) return invalid(read.problems.join("; "));
      const saved = await store.addContact({ ...read.value, ...(groupIds === undefined ? {} : { groupIds }) });
      return outcome(saved, {
        kind: "contact.added",
        message: ({ name }) => `Contact ${name} was added`,
        about: `contact ${read.value.name}`,
      });
    },
    async changeContact(id, edit) {
      const read = readEdit(edit, numbers);
      if (!read.ok) return read;
      return outcome(await store.changeContact(id, read.value), {
        kind: "contact.changed",
        message: ({ name }) => `Contact ${name} was changed`,
        about: `contact ${read.value.name ?? id}`,
      });
    },
    removeContact: async (id) =>
      outcome(removed(await store.removeContact(id)), {
        kind: "contact.removed",
        message: ({ name }) => `Contact ${name} was removed`,
        about: `contact ${id}`,
      }),
    async addGroup(name) {
      const read = readName(name);
      if (!read.ok) return invalid(read.problem);
      return outcome(await store.addGroup(read.value), {
        kind: "group.added",
        message: (group) => `Group ${group.name} was added`,
        about: `group ${read.value}`,
      });
    },
    async renameGroup(id, name) {
      const read = readName(name);
      if (!read.ok) return invalid(read.problem);
      return outcome(await store.renameGroup(id, read.value), {
        kind: "group.renamed",
        message: (group) => `Group ${id} is now called ${group.name}`,
        about: `group ${read.value}`,
      });
    },
    removeGroup: async (id) =>
      outcome(removed(await store.removeGroup(id)), {
        kind: "group.removed",
        message: ({ name }) => `Group ${name} was removed`,
        about: `group ${id}`,
      }),
    addMembers: async (group, contactIds) =>
      outcome(await store.addMembers(group.id, contactIds), {
        kind: "group.members-changed",
        message: (added) => `Group ${group.name} has ${added.length} more members`,
        about: `group ${group.name}`,
      }),
    removeMembers: async (group, contactIds) =>
      outcome(await store.removeMembers(group.id, contactIds), {
        kind: "group.members-changed",
        message: (gone) => `Group ${group.name} has ${gone.length} fewer members`,
        about: `group ${group.name}`,
      }),
    async setSchedule(group, schedule) {
      const problem = schedule === undefined ? undefined : scheduleProblem(schedule);
      if (problem !== undefined) return invalid(problem);
      const what = schedule === undefined ? "has no schedule any more" : `has ${schedule.shifts.length} shifts`;
      return outcome(await store.setSchedule(group.id, schedule), {
        kind: "group.schedule-changed",
        message: () => `Group ${group.name} ${what}`,
        about: `group ${group.name}`,
      });
    },
    setEscalation: async (group, contactIds) =>
      outcome(await store.setEscalation(group.id, contactIds), {
        kind: "group.escalation-changed",
        message: () => `Group ${group.name} has ${contactIds.length} members in its escalation order`,
        about: `group ${group.name}`,
      }),
    as: (name) => createAddressBook({ ...parts, userName: name }),
  };
}

function readEdit(edit: ContactEdit, numbers: NumberReader): BookResult<ContactChanges> {
  const { groupIds } = edit;
  const changes: ContactChanges = groupIds === undefined ? {} : { groupIds };
  const problems: string[] = [];
  if (edit.name !== undefined) {
    const name = readName(edit.name);
    if (name.ok) changes.name = name.value;
    else problems.push(name.problem);
  }
  const optional = { number: (text: string) => readNumber(text, numbers), email: readEmail, note: readNote };
  for (const field of ["number", "email", "note"] as const) {
    const text = edit[field];
    if (text === undefined) continue;
    const read = optional[field](text);
    if (read.ok) changes[field] = read.value ?? null;
    else problems.push(read.problem);
  }
  return problems.length > 0 ? invalid(problems.join("; ")) : { ok: true, value: changes };
}

function invalid(problems: string): BookResult<never> {
  return { ok: false, problem: "invalid", message: `${problems.slice(0, 1).toUpperCase()}${problems.slice(1)}` };
}

function sentenceFor(problem: SaveProblem, about: string): string {
  switch (problem) {
    case "not-found":
      return `There is no ${about}`;
    case "name-taken":
      return `There is a ${about} already`;
    case "no-such-group":
      return "There is no such group";
    case "no-such-contact":
      return "There is no such contact";
    case "not-a-member":
      return `Only members of ${about} can be in its schedule and its escalation order`;
    default:
      return problem satisfies never;
  }
}
