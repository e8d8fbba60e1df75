import type { Kysely } from "kysely";
import { defined } from "../../defined.ts";
import type { Group, GroupSummary, IfIs, Member, NamedGroup, Reference, SaveProblem } from "../../messages/index.ts";
import { no, ok, type Result } from "../../result.ts";
import { lockAlarms } from "../alarms/cases.ts";
import { findPolicy } from "../alarms/policies.ts";
import { callersOf, followRename } from "../named-by.ts";
import type { Schema } from "../schema/index.ts";
import { orNull, present } from "../text.ts";
import { isNameTaken, isReferred, nameColumns, pageOf } from "./rows.ts";
import { findOverrides, findSchedule } from "./schedule.ts";

/** The group that is referred to, with members, schedule and escalation order. @throws the driver's error */
export async function findGroup(db: Kysely<Schema>, reference: Reference): Promise<Group | undefined> {
  const row = await db.selectFrom("contact_groups").selectAll().where(isReferred(reference)).executeTakeFirst();
  if (row === undefined) return undefined;
  // Most groups have none, and nobody pays for looking.
  const policy = row.policy_id === null ? undefined : await policyName(db, row.policy_id);
  const members = await findMembers(db, row.id);
  const schedule = row.time_zone === null ? undefined : await findSchedule(db, row.id, row.time_zone);
  return {
    id: row.id,
    name: row.name,
    members: members.map(({ escalation: _, ...member }) => member),
    escalation: members.filter((member) => member.escalation !== null).map((member) => member.id),
    // Without a schedule nothing is different from it, and nobody pays for looking.
    overrides: schedule === undefined ? [] : await findOverrides(db, row.id),
    ...defined({ schedule, policy }),
  };
}

async function policyName(db: Kysely<Schema>, id: number): Promise<string | undefined> {
  return (await db.selectFrom("policies").select("name").where("id", "=", id).executeTakeFirst())?.name;
}

/** A group without its members. @throws the driver's error */
export async function summarizeGroup(db: Kysely<Schema>, id: number): Promise<GroupSummary | undefined> {
  const row = await summaries(db).where("team.id", "=", id).executeTakeFirst();
  return row === undefined ? undefined : summaryOf(row);
}

/** Groups, by name, with the number of members of each. @throws the driver's error */
export async function listGroups(
  db: Kysely<Schema>,
  page: { limit?: number; offset?: number },
): Promise<GroupSummary[]> {
  const rows = await summaries(db).orderBy("team.name_key").modifyEnd(pageOf(db, page)).execute();
  return rows.map(summaryOf);
}

/** What is shown of groups; `team` is the group. */
export const summaries = (db: Kysely<Schema>) =>
  db.selectFrom("contact_groups as team").select((eb) => [
    "team.id",
    "team.name",
    "team.name_key",
    "team.time_zone",
    eb
      .selectFrom("contact_group_members")
      .select(({ fn }) => fn.countAll<number>().as("count"))
      .whereRef("group_id", "=", "team.id")
      .as("count"),
    eb.selectFrom("policies").select("policies.name").whereRef("policies.id", "=", "team.policy_id").as("policy"),
  ]);

export function summaryOf(row: {
  id: number;
  name: string;
  count: number | null;
  time_zone: string | null;
  policy: string | null;
}): GroupSummary {
  const { id, name, count, time_zone, policy } = row;
  return { id, name, memberCount: count ?? 0, hasSchedule: time_zone !== null, ...present({ policy }) };
}

/** Inserts an empty group. @throws StoreFailure kind "invalid" for a name that is not allowed; the driver's error */
export async function addGroup(db: Kysely<Schema>, name: string): Promise<Result<NamedGroup, SaveProblem>> {
  if (await isNameTaken(db, "contact_groups", { name })) return no("name-taken");
  const value = await db
    .insertInto("contact_groups")
    .values(nameColumns(name))
    .returning(["id", "name"])
    .executeTakeFirstOrThrow();
  return ok(value);
}

/** Renames a group; what names it has its new name. @throws StoreFailure kind "invalid" for a name that is not allowed; the driver's error */
export async function renameGroup(
  db: Kysely<Schema>,
  id: number,
  { name, ifIs, now }: { name: string; ifIs: IfIs<GroupSummary> | undefined; now: number },
): Promise<Result<NamedGroup, SaveProblem>> {
  const before = await unlessChanged(db, id, ifIs);
  if (!before.ok) return before;
  if (await isNameTaken(db, "contact_groups", { name, except: id })) return no("name-taken");
  await db.updateTable("contact_groups").set(nameColumns(name)).where("id", "=", id).execute();
  await followRename(db, { kind: "group", name: before.value.name }, { to: name, now, lock: lockAlarms });
  return ok({ id, name });
}

/** Names the policy that messages to a group open alarms of. @throws the driver's error */
export async function setPolicy(
  db: Kysely<Schema>,
  id: number,
  { policy, ifIs }: { policy: string | undefined; ifIs: IfIs<GroupSummary> | undefined },
): Promise<Result<GroupSummary, SaveProblem>> {
  const before = await unlessChanged(db, id, ifIs);
  if (!before.ok) return before;
  const found = policy === undefined ? undefined : await findPolicy(db, policy);
  if (policy !== undefined && found === undefined) return no("no-such-policy");
  await db
    .updateTable("contact_groups")
    .set({ policy_id: orNull(found?.id) })
    .where("id", "=", id)
    .execute();
  const { policy: _, ...rest } = before.value;
  return ok({ ...rest, ...defined({ policy: found?.policy.name }) });
}

/** Deletes a group and returns it; its contacts stay. @throws the driver's error */
export async function removeGroup(
  db: Kysely<Schema>,
  id: number,
  ifIs: IfIs<GroupSummary> | undefined,
): Promise<Result<NamedGroup, SaveProblem>> {
  const before = await unlessChanged(db, id, ifIs);
  if (!before.ok) return before;
  if ((await callersOf(db, { kind: "group", name: before.value.name })).length > 0) return no("in-use");
  await db.deleteFrom("contact_groups").where("id", "=", id).execute();
  return ok({ id, name: before.value.name });
}

async function unlessChanged(
  db: Kysely<Schema>,
  id: number,
  ifIs: IfIs<GroupSummary> | undefined,
): Promise<Result<GroupSummary, SaveProblem>> {
  const group = await summarizeGroup(db, id);
  if (group === undefined) return no("not-found");
  return ifIs?.(group) === false ? no("changed-meanwhile") : ok(group);
}

/** Those with a place in the escalation order first. */
async function findMembers(db: Kysely<Schema>, groupId: number): Promise<(Member & { escalation: number | null })[]> {
  const rows = await db
    .selectFrom("contact_group_members as member")
    .innerJoin("contacts as contact", "contact.id", "member.contact_id")
    .select(["contact.id", "contact.name", "contact.number", "contact.email", "contact.note", "member.escalation"])
    .where("member.group_id", "=", groupId)
    .orderBy("member.escalation", (order) => order.asc().nullsLast())
    .orderBy("contact.name_key")
    .execute();
  return rows.map(({ id, name, number, email, note, escalation }) => ({
    id,
    name,
    ...present({ number, email, note }),
    escalation,
  }));
}
