import type { AddressBookStore, Contact, Member } from "../../messages/index.ts";
import { findContactBy, findGroupBy } from "../address-book/lookup.ts";
import { onCall } from "../address-book/on-call.ts";
import type { RefusalReason } from "../submission/refusals.ts";

/** Email addresses, each once, and who has none. */
interface EmailAddresses {
  addresses: string[];
  refused: RefusalReason[];
}

/** Makes what finds the email addresses of a contact, or of those of a group who are on call. It rejects with a StoreFailure. */
export function createEmailAddresses(
  book: Pick<AddressBookStore, "findContact" | "findGroup">,
): (of: { target: "contact" | "group"; to: string }, now: number) => Promise<EmailAddresses> {
  return async ({ target, to }, now) => {
    if (target === "contact") {
      const contact = await findContactBy(book, to);
      if (contact === undefined) return refused({ kind: "no-such-contact", recipient: to });
      return addressesOf([contact]);
    }
    const group = await findGroupBy(book, to);
    if (group === undefined) return refused({ kind: "no-such-group", recipient: to });
    if (group.members.length === 0) return refused({ kind: "empty-group", recipient: group.name, namedAs: to });
    const meant = onCall(group, now);
    return meant.length === 0
      ? refused({ kind: "nobody-on-call", recipient: group.name, namedAs: to })
      : addressesOf(meant);
  };
}

const refused = (reason: RefusalReason): EmailAddresses => ({ addresses: [], refused: [reason] });

const addressesOf = (people: readonly (Contact | Member)[]): EmailAddresses => ({
  addresses: [...new Set(people.flatMap(({ email }) => email ?? []))],
  refused: people.flatMap(({ name, email }) =>
    email === undefined ? [{ kind: "contact-without-email", recipient: name }] : [],
  ),
});
