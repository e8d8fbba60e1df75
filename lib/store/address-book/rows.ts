import { type Kysely, type RawBuilder, type Selectable, sql } from "kysely";
import { ADDRESS_BOOK_NAME_CHARACTERS } from "../../limits.ts";
import {
  type Contact,
  type ContactDetails,
  type NamedGroup,
  type Reference,
  StoreFailure,
} from "../../messages/index.ts";
import { nameKey } from "../../names.ts";
import { isPostgres } from "../dialect.ts";
import type { ContactsTable } from "../schema/address-book.ts";
import type { Schema } from "../schema/index.ts";
import { orNull, present, storable } from "../text.ts";

export type ContactRow = Selectable<ContactsTable>;

/**
 * 500 rows per statement and values per list: far below both databases' limits, and few different statements to
 * compile.
 */
const STEP = 500;

/** The form in which names are compared and sorted; `undefined`: no name can match. */
export const nameKeyOf = (name: string) => nameKey(name, ADDRESS_BOOK_NAME_CHARACTERS);

/** @throws StoreFailure kind "invalid" for a name that is not allowed */
export function nameColumns(name: string) {
  const key = nameKeyOf(name);
  if (key === undefined) throw new StoreFailure("invalid", "this name of a contact or group is not allowed");
  return { name, name_key: key };
}

/** Whether another contact, or another group, has this name. @throws the driver's error */
export async function isNameTaken(
  db: Kysely<Schema>,
  table: "contacts" | "contact_groups",
  { name, except }: { name: string; except?: number },
): Promise<boolean> {
  const key = nameKeyOf(name);
  if (key === undefined) return false;
  const row = await db.selectFrom(table).select("id").where("name_key", "=", key).executeTakeFirst();
  return row !== undefined && row.id !== except;
}

/** What a telephone number may be written with. */
const NUMBER_LIKE = /^[+\d][\d\s()/.-]*$/;

/**
 * Condition for contacts that have this text in name, number or email address, in upper or lower case. A telephone number
 * may be written as people do, its beginning in the national form or with `00`.
 */
export function hasInIt(db: Kysely<Schema>, search: string) {
  const key = nameKeyOf(search);
  if (key === undefined) return sql<boolean>`1 = 0`;
  const digits = NUMBER_LIKE.test(key) ? key.replaceAll(/\D/g, "").replace(/^0+/, "") : "";
  // The name key is lower-cased for every language; the database lower-cases addresses.
  const texts = [
    ["name_key", key],
    ["number", digits || key],
    ["email", key],
  ] as const;
  const places = texts.map(([column, text]) => has(db, column === "email" ? sql`lower(email)` : sql.ref(column), text));
  return sql<boolean>`(${sql.join(places, sql` or `)})`;
}

/** Condition for groups that have this text in their name, in upper or lower case. */
export function hasInName(db: Kysely<Schema>, search: string) {
  const key = nameKeyOf(search);
  return key === undefined ? sql<boolean>`1 = 0` : has(db, sql.ref("name_key"), key);
}

const has = (db: Kysely<Schema>, within: RawBuilder<unknown>, text: string) =>
  isPostgres(db) ? sql<boolean>`strpos(${within}, ${text}) > 0` : sql<boolean>`instr(${within}, ${text}) > 0`;

/** Rows to skip and to return; all by default. SQLite has no offset without a limit. */
export function pageOf(db: Kysely<Schema>, { limit, offset }: { limit?: number; offset?: number }) {
  const all = isPostgres(db) ? sql`all` : sql`-1`;
  return sql`limit ${limit === undefined ? all : sql`${limit}`} offset ${offset ?? 0}`;
}

/** Condition for the row that a reference means. */
export function isReferred(reference: Reference) {
  if ("id" in reference) return sql<boolean>`id = ${reference.id}`;
  const key = nameKeyOf(reference.name);
  return key === undefined ? sql<boolean>`1 = 0` : sql<boolean>`name_key = ${key}`;
}

export function contactColumns(contact: ContactDetails) {
  return {
    ...nameColumns(contact.name),
    number: textOrNull(contact.number),
    email: textOrNull(contact.email),
    note: textOrNull(contact.note),
  };
}

/** The columns' value of what may be absent. */
export const textOrNull = (text: string | null | undefined) => (text == null ? null : orNull(storable(text)));

export function contactOf(row: ContactRow, groups: readonly NamedGroup[]): Contact {
  return {
    id: row.id,
    name: row.name,
    ...present({ number: row.number, email: row.email, note: row.note }),
    groups,
  };
}

/** A list in pieces that fit into one statement. */
export function inSteps<Item>(items: readonly Item[]): Item[][] {
  const steps: Item[][] = [];
  for (let from = 0; from < items.length; from += STEP) steps.push(items.slice(from, from + STEP));
  return steps;
}
