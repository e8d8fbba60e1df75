import type { Kysely } from "kysely";
import type { ContactsAction, ContactsChanged, SaveProblem } from "../../messages/index.ts";
import { no, ok, type Result } from "../../result.ts";
import { createTurns } from "../../turns.ts";
import { readCalled } from "../named-by.ts";
import type { Schema } from "../schema/index.ts";
import { inSteps } from "./rows.ts";

/** Whether every one of these groups exists. @throws the driver's error */
export async function allGroupsExist(db: Kysely<Schema>, ids: readonly number[]): Promise<boolean> {
  return (await existing(db, "contact_groups", ids)).length === new Set(ids).size;
}

/**
 * Makes the contact a member of exactly these groups; it keeps its shifts in groups where it stays.
 *
 * @throws the driver's error
 */
export async function replaceGroups(db: Kysely<Schema>, contactId: number, groupIds: readonly number[]): Promise<void> {
  let leaving = db.deleteFrom("contact_group_members").where("contact_id", "=", contactId);
  if (groupIds.length > 0) leaving = leaving.where("group_id", "not in", groupIds);
  await leaving.execute();
  await insertMembers(
    db,
    groupIds.map((groupId) => ({ groupId, contactId })),
  );
}

/** Adds contacts to a group and returns the IDs that were not members before. @throws the driver's error */
export async function addMembers(
  db: Kysely<Schema>,
  groupId: number,
  contactIds: readonly number[],
): Promise<Result<number[], SaveProblem>> {
  const ids = [...new Set(contactIds)];
  if (!(await allGroupsExist(db, [groupId]))) return no("no-such-group");
  if ((await existing(db, "contacts", ids)).length !== ids.length) return no("no-such-contact");
  const added = await insertMembers(
    db,
    ids.map((contactId) => ({ groupId, contactId })),
  );
  return ok(added);
}

/** Removes contacts from a group and returns the IDs that were members before. @throws the driver's error */
export async function removeMembers(
  db: Kysely<Schema>,
  groupId: number,
  contactIds: readonly number[],
): Promise<Result<number[], SaveProblem>> {
  if (!(await allGroupsExist(db, [groupId]))) return no("no-such-group");
  const removed: number[] = [];
  for (const ids of inSteps([...new Set(contactIds)])) {
    const rows = await db
      .deleteFrom("contact_group_members")
      .where("group_id", "=", groupId)
      .where("contact_id", "in", ids)
      .returning("contact_id")
      .execute();
    removed.push(...rows.map((row) => row.contact_id));
  }
  return ok(removed);
}

/** Gives the contacts that were not members before. @throws the driver's error */
export async function insertMembers(
  db: Kysely<Schema>,
  members: readonly { groupId: number; contactId: number }[],
): Promise<number[]> {
  const added: number[] = [];
  const takeTurns = createTurns();
  for (const step of inSteps(members)) {
    await takeTurns();
    const rows = await db
      .insertInto("contact_group_members")
      .values(step.map(({ groupId, contactId }) => ({ group_id: groupId, contact_id: contactId })))
      .onConflict((conflict) => conflict.doNothing())
      .returning("contact_id")
      .execute();
    added.push(...rows.map((row) => row.contact_id));
  }
  return added;
}

/** Does the same to each of these contacts that exists; who is called is not removed. @throws the driver's error */
export async function changeContacts(
  db: Kysely<Schema>,
  ids: readonly number[],
  action: ContactsAction,
): Promise<Result<ContactsChanged, SaveProblem>> {
  const found = await existing(db, "contacts", ids);
  switch (action.kind) {
    case "remove":
      return ok(await removeContacts(db, found));
    case "join": {
      const added = await addMembers(db, action.groupId, found);
      return added.ok ? ok({ done: found, called: [] }) : added;
    }
    case "leave": {
      const removed = await removeMembers(db, action.groupId, found);
      return removed.ok ? ok({ done: found, called: [] }) : removed;
    }
    default:
      return action satisfies never;
  }
}

async function removeContacts(db: Kysely<Schema>, ids: readonly number[]): Promise<ContactsChanged> {
  const isCalled = await readCalled(db);
  const [done, called]: [number[], number[]] = [[], []];
  for (const step of inSteps(ids)) {
    const rows = await db.selectFrom("contacts").select(["id", "name"]).where("id", "in", step).orderBy("id").execute();
    const free = rows.filter(({ name }) => !isCalled("contact", name)).map(({ id }) => id);
    if (free.length > 0) await db.deleteFrom("contacts").where("id", "in", free).execute();
    done.push(...free);
    called.push(...rows.map(({ id }) => id).filter((id) => !free.includes(id)));
  }
  return { done, called };
}

/** Those that exist. */
async function existing(
  db: Kysely<Schema>,
  table: "contacts" | "contact_groups",
  ids: readonly number[],
): Promise<number[]> {
  const found: number[] = [];
  for (const step of inSteps([...new Set(ids)])) {
    const rows = await db.selectFrom(table).select("id").where("id", "in", step).orderBy("id").execute();
    found.push(...rows.map((row) => row.id));
  }
  return found;
}
