import { defined } from "../../defined.ts";
import { MISSING_VARIABLES_SHOWN, PARTS_OF_A_REQUEST } from "../../limits.ts";
import type { AddressBookStore } from "../../messages/index.ts";
import { normaliseText } from "../../pdu/index.ts";
import { no, ok, type Result } from "../../result.ts";
import { nameAndNote, type Recipient } from "./addressees.ts";
import { isTooLong, LONGEST_PART, LONGEST_TEXT } from "./message-text.ts";
import type { RefusalReason } from "./refusals.ts";
import { readTemplate, type Variables } from "./variables.ts";

/** What one recipient gets. */
export interface RecipientText {
  number: string;
  text: string;
}

/** `missing`: the recipients for whom a variable has no value; they are not among the texts. */
interface WrittenTexts {
  texts: RecipientText[];
  missing: Extract<RefusalReason, { kind: "variable-missing" }>[];
}

/**
 * The text of each recipient. Without `variables` it is the same for all, as it is.
 *
 * @param withoutContacts  contacts give no values
 * @param book  knows whose the numbers are that were given as such
 * @throws what the address book's store throws
 */
export async function textsOf(
  {
    text,
    variables,
    withoutContacts = false,
  }: { text: string; variables: Variables | undefined; withoutContacts?: boolean | undefined },
  recipients: readonly Recipient[],
  book: Pick<AddressBookStore, "contactsWithNumber">,
): Promise<Result<WrittenTexts, RefusalReason>> {
  if (variables === undefined) return sameForAll(text, recipients);
  const template = readTemplate(text);
  const texts: RecipientText[] = [];
  const missing: WrittenTexts["missing"] = [];
  let units = 0;
  for (const { number, contact, namedAs, variables: own } of recipients) {
    const asksForContact = !withoutContacts && template.variables.some((name) => isOfContact(name, own));
    const whose = asksForContact ? (contact ?? (await onlyContact(number, book))) : undefined;
    const known: Variables = { ...variables, ...whose, ...own, number };
    const filled = template.fill((name) => (Object.hasOwn(known, name) ? known[name] : undefined), LONGEST_TEXT);
    if (!filled.ok) {
      if (filled.problem === "too-long") return no({ kind: "text-too-long" });
      for (const variable of filled.problem) {
        missing.push({ kind: "variable-missing", recipient: number, variable, ...defined({ namedAs }) });
      }
      if (missing.length >= MISSING_VARIABLES_SHOWN) break;
      continue;
    }
    const filledText = normaliseText(filled.value);
    if (isTooLong(filledText)) return no({ kind: "text-too-long" });
    units += filledText.length;
    if (units > PARTS_OF_A_REQUEST * LONGEST_PART) return no({ kind: "too-many-parts" });
    texts.push({ number, text: filledText });
  }
  return ok({ texts, missing });
}

/** The text of each recipient where nothing is filled in. */
export const sameForAll = (text: string, recipients: readonly Recipient[]): Result<WrittenTexts, never> =>
  ok({ texts: recipients.map(({ number }) => ({ number, text })), missing: [] });

/** Whether no message could have this text; of one with variables, before they are filled in. */
export const isTextTooLong = (text: string, variables: Variables | undefined): boolean =>
  // What is filled in may be shorter than the variable.
  variables === undefined ? isTooLong(text) : text.length > LONGEST_TEXT;

/** `measure` of each text; the same text again costs nothing. */
export function eachText<Value>(texts: readonly RecipientText[], measure: (text: string) => Value): Value[] {
  let known: { text: string; value: Value } | undefined;
  return texts.map(({ text }) => {
    if (known?.text !== text) known = { text, value: measure(text) };
    return known.value;
  });
}

const isOfContact = (variable: string, own: Variables = {}) =>
  (variable === "name" || variable === "note") && !Object.hasOwn(own, variable);

/** Of several contacts with one number nobody knows who is meant. */
async function onlyContact(
  number: string,
  book: Pick<AddressBookStore, "contactsWithNumber">,
): Promise<Recipient["contact"]> {
  const [contact, ...others] = await book.contactsWithNumber(number);
  return contact === undefined || others.length > 0 ? undefined : nameAndNote(contact);
}
