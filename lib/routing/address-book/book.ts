import { defined } from "../../defined.ts";
import type {
  AddressBookStore,
  Contact,
  ContactChanges,
  DomainEvent,
  EventKind,
  EventRecorder,
  Group,
  NamedGroup,
  SaveProblem,
  Schedule,
} from "../../messages/index.ts";
import { no, ok, type Result } from "../../result.ts";
import type { NumberReader } from "../submission/recipients.ts";
import { type ContactDraft, readContact, readEmail, readName, readNote, readNumber } from "./fields.ts";
import { findContactBy, findGroupBy } from "./lookup.ts";
import { scheduleProblem } from "./on-call.ts";

/** Why nothing was changed. `message` is a sentence for people. */
interface BookProblem {
  kind: SaveProblem | "invalid";
  message: string;
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
  events: EventRecorder;
  userName?: string;
}): AddressBook {
  const { store, numbers, events, userName } = parts;

  /** Tells of a change, or says in words why there was none. */
  function outcome<Value>(
    saved: Result<Value, SaveProblem>,
    { about, event }: { about: string; event: (value: Value) => DomainEvent<BookChangeKind> },
  ): BookResult<Value> {
    if (!saved.ok) return no({ kind: saved.problem, message: sentenceFor(saved.problem, about) });
    events.record({ ...event(saved.value), userName });
    return saved;
  }

  const removed = <Value>(value: Value | undefined): Result<Value, SaveProblem> =>
    value === undefined ? no("not-found") : ok(value);

  return {
    store,
    findContact: (text) => findContactBy(store, text),
    findGroup: (text) => findGroupBy(store, text),
    async addContact({ groupIds, ...draft }) {
      const read = readContact(draft, numbers);
      if (!read.ok) return invalid(read.problem.join("; "));
      const saved = await store.addContact({ ...read.value, ...defined({ groupIds }) });
      return outcome(saved, {
        about: `contact ${read.value.name}`,
        event: ({ name }) => ({ kind: "contact.added", name }),
      });
    },
    async changeContact(id, edit) {
      const read = readEdit(edit, numbers);
      if (!read.ok) return read;
      return outcome(await store.changeContact(id, read.value), {
        about: `contact ${read.value.name ?? id}`,
        event: ({ name }) => ({ kind: "contact.changed", name }),
      });
    },
    removeContact: async (id) =>
      outcome(removed(await store.removeContact(id)), {
        about: `contact ${id}`,
        event: ({ name }) => ({ kind: "contact.removed", name }),
      }),
    async addGroup(name) {
      const read = readName(name);
      if (!read.ok) return invalid(read.problem);
      return outcome(await store.addGroup(read.value), {
        about: `group ${read.value}`,
        event: (group) => ({ kind: "group.added", name: group.name }),
      });
    },
    async renameGroup(id, name) {
      const read = readName(name);
      if (!read.ok) return invalid(read.problem);
      return outcome(await store.renameGroup(id, read.value), {
        about: `group ${read.value}`,
        event: (group) => ({ kind: "group.renamed", groupId: id, name: group.name }),
      });
    },
    removeGroup: async (id) =>
      outcome(removed(await store.removeGroup(id)), {
        about: `group ${id}`,
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
    async setSchedule(group, schedule) {
      const problem = schedule === undefined ? undefined : scheduleProblem(schedule);
      if (problem !== undefined) return invalid(problem);
      return outcome(await store.setSchedule(group.id, schedule), {
        about: `group ${group.name}`,
        event: () => ({ kind: "group.schedule-changed", name: group.name, shifts: schedule?.shifts.length }),
      });
    },
    setEscalation: async (group, contactIds) =>
      outcome(await store.setEscalation(group.id, contactIds), {
        about: `group ${group.name}`,
        event: () => ({ kind: "group.escalation-changed", name: group.name, members: contactIds.length }),
      }),
    as: (name) => createAddressBook({ ...parts, userName: name }),
  };
}

/** What changes to the address book are told as. */
type BookChangeKind = Exclude<Extract<EventKind, `${"contact" | "group"}.${string}`>, "group.nobody-on-call">;

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
  return problems.length > 0 ? invalid(problems.join("; ")) : ok(changes);
}

function invalid(problems: string): BookResult<never> {
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
    case "not-a-member":
      return `Only members of ${about} can be in its schedule and its escalation order`;
    default:
      return problem satisfies never;
  }
}
