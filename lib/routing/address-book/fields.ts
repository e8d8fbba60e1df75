import { defined } from "../../defined.ts";
import { ADDRESS_BOOK_NAME_CHARACTERS, NUMBER_CHARACTERS } from "../../limits.ts";
import type { ContactDetails } from "../../messages/index.ts";
import { no, ok, type Result } from "../../result.ts";
import { isShown } from "../../visible.ts";
import { NUMBER_PROBLEMS, type NumberReader } from "../submission/recipients.ts";

/** Longest texts of the address book, in UTF-16 units. */
const LONGEST_FIELDS = { name: ADDRESS_BOOK_NAME_CHARACTERS, email: 254, note: 10_000 } as const;

/** What a person or a file says about a contact; empty counts as absent. */
export interface ContactDraft {
  name: string;
  number?: string | undefined;
  email?: string | undefined;
  note?: string | undefined;
}

/** A name of a contact or a group: blanks around it go. */
export function readName(text: string): Result<string> {
  const name = text.trim();
  if (name === "") return no("the name is empty");
  if (name.length > LONGEST_FIELDS.name) return no(`the name is longer than ${LONGEST_FIELDS.name} characters`);
  if (/\p{Cc}/u.test(name)) return no("the name has control characters or line ends");
  if (!isShown(name)) return no("the name has only invisible characters");
  return ok(name.toWellFormed());
}

/** A telephone number in the form in which messages have it; `undefined` when there is none. */
export function readNumber(text: string | undefined, numbers: NumberReader): Result<string | undefined> {
  const given = text?.trim();
  if (!given) return ok(undefined);
  const result = numbers.read(given);
  if (result.ok) return result;
  if (given.length <= NUMBER_CHARACTERS && /^\d+([.,]\d+)?e\+?\d+$/i.test(given))
    return no("a spreadsheet has shortened the telephone number, digits are lost");
  return no(NUMBER_PROBLEMS[result.problem]);
}

export function readEmail(text: string | undefined): Result<string | undefined> {
  const email = text?.trim();
  if (!email) return ok(undefined);
  const isAddress = email.length <= LONGEST_FIELDS.email && /^[^\s@\p{Cc}<>"]+@[^\s@\p{Cc}<>"]+$/u.test(email);
  return isAddress ? ok(email.toWellFormed()) : no("not an email address");
}

/** Line ends become `\n`. */
export function readNote(text: string | undefined): Result<string | undefined> {
  // Each line end may become shorter by one.
  if (text !== undefined && text.length > LONGEST_FIELDS.note * 2) return noteTooLong();
  const note = text
    ?.replaceAll(/\r\n?/g, "\n")
    .replaceAll(/[^\P{Cc}\n\t]/gu, "")
    .trim();
  if (!note) return ok(undefined);
  if (note.length > LONGEST_FIELDS.note) return noteTooLong();
  return ok(note.toWellFormed());
}

/** What is wrong with one field. */
export interface FieldProblem {
  field: keyof ContactDraft;
  message: string;
}

/** A whole contact, or everything that is wrong with it. */
export function readContact(draft: ContactDraft, numbers: NumberReader): Result<ContactDetails, FieldProblem[]> {
  const name = readName(draft.name);
  const number = readNumber(draft.number, numbers);
  const email = readEmail(draft.email);
  const note = readNote(draft.note);
  if (!name.ok || !number.ok || !email.ok || !note.ok) {
    const read = Object.entries({ name, number, email, note }) as [keyof ContactDraft, Result<unknown>][];
    return no(read.flatMap(([field, result]) => (result.ok ? [] : [{ field, message: result.problem }])));
  }
  return ok({ name: name.value, ...defined({ number: number.value, email: email.value, note: note.value }) });
}

const noteTooLong = () => no(`the note is longer than ${LONGEST_FIELDS.note} characters`);
