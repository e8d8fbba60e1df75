import type { Config } from "../config/index.ts";
import { openContacts } from "../gateway/index.ts";
import type { Contact, Group } from "../messages/index.ts";
import type { AddressBook, BookResult, ContactFiles } from "../routing/index.ts";
import type { Store } from "../store/index.ts";
import { CliError } from "./error.ts";
import type { CommandIo } from "./io.ts";
import { withStore, withStoreOrNew } from "./with-store.ts";

/** What the address book's commands need of the configuration. */
export const BOOK_SETTINGS = ["data", "database", "textKeyFile", "config", "country"] as const;
type BookConfig = Pick<Config, (typeof BOOK_SETTINGS)[number]>;
type BookParts = { book: AddressBook; files: ContactFiles; store: Store };

/**
 * Opens the address book for one command. What it changes takes effect at once, also on a gateway that runs.
 *
 * @throws as {@link withStore}
 */
export function withBook<T>(config: BookConfig, io: CommandIo, use: (parts: BookParts) => Promise<T>): Promise<T> {
  return withStore(config, io, (store, events) => use({ ...openContacts(config, { store, events }), store }));
}

/** {@link withBook} for commands with which an address book begins. @throws as {@link withStoreOrNew} */
export function withBookOrNew<T>(config: BookConfig, io: CommandIo, use: (parts: BookParts) => Promise<T>): Promise<T> {
  return withStoreOrNew(config, io, (store, events) => use({ ...openContacts(config, { store, events }), store }));
}

/** @throws CliError when it was not done */
export function done<Value>(result: BookResult<Value>): Value {
  if (!result.ok) throw new CliError("failed", result.problem.message);
  return result.value;
}

/** By ID or name. @throws CliError when there is none */
export async function mustFindContact(book: AddressBook, text: string): Promise<Contact> {
  const contact = await book.findContact(text);
  if (contact === undefined) throw new CliError("failed", `The contact ${text} does not exist`);
  return contact;
}

/** By ID or name. @throws CliError when there is none */
export async function mustFindGroup(book: AddressBook, text: string): Promise<Group> {
  const group = await book.findGroup(text);
  if (group === undefined) throw new CliError("failed", `The group ${text} does not exist`);
  return group;
}

/** IDs of the groups named, separated by commas. @throws CliError */
export async function groupIdsOf(book: AddressBook, names: readonly string[]): Promise<number[]> {
  const ids: number[] = [];
  for (const name of names) ids.push((await mustFindGroup(book, name)).id);
  return ids;
}

/** Texts, separated by commas, empty ones left out. */
export const listOf = (text: string): string[] =>
  text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
