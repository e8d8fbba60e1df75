import type { Kysely } from "kysely";
import type { AddressBookRevision, AddressBookSnapshot } from "../../messages/index.ts";
import type { Schema } from "../schema/index.ts";
import { withGroups } from "./contacts.ts";
import { insertMembers, replaceGroups } from "./members.ts";
import { contactColumns, inSteps, nameColumns, nameKeyOf } from "./rows.ts";

/** 100 changes per turn of the event loop, so that requests do not wait for a whole import. */
const TURN_ROWS = 100;

/** Contacts and groups by name. @throws the driver's error */
export async function takeSnapshot(db: Kysely<Schema>): Promise<AddressBookSnapshot> {
  const groups = await db.selectFrom("contact_groups").select(["id", "name"]).orderBy("name_key").execute();
  const rows = await db.selectFrom("contacts").selectAll().orderBy("name_key").execute();
  return { groups, contacts: await withGroups(db, rows) };
}

/**
 * Applies a revision with few statements, which only contain what changes.
 *
 * @throws StoreFailure kind "invalid" for a name that is not allowed, Error for a group name that does not exist; the
 * driver's error
 */
export async function makeRevision(db: Kysely<Schema>, revision: AddressBookRevision): Promise<void> {
  for (const ids of inSteps(revision.removeContacts)) {
    await db.deleteFrom("contacts").where("id", "in", ids).execute();
  }
  for (const ids of inSteps(revision.removeGroups)) {
    await db.deleteFrom("contact_groups").where("id", "in", ids).execute();
  }
  for (const names of inSteps(revision.addGroups)) {
    await db.insertInto("contact_groups").values(names.map(nameColumns)).execute();
  }
  const groupIds = await readGroupIds(db);
  const idsOf = (names: readonly string[]) => names.map((name) => mustGet(groupIds, name));

  for (const contacts of inSteps(revision.addContacts)) {
    const rows = await db
      .insertInto("contacts")
      .values(contacts.map(contactColumns))
      .returning(["id", "name_key"])
      .execute();
    const ids = new Map(rows.map((row) => [row.name_key, row.id]));
    await turn();
    await insertMembers(
      db,
      contacts.flatMap(({ name, groups }) =>
        idsOf(groups).map((groupId) => ({ groupId, contactId: mustGet(ids, name) })),
      ),
    );
  }
  for (const [index, { id, groups, ...details }] of revision.changeContacts.entries()) {
    if (index % TURN_ROWS === 0) await turn();
    await db.updateTable("contacts").set(contactColumns(details)).where("id", "=", id).execute();
    if (groups !== undefined) await replaceGroups(db, id, idsOf(groups));
  }
}

/** SQLite runs on the event loop's thread: yield between statements. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

async function readGroupIds(db: Kysely<Schema>): Promise<Map<string, number>> {
  const rows = await db.selectFrom("contact_groups").select(["id", "name_key"]).execute();
  return new Map(rows.map((row) => [row.name_key, row.id]));
}

function mustGet(ids: ReadonlyMap<string, number>, name: string): number {
  const id = ids.get(nameKeyOf(name) ?? name);
  if (id === undefined) throw new Error(`the revision refers to “${name}”, which does not exist`);
  return id;
}
