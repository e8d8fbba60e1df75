import type { AddressBookStore, Contact, Group } from "../../messages/index.ts";

/** What `to` may be: an ID, which is tried first, or a name. Names may consist of digits. @throws StoreFailure */
export function findContactBy(book: Pick<AddressBookStore, "findContact">, text: string): Promise<Contact | undefined> {
  return byIdThenName(text, (reference) => book.findContact(reference));
}

/** As {@link findContactBy}, for groups. @throws StoreFailure */
export function findGroupBy(book: Pick<AddressBookStore, "findGroup">, text: string): Promise<Group | undefined> {
  return byIdThenName(text, (reference) => book.findGroup(reference));
}

async function byIdThenName<Value>(
  text: string,
  find: (reference: { id: number } | { name: string }) => Promise<Value | undefined>,
): Promise<Value | undefined> {
  const name = text.trim();
  const byId = /^\d{1,15}$/.test(name) ? await find({ id: Number(name) }) : undefined;
  return byId ?? find({ name });
}
