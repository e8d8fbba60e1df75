import type { Kysely } from "kysely";
import type { AddressBookRevision, AddressBookSnapshot, Contact, NamedGroup } from "../../messages/index.ts";
import { createTurns } from "../../turns.ts";
import { readCalled } from "../named-by.ts";
import type { Schema } from "../schema/index.ts";
import { withGroups } from "./contacts.ts";
import { insertMembers, replaceGroups } from "./members.ts";
import { contactColumns, inSteps, nameColumns, nameKeyOf } from "./rows.ts";

/** 500 rows of a statement: on SQLite a few milliseconds of the event loop. */
const STEP = 500;

/**
 * Contacts and groups by name, in steps: at one moment only within a transaction that keeps others from changing them.
 *
 * @throws the driver's error
 */
export async function takeSnapshot(db: Kysely<Schema>): Promise<AddressBookSnapshot> {
  const groups = await readAll((after) =>
    db
      .selectFrom("contact_groups")
      .select(["id", "name", "name_key"])
      .where("name_key", ">", after)
      .orderBy("name_key")
      .limit(STEP)
      .execute(),
  );
  const contacts: Contact[] = [];
  await readAll(async (after) => {
    const query = db.selectFrom("contacts").selectAll().where("name_key", ">", after);
    const rows = await query.orderBy("name_key").limit(STEP).execute();
    contacts.push(...(await withGroups(db, rows)));
    return rows;
  });
  const isCalled = await readCalled(db);
  const calledOf = (kind: "contact" | "group", all: readonly NamedGroup[]) =>
    new Set(all.filter(({ name }) => isCalled(kind, name)).map(({ id }) => id));
  return {
    groups: groups.map(({ id, name }) => ({ id, name })),
    contacts,
    called: { contacts: calledOf("contact", contacts), groups: calledOf("group", groups) },
  };
}

/** @throws what `readStep` throws */
async function readAll<Row extends { name_key: string }>(readStep: (after: string) => Promise<Row[]>): Promise<Row[]> {
  const all: Row[] = [];
  const takeTurns = createTurns();
  for (let after: string | undefined = ""; after !== undefined; ) {
    const rows: Row[] = await readStep(after);
    all.push(...rows);
    after = rows.length === STEP ? rows.at(-1)?.name_key : undefined;
    await takeTurns();
  }
  return all;
}

/**
 * Applies a revision with few statements, which only contain what changes. SQLite runs on the event loop's thread, so
 * others get their turn between statements.
 *
 * @param progress  called with the number of contacts that are done, again and again
 * @throws StoreFailure kind "invalid" for a name that is not allowed, Error for a group name that does not exist; the
 * driver's error
 */
export async function makeRevision(
  db: Kysely<Schema>,
  revision: AddressBookRevision,
  progress: (done: number) => void = () => undefined,
): Promise<void> {
  const takeTurns = createTurns();
  let done = 0;
  const finish = (contacts: number): Promise<void> => {
    done += contacts;
    progress(done);
    return takeTurns();
  };
  for (const ids of inSteps(revision.removeContacts)) {
    await db.deleteFrom("contacts").where("id", "in", ids).execute();
    await finish(ids.length);
  }
  for (const ids of inSteps(revision.removeGroups)) {
    await db.deleteFrom("contact_groups").where("id", "in", ids).execute();
    await takeTurns();
  }
  for (const names of inSteps(revision.addGroups)) {
    await db.insertInto("contact_groups").values(names.map(nameColumns)).execute();
    await takeTurns();
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
    await takeTurns();
    await insertMembers(
      db,
      contacts.flatMap(({ name, groups }) =>
        idsOf(groups).map((groupId) => ({ groupId, contactId: mustGet(ids, name) })),
      ),
    );
    await finish(contacts.length);
  }
  for (const { id, groups, ...details } of revision.changeContacts) {
    await db.updateTable("contacts").set(contactColumns(details)).where("id", "=", id).execute();
    if (groups !== undefined) await replaceGroups(db, id, idsOf(groups));
    await finish(1);
  }
}

async function readGroupIds(db: Kysely<Schema>): Promise<Map<string, number>> {
  const rows = await db.selectFrom("contact_groups").select(["id", "name_key"]).execute();
  return new Map(rows.map((row) => [row.name_key, row.id]));
}

function mustGet(ids: ReadonlyMap<string, number>, name: string): number {
  const id = ids.get(nameKeyOf(name) ?? name);
  if (id === undefined) throw new Error(`the revision refers to “${name}”, which does not exist`);
  return id;
}
