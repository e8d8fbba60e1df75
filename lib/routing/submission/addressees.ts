import { defined } from "../../defined.ts";
import { ADDRESS_BOOK_NAME_CHARACTERS, NUMBERS_OF_A_REQUEST, RECIPIENTS_OF_A_REQUEST } from "../../limits.ts";
import type { AddressBookStore, Contact, Group, Member } from "../../messages/index.ts";
import { findContactBy, findGroupBy, type ReferenceKind } from "../address-book/lookup.ts";
import { onCall } from "../address-book/on-call.ts";
import type { NumberProblem, NumberReader } from "./recipients.ts";
import type { Variables } from "./variables.ts";

/** How {@link Addressee.to} is read. */
export type AddresseeTarget = "number" | "contact" | "group";

/** Whom a client names. */
export interface Addressee {
  target: AddresseeTarget;
  /**
   * As the client gave it, a leading blank included. `number`: one telephone number or several, separated by comma or
   * semicolon. Otherwise an ID, or else a name without case.
   */
  to: string;
  /** What `to` is, where the client says that: then it is nothing else. */
  by?: ReferenceKind;
  /** What the text says to these recipients, see `SubmissionRequest.variables`. */
  variables?: Variables;
}

/** One number, and what is known about whose it is. */
export interface Recipient {
  /** As messages have it. */
  number: string;
  /** Absent for a number that was given as such. */
  contact?: { name: string; note?: string };
  /** The contact or group as the client named it; absent with `contact`. */
  namedAs?: string;
  /** Those of the addressee. */
  variables?: Variables;
}

/**
 * Why somebody is left out. `recipient` as the client gave it, or the name of the contact or group; then `namedAs` is what
 * the client gave.
 */
export type AddresseeProblem =
  | { kind: "invalid-number"; recipient: string; problem: NumberProblem }
  | { kind: "no-such-contact"; recipient: string }
  | { kind: "no-such-group"; recipient: string }
  | { kind: "contact-without-number"; recipient: string; namedAs: string }
  | { kind: "empty-group"; recipient: string; namedAs: string }
  | { kind: "nobody-on-call"; recipient: string; namedAs: string }
  /** Of the group `recipient`; the others may be sent to. `unnamed`: so many, whose names are not for whoever asks. */
  | {
      kind: "members-without-number";
      recipient: string;
      namedAs: string;
      members: readonly string[];
      unnamed?: number;
    };

export interface ResolvedAddressees {
  /** In order; a number may be in it twice. */
  found: Recipient[];
  problems: AddresseeProblem[];
  /** Groups with nobody on call, and who of the escalation order is told instead. */
  gaps: { group: string; told: string }[];
}

/**
 * Finds the telephone numbers of those whom a client names, at this moment. `too-many`: more than
 * {@link RECIPIENTS_OF_A_REQUEST} are named, or they have more than {@link NUMBERS_OF_A_REQUEST} numbers.
 */
type AddresseeResolver = (addressees: readonly Addressee[], now: number) => Promise<ResolvedAddressees | "too-many">;

/** Makes a resolver. @throws what the address book's store throws */
export function createAddresseeResolver(options: {
  numbers: NumberReader;
  book: Pick<AddressBookStore, "findContact" | "findGroup">;
}): AddresseeResolver {
  const { numbers, book } = options;

  /** Gives how many were named. */
  function addNumbers({ to, variables }: Addressee, resolved: ResolvedAddressees): number {
    const list = numbers.readList(to);
    for (const { raw, result } of list) {
      if (result.ok) resolved.found.push({ number: result.value, ...defined({ variables }) });
      else resolved.problems.push({ kind: "invalid-number", recipient: shown(raw), problem: result.problem });
    }
    return list.length;
  }

  async function addContact({ to, by, variables }: Addressee, resolved: ResolvedAddressees): Promise<void> {
    const contact = await findContactBy(book, to, by);
    const namedAs = shown(to);
    if (contact === undefined) {
      resolved.problems.push({ kind: "no-such-contact", recipient: namedAs });
      return;
    }
    if (addPerson(contact, { namedAs, variables, resolved })) return;
    resolved.problems.push({ kind: "contact-without-number", recipient: contact.name, namedAs });
  }

  async function addGroup({ to, by, variables }: Addressee, now: number, resolved: ResolvedAddressees): Promise<void> {
    const group = await findGroupBy(book, to, by);
    const namedAs = shown(to);
    if (group === undefined) {
      resolved.problems.push({ kind: "no-such-group", recipient: namedAs });
      return;
    }
    if (group.members.length === 0) {
      resolved.problems.push({ kind: "empty-group", recipient: group.name, namedAs });
      return;
    }
    const meant = onCall(group, now);
    const before = resolved.found.length;
    const add = (member: Member) => addPerson(member, { namedAs, variables, resolved });
    const without = meant.filter((member) => !add(member)).map((member) => member.name);
    if (without.length > 0) {
      resolved.problems.push({ kind: "members-without-number", recipient: group.name, namedAs, members: without });
    }
    if (group.schedule !== undefined && resolved.found.length === before) {
      fillGap(group, { meant, add, namedAs, resolved });
    }
  }

  /** `false`: the person has no usable number. */
  function addPerson(
    person: Member | Contact,
    { namedAs, variables, resolved }: Adding & { variables: Variables | undefined },
  ): boolean {
    const number = usableNumber(person);
    const contact = nameAndNote(person);
    if (number !== undefined) resolved.found.push({ number, contact, namedAs, ...defined({ variables }) });
    return number !== undefined;
  }

  /** Nobody on call can be reached: the first of the escalation order who can be is better than silence. */
  function fillGap(
    group: Group,
    { meant, add, namedAs, resolved }: Adding & { meant: readonly Member[]; add: (member: Member) => boolean },
  ): void {
    const order = group.members.filter((member) => group.escalation.includes(member.id));
    const told = order.find(add);
    if (told !== undefined) resolved.gaps.push({ group: group.name, told: told.name });
    else if (meant.length === 0) resolved.problems.push({ kind: "nobody-on-call", recipient: group.name, namedAs });
  }

  /** Read again, since the home country may have been changed since it was kept. */
  function usableNumber({ number }: Member | Contact): string | undefined {
    const result = number === undefined ? undefined : numbers.read(number);
    return result?.ok ? result.value : undefined;
  }

  return async (addressees, now) => {
    const resolved: ResolvedAddressees = { found: [], problems: [], gaps: [] };
    let named = addressees.length;
    for (const addressee of addressees) {
      if (named > RECIPIENTS_OF_A_REQUEST || resolved.found.length > NUMBERS_OF_A_REQUEST) return "too-many";
      switch (addressee.target) {
        case "number":
          named += Math.max(1, addNumbers(addressee, resolved)) - 1;
          break;
        case "contact":
          await addContact(addressee, resolved);
          break;
        case "group":
          await addGroup(addressee, now, resolved);
          break;
        default:
          addressee.target satisfies never;
      }
    }
    return named > RECIPIENTS_OF_A_REQUEST || resolved.found.length > NUMBERS_OF_A_REQUEST ? "too-many" : resolved;
  };
}

/** Where people of a contact or group are put. */
interface Adding {
  namedAs: string;
  resolved: ResolvedAddressees;
}

/** What a client named, as long as a name can be. */
const shown = (text: string) => text.trim().slice(0, ADDRESS_BOOK_NAME_CHARACTERS);

/** What texts may say about somebody. */
export const nameAndNote = ({ name, note }: Member | Contact): { name: string; note?: string } => ({
  name,
  ...defined({ note }),
});
