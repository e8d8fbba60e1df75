import type { Kysely } from "kysely";
import type { ConfiguredContact, ConfiguredGroup } from "../../messages/index.ts";
import { nameColumns, nameKeyOf } from "../address-book/rows.ts";
import { policyKey } from "../alarms/rows.ts";
import type { Schema } from "../schema/index.ts";
import { orNull, storable } from "../text.ts";
import { inSteps } from "./steps.ts";

/** @throws StoreFailure kind "invalid" for a name that is not allowed; the driver's error */
export async function writeContacts(db: Kysely<Schema>, contacts: readonly ConfiguredContact[]): Promise<void> {
  const rows = contacts.map(({ name, number, email, note }) => ({
    ...nameColumns(name),
    number: orNull(number),
    email: orNull(email),
    note: note === undefined ? null : storable(note),
  }));
  await inSteps(rows, (step) =>
    db
      .insertInto("contacts")
      .values(step)
      .onConflict((conflict) =>
        conflict.column("name_key").doUpdateSet((eb) => ({
          name: eb.ref("excluded.name"),
          number: eb.ref("excluded.number"),
          email: eb.ref("excluded.email"),
          note: eb.ref("excluded.note"),
        })),
      )
      .execute(),
  );
}

/** Their contacts and policies must be there. @throws StoreFailure kind "invalid"; the driver's error */
export async function writeGroups(db: Kysely<Schema>, groups: readonly ConfiguredGroup[]): Promise<void> {
  if (groups.length === 0) return;
  const contacts = await db.selectFrom("contacts").select(["id", "name_key"]).execute();
  const ids = new Map(contacts.map(({ id, name_key }) => [name_key, id]));
  const idOf = (name: string): number => {
    const id = ids.get(nameKeyOf(name) ?? "");
    if (id === undefined) throw new Error("a group names a contact that is not there");
    return id;
  };
  for (const group of groups) await writeGroup(db, group, idOf);
}

async function writeGroup(db: Kysely<Schema>, group: ConfiguredGroup, idOf: (name: string) => number): Promise<void> {
  const { name, timeZone, policy, members, shifts, overrides } = group;
  const columns = { ...nameColumns(name), time_zone: orNull(timeZone), policy_id: await policyId(db, policy) };
  const { id } = await db
    .insertInto("contact_groups")
    .values(columns)
    .onConflict((conflict) => conflict.column("name_key").doUpdateSet(columns))
    .returning("id")
    .executeTakeFirstOrThrow();
  // Takes shifts and overrides with it.
  await db.deleteFrom("contact_group_members").where("group_id", "=", id).execute();
  await db.deleteFrom("contact_group_overrides").where("group_id", "=", id).execute();
  await inSteps(members, (step) =>
    db
      .insertInto("contact_group_members")
      .values(
        step.map(({ contact, escalation }) => ({
          group_id: id,
          contact_id: idOf(contact),
          escalation: orNull(escalation),
        })),
      )
      .execute(),
  );
  await inSteps(shifts, (step) =>
    db
      .insertInto("contact_group_shifts")
      .values(
        step.map(({ contact, weekdays, fromMinute, toMinute }) => ({
          group_id: id,
          contact_id: idOf(contact),
          weekdays,
          from_minute: fromMinute,
          to_minute: toMinute,
        })),
      )
      .execute(),
  );
  await inSteps(overrides, (step) =>
    db
      .insertInto("contact_group_overrides")
      .values(
        step.map(({ contact, insteadOf, startsAt, endsAt }) => ({
          group_id: id,
          contact_id: idOf(contact),
          instead_of: insteadOf === undefined ? null : idOf(insteadOf),
          starts_at: startsAt,
          ends_at: endsAt,
        })),
      )
      .execute(),
  );
}

async function policyId(db: Kysely<Schema>, name: string | undefined): Promise<number | null> {
  if (name === undefined) return null;
  const query = db
    .selectFrom("policies")
    .select("id")
    .where("name_key", "=", policyKey(name) ?? "");
  return (await query.executeTakeFirstOrThrow()).id;
}
