import type { Kysely } from "kysely";
import type { SaveProblem, Schedule, Shift, Weekday } from "../../messages/index.ts";
import { no, ok, type Result } from "../../result.ts";
import type { Schema } from "../schema/index.ts";
import { allGroupsExist } from "./members.ts";
import { inSteps } from "./rows.ts";

const WEEKDAYS: readonly Weekday[] = [1, 2, 3, 4, 5, 6, 7];

/** The shifts of a group, in the order in which they were given. @throws the driver's error */
export async function findSchedule(db: Kysely<Schema>, groupId: number, timeZone: string): Promise<Schedule> {
  const rows = await db
    .selectFrom("contact_group_shifts")
    .selectAll()
    .where("group_id", "=", groupId)
    .orderBy("id")
    .execute();
  const shifts = rows.map(
    (row): Shift => ({
      contactId: row.contact_id,
      weekdays: WEEKDAYS.filter((day) => (row.weekdays & bitOf(day)) !== 0),
      fromMinute: row.from_minute,
      toMinute: row.to_minute,
    }),
  );
  return { timeZone, shifts };
}

/** Replaces a group's schedule; `undefined` removes it. @throws the driver's error */
export async function setSchedule(
  db: Kysely<Schema>,
  groupId: number,
  schedule: Schedule | undefined,
): Promise<Result<undefined, SaveProblem>> {
  const shifts = schedule?.shifts ?? [];
  const problem = await memberProblem(
    db,
    groupId,
    shifts.map((shift) => shift.contactId),
  );
  if (problem !== undefined) return no(problem);
  await db.deleteFrom("contact_group_shifts").where("group_id", "=", groupId).execute();
  await db
    .updateTable("contact_groups")
    .set({ time_zone: schedule?.timeZone ?? null })
    .where("id", "=", groupId)
    .execute();
  for (const step of inSteps(shifts)) {
    await db
      .insertInto("contact_group_shifts")
      .values(
        step.map((shift) => ({
          group_id: groupId,
          contact_id: shift.contactId,
          weekdays: shift.weekdays.reduce((bits, day) => bits | bitOf(day), 0),
          from_minute: shift.fromMinute,
          to_minute: shift.toMinute,
        })),
      )
      .execute();
  }
  return ok(undefined);
}

/** Replaces a group's escalation order. @throws the driver's error */
export async function setEscalation(
  db: Kysely<Schema>,
  groupId: number,
  contactIds: readonly number[],
): Promise<Result<undefined, SaveProblem>> {
  const order = [...new Set(contactIds)];
  const problem = await memberProblem(db, groupId, order);
  if (problem !== undefined) return no(problem);
  const members = db.updateTable("contact_group_members").where("group_id", "=", groupId);
  await members.set({ escalation: null }).execute();
  for (const [index, contactId] of order.entries()) {
    await members
      .set({ escalation: index + 1 })
      .where("contact_id", "=", contactId)
      .execute();
  }
  return ok(undefined);
}

async function memberProblem(db: Kysely<Schema>, groupId: number, contactIds: readonly number[]) {
  if (!(await allGroupsExist(db, [groupId]))) return "no-such-group";
  const rows = await db
    .selectFrom("contact_group_members")
    .select("contact_id")
    .where("group_id", "=", groupId)
    .execute();
  const members = new Set(rows.map((row) => row.contact_id));
  return contactIds.every((id) => members.has(id)) ? undefined : "not-a-member";
}

const bitOf = (day: Weekday) => 1 << (day - 1);
