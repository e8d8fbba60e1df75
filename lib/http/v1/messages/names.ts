import { Type } from "@sinclair/typebox";
import type { User } from "../../../auth/index.ts";
import type { AddressBook } from "../../../routing/index.ts";
import { holds } from "../../operations/failures.ts";

/** Whose number it is, in answers. */
export const CONTACT = Type.Optional(
  Type.Object(
    { id: Type.Integer(), name: Type.String() },
    {
      additionalProperties: false,
      description: "Whose number it is; only for users who hold the permission `contacts`.",
    },
  ),
);

interface Named {
  contact?: { id: number; name: string };
}

/**
 * Finds out whose numbers these are; of several who share one the first by name. Each number is asked for once.
 *
 * @param options.numberOf  reads them, where they are not in the form that contacts have
 *
 * @throws StoreFailure
 */
export async function contactsOf(
  book: Pick<AddressBook, "store">,
  numbers: readonly (string | undefined)[],
  { viewer, numberOf = (number) => number }: { viewer: User; numberOf?: (number: string) => string },
): Promise<(number: string | undefined) => Named> {
  if (!holds(viewer, "contacts")) return () => ({});
  const known = new Map<string | undefined, Named>();
  const asked = [...new Set(numbers)].map(async (number) => {
    const [contact] = number === undefined ? [] : await book.store.contactsWithNumber(numberOf(number));
    if (contact !== undefined) known.set(number, { contact: { id: contact.id, name: contact.name } });
  });
  await Promise.all(asked);
  return (number) => known.get(number) ?? {};
}
