import type { AddressBookStore, Contact, Group } from "../../messages/index.ts";

/** What a text that names a contact or group is. */
export type ReferenceKind = "id" | "name";

/**
 * What `to` may be: an ID, which is tried first, or a name. Names may consist of digits.
 *
 * @param by  which of both it is, where that is known
 * @throws StoreFailure
 */
export function findContactBy(
  book: Pick<AddressBookStore, "findContact">,
  text: string,
  by?: ReferenceKind,
): Promise<Contact | undefined> {
  return byIdThenName(text, by, (reference) => book.findContact(reference));
}

/** As {@link findContactBy}, for groups. @throws StoreFailure */
export function findGroupBy(
  book: Pick<AddressBookStore, "findGroup">,
  text: string,
  by?: ReferenceKind,
): Promise<Group | undefined> {
  return byIdThenName(text, by, (reference) => book.findGroup(reference));
}

async function byIdThenName<Value>(
  text: string,
  by: ReferenceKind | undefined,
  find: (reference: { id: number } | { name: string }) => Promise<Value | undefined>,
): Promise<Value | undefined> {
  const name = text.trim();
  const isId = by !== "name" && /^\d{1,15}$/.test(name);
  const byId = isId ? await find({ id: Number(name) }) : undefined;
  return byId ?? (by === "id" ? undefined : find({ name }));
}
