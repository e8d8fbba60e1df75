import type { Kysely } from "kysely";
import type {
  Contact,
  ContactChanges,
  IfIs,
  NamedGroup,
  NewContact,
  Reference,
  SaveProblem,
} from "../../messages/index.ts";
import { no, ok, type Result } from "../../result.ts";
import { lockAlarms } from "../alarms/cases.ts";
import { callersOf, followRename } from "../named-by.ts";
import type { Schema } from "../schema/index.ts";
import { allGroupsExist, replaceGroups } from "./members.ts";
import {
  type ContactRow,
  contactColumns,
  contactOf,
  hasInIt,
  inSteps,
  isNameTaken,
  isReferred,
  nameColumns,
  pageOf,
  textOrNull,
} from "./rows.ts";

/** The contact that is referred to, with its groups. @throws the driver's error */
export async function findContact(db: Kysely<Schema>, reference: Reference): Promise<Contact | undefined> {
  const rows = await db.selectFrom("contacts").selectAll().where(isReferred(reference)).execute();
  return (await withGroups(db, rows))[0];
}

/** Contacts that match every field of `filter`, by name. @throws the driver's error */
export async function listContacts(
  db: Kysely<Schema>,
  filter: { groupIds?: readonly number[]; search?: string; number?: string; limit?: number; offset?: number },
): Promise<Contact[]> {
  let query = db.selectFrom("contacts").selectAll().orderBy("name_key");
  const { groupIds, number } = filter;
  if (number !== undefined) query = query.where("number", "=", number);
  if (groupIds !== undefined) {
    if (groupIds.length === 0) return [];
    query = query.where(({ exists, selectFrom }) =>
      exists(
        selectFrom("contact_group_members")
          .select("contact_id")
          .whereRef("contact_id", "=", "contacts.id")
          .where("group_id", "in", groupIds),
      ),
    );
  }
  if (filter.search !== undefined) query = query.where(hasInIt(db, filter.search));
  query = query.modifyEnd(pageOf(db, filter));
  return withGroups(db, await query.execute());
}

/**
 * Inserts a contact and adds it to its groups.
 *
 * @throws StoreFailure kind "invalid" for a name that is not allowed; the driver's error
 */
export async function addContact(db: Kysely<Schema>, contact: NewContact): Promise<Result<Contact, SaveProblem>> {
  const groupIds = [...new Set(contact.groupIds ?? [])];
  if (!(await allGroupsExist(db, groupIds))) return no("no-such-group");
  if (await isNameTaken(db, "contacts", { name: contact.name })) return no("name-taken");
  const row = await db.insertInto("contacts").values(contactColumns(contact)).returningAll().executeTakeFirstOrThrow();
  await replaceGroups(db, row.id, groupIds);
  return saved(db, row);
}

/**
 * Changes the given fields of a contact. What names it has its new name.
 *
 * @throws StoreFailure kind "invalid" for a name that is not allowed; the driver's error
 */
export async function changeContact(
  db: Kysely<Schema>,
  id: number,
  { ifIs, now, ...changes }: ContactChanges & { ifIs: IfIs<Contact> | undefined; now: number },
): Promise<Result<Contact, SaveProblem>> {
  const { name, number, email, note, groupIds } = changes;
  const before = await findContact(db, { id });
  if (before === undefined) return no("not-found");
  if (ifIs?.(before) === false) return no("changed-meanwhile");
  if (groupIds !== undefined && !(await allGroupsExist(db, groupIds))) return no("no-such-group");
  if (name !== undefined && (await isNameTaken(db, "contacts", { name, except: id }))) return no("name-taken");
  const row = await db
    .updateTable("contacts")
    .set({
      id,
      ...(name === undefined ? {} : nameColumns(name)),
      ...(number === undefined ? {} : { number: textOrNull(number) }),
      ...(email === undefined ? {} : { email: textOrNull(email) }),
      ...(note === undefined ? {} : { note: textOrNull(note) }),
    })
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirstOrThrow();
  if (name !== undefined)
    await followRename(db, { kind: "contact", name: before.name }, { to: row.name, now, lock: lockAlarms });
  if (groupIds !== undefined) await replaceGroups(db, id, [...new Set(groupIds)]);
  return saved(db, row);
}

/** Deletes a contact that nobody calls, and returns it as it was. @throws the driver's error */
export async function removeContact(
  db: Kysely<Schema>,
  id: number,
  ifIs: IfIs<Contact> | undefined,
): Promise<Result<Contact, SaveProblem>> {
  const contact = await findContact(db, { id });
  if (contact === undefined) return no("not-found");
  if (ifIs?.(contact) === false) return no("changed-meanwhile");
  if ((await callersOf(db, { kind: "contact", name: contact.name })).length > 0) return no("in-use");
  await db.deleteFrom("contacts").where("id", "=", id).execute();
  return ok(contact);
}

async function saved(db: Kysely<Schema>, row: ContactRow): Promise<Result<Contact, SaveProblem>> {
  const [contact] = await withGroups(db, [row]);
  return contact === undefined ? no("not-found") : ok(contact);
}

/** Contacts of their rows, in the same order. @throws the driver's error */
export async function withGroups(db: Kysely<Schema>, rows: readonly ContactRow[]): Promise<Contact[]> {
  const groupsOf = new Map<number, NamedGroup[]>();
  for (const step of inSteps(rows)) {
    const memberships = await db
      .selectFrom("contact_group_members as member")
      .innerJoin("contact_groups as team", "team.id", "member.group_id")
      .select(["member.contact_id", "team.id", "team.name"])
      .where(
        "member.contact_id",
        "in",
        step.map((row) => row.id),
      )
      .orderBy("team.name_key")
      .execute();
    for (const { contact_id, id, name } of memberships) {
      const groups = groupsOf.get(contact_id);
      if (groups === undefined) groupsOf.set(contact_id, [{ id, name }]);
      else groups.push({ id, name });
    }
  }
  return rows.map((row) => contactOf(row, groupsOf.get(row.id) ?? []));
}
