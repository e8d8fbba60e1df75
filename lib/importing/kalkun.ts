import type { ForeignDatabase, ForeignRow } from "../messages/index.ts";
import { writeCsv } from "../routing/index.ts";
import { type Found, without } from "./found.ts";
import { type Folder, type GammuOptions, readGammu } from "./gammu/index.ts";

/** 100,000 contacts: as many as the address book takes of a file. */
const MOST_CONTACTS = 100_000;
/** 1,000,000 messages in the trash: 40 MiB of IDs. */
const MOST_TRASHED = 1_000_000;
const TRASH = "5";
const SPAM = "6";

const isTrue = (value: string | null | undefined) => /^(1|t|true)$/i.test(value ?? "");

/** What is wrong with a database that should be one of Kalkun; `undefined` when nothing is. */
export const kalkunProblem = ({ tables }: Pick<ForeignDatabase, "tables">): string | undefined =>
  tables.has("pbk") && tables.has("user")
    ? undefined
    : "it has no table pbk and user, which Kalkun makes: use aldis import gammu";

/**
 * Messages of gammu-smsd as Kalkun shows them: what its users have thrown away or found to be spam is left out, and what nobody has read is
 * unread here.
 *
 * @throws StoreFailure
 */
export async function* readKalkun(database: ForeignDatabase, options: GammuOptions): AsyncGenerator<Found> {
  const trashedIn = await trashedOf(database, "user_inbox", "id_inbox");
  const trashedOut = await trashedOf(database, "user_sentitems", "id_sentitems");
  const folderOf = (trashed: ReadonlySet<number>) => (row: ForeignRow) => {
    const isRead = row.readed === undefined || isTrue(row.readed);
    if (row.id_folder === TRASH || trashed.has(Number(row.id))) return { name: "the trash", isGone: true };
    return { name: row.id_folder === SPAM ? "spam" : "", isGone: row.id_folder === SPAM, isRead } satisfies Folder;
  };
  yield* readGammu(database, { ...options, folderOf: folderOf(trashedIn), sentFolderOf: folderOf(trashedOut) });
  for await (const { username, level } of database.rows("user", ["id_user"]))
    yield without(`user ${username} (${level}): aldis user add ${username}; passwords do not move`);
  for (const [table, key, instead] of OTHERS)
    if (database.tables.has(table))
      for await (const _row of database.rows(table, [key])) yield without(`${table}: ${instead}`);
}

/** Tables whose rows a person has to bring over. */
const OTHERS = [
  ["user_templates", "id_template", "aldis template add"],
  ["user_filters", "id_filter", "aldis rule add"],
  ["plugin_stop_manager", "id_stop_manager", "aldis opt-out add"],
  ["plugin_blacklist_number", "id_blacklist_number", "--incoming-from or aldis opt-out add"],
] as const;

async function trashedOf(database: ForeignDatabase, table: string, key: string): Promise<ReadonlySet<number>> {
  const trashed = new Set<number>();
  if (!database.tables.get(table)?.includes("trash")) return trashed;
  for await (const row of database.rows(table, [key]))
    if (isTrue(row.trash) && trashed.size < MOST_TRASHED) trashed.add(Number(row[key]));
  return trashed;
}

/**
 * The phone book as the address book reads it: each contact with its groups. Of two with one name and different numbers, the second has
 * its number in its name.
 *
 * @throws StoreFailure
 */
export async function readPhoneBook(database: ForeignDatabase): Promise<Uint8Array> {
  const groupNames = new Map<string, string>();
  for await (const { id, name } of database.rows("pbk_groups", ["id"])) groupNames.set(id ?? "", name ?? "");
  const memberships = new Map<string, Set<string>>();
  const join = (contact: string | null | undefined, group: string | null | undefined) => {
    const name = groupNames.get(group ?? "");
    if (contact == null || !name) return;
    const groups = memberships.get(contact) ?? new Set<string>();
    memberships.set(contact, groups.add(name));
  };
  for await (const row of database.rows("user_group", ["id_group"])) join(row.id_pbk, row.id_pbk_groups);
  const contacts = new Map<string, { name: string; number: string; groups: Set<string> }>();
  for await (const { id, groupid, name, number } of database.rows("pbk", ["id"])) {
    if (contacts.size >= MOST_CONTACTS) break;
    join(id, groupid);
    const given = (name ?? "").trim() || (number ?? "").trim();
    const taken = contacts.get(given.toLowerCase());
    const own = taken === undefined || taken.number === number ? given : `${given} (${number})`;
    const contact = contacts.get(own.toLowerCase()) ?? { name: own, number: number ?? "", groups: new Set() };
    for (const group of memberships.get(id ?? "") ?? []) contact.groups.add(group);
    contacts.set(own.toLowerCase(), contact);
  }
  const rows = [...contacts.values()].map(({ name, number, groups }) => [
    name,
    number,
    [...groups].map((group) => (/[",]/.test(group) ? `"${group.replaceAll('"', '""')}"` : group)).join(","),
  ]);
  return new TextEncoder().encode(writeCsv([["name", "number", "groups"], ...rows]));
}
