import type { Kysely } from "kysely";
import { defined } from "../../defined.ts";
import type { IfIs, Override, Rota, SaveProblem, Schedule, Shift, Weekday } from "../../messages/index.ts";
import { no, ok, type Result } from "../../result.ts";
import type { Schema } from "../schema/index.ts";
import { present } from "../text.ts";
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

/** Who of a group is on call when. `undefined`: no such group. @throws the driver's error */
export async function findRota(db: Kysely<Schema>, groupId: number): Promise<Rota | undefined> {
  const group = await db.selectFrom("contact_groups").select("time_zone").where("id", "=", groupId).executeTakeFirst();
  if (group === undefined) return undefined;
  const rows = await db
    .selectFrom("contact_group_members")
    .select("contact_id")
    .where("group_id", "=", groupId)
    .where("escalation", "is not", null)
    .orderBy("escalation")
    .execute();
  const schedule = group.time_zone === null ? undefined : await findSchedule(db, groupId, group.time_zone);
  const overrides = await findOverrides(db, groupId);
  return { escalation: rows.map((row) => row.contact_id), overrides, ...defined({ schedule }) };
}

/** In the order in which they were given. @throws the driver's error */
export async function findOverrides(db: Kysely<Schema>, groupId: number): Promise<Override[]> {
  const rows = await db
    .selectFrom("contact_group_overrides")
    .selectAll()
    .where("group_id", "=", groupId)
    .orderBy("id")
    .execute();
  return rows.map(({ contact_id, instead_of, starts_at, ends_at }) => ({
    contactId: contact_id,
    ...present({ insteadOf: instead_of }),
    from: starts_at,
    until: ends_at,
  }));
}

/** Replaces a group's schedule; `undefined` removes it. @throws the driver's error */
export async function setSchedule(
  db: Kysely<Schema>,
  groupId: number,
  { schedule, ifIs }: { schedule: Schedule | undefined; ifIs: IfIs<Rota> | undefined },
): Promise<Result<undefined, SaveProblem>> {
  const shifts = schedule?.shifts ?? [];
  const problem = await rotaProblem(db, groupId, { contactIds: shifts.map((shift) => shift.contactId), ifIs });
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

/** Replaces what is different from a group's schedule. @throws the driver's error */
export async function setOverrides(
  db: Kysely<Schema>,
  groupId: number,
  { overrides, ifIs }: { overrides: readonly Override[]; ifIs: IfIs<Rota> | undefined },
): Promise<Result<undefined, SaveProblem>> {
  const contactIds = overrides.flatMap(({ contactId, insteadOf }) => [contactId, insteadOf ?? contactId]);
  const problem = await rotaProblem(db, groupId, { contactIds, ifIs });
  if (problem !== undefined) return no(problem);
  await db.deleteFrom("contact_group_overrides").where("group_id", "=", groupId).execute();
  for (const step of inSteps(overrides)) {
    await db
      .insertInto("contact_group_overrides")
      .values(
        step.map(({ contactId, insteadOf, from, until }) => ({
          group_id: groupId,
          contact_id: contactId,
          instead_of: insteadOf ?? null,
          starts_at: from,
          ends_at: until,
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
  { contactIds, ifIs }: { contactIds: readonly number[]; ifIs: IfIs<Rota> | undefined },
): Promise<Result<undefined, SaveProblem>> {
  const order = [...new Set(contactIds)];
  const problem = await rotaProblem(db, groupId, { contactIds: order, ifIs });
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

async function rotaProblem(
  db: Kysely<Schema>,
  groupId: number,
  { contactIds, ifIs }: { contactIds: readonly number[]; ifIs: IfIs<Rota> | undefined },
): Promise<SaveProblem | undefined> {
  if (!(await allGroupsExist(db, [groupId]))) return "no-such-group";
  if (ifIs !== undefined) {
    const rota = await findRota(db, groupId);
    if (rota === undefined || !ifIs(rota)) return "changed-meanwhile";
  }
  const rows = await db
    .selectFrom("contact_group_members")
    .select("contact_id")
    .where("group_id", "=", groupId)
    .execute();
  const members = new Set(rows.map((row) => row.contact_id));
  return contactIds.every((id) => members.has(id)) ? undefined : "not-a-member";
}

const bitOf = (day: Weekday) => 1 << (day - 1);
