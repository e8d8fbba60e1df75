import type { Contact as KnownContact, NamedGroup } from "../../messages/index.ts";
import type { BookResult } from "../../routing/index.ts";
import { bookFailure } from "../operations/book-failure.ts";
import type { Failure } from "../operations/failures.ts";
import type { Contact, ContactGroup } from "./models.ts";

/** Somebody of the address book as the API has them. */
export function showContact({ id, name, number = "", email = "", groups }: KnownContact): Contact {
  return { id, type: "contact", name, number, email, groups: groups.map(showGroup) };
}

/** A group without what the API does not know. */
export const showGroup = ({ id, name }: NamedGroup): ContactGroup => ({ id, name });

/** What the address book has made, shown; or why it was not made. */
export function shownOr<Value, Shown>(
  result: BookResult<Value>,
  what: "contact" | "contact group",
  show: (value: Value) => Shown,
): Shown | Failure {
  return result.ok ? show(result.value) : bookFailure(result.problem, what);
}
