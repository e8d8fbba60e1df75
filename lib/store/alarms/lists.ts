import { type Kysely, sql } from "kysely";
import {
  ALARM_STATES,
  type Alarm,
  type AlarmEntry,
  type AlarmFilter,
  type AlarmState,
  type AlarmTelling,
} from "../../messages/index.ts";
import type { Schema } from "../schema/index.ts";
import { type AlarmRow, alarmOf, entryOf, policyKey, tellingOf } from "./rows.ts";

/** @throws the driver's error */
export const findAlarm = (db: Kysely<Schema>, id: number): Promise<AlarmRow | undefined> =>
  db.selectFrom("alarms").selectAll().where("id", "=", id).executeTakeFirst();

/** See `AlarmStore.findByNumber`. @throws the driver's error */
export async function findByNumber(db: Kysely<Schema>, number: number): Promise<Alarm | undefined> {
  const row = await db
    .selectFrom("alarms")
    .selectAll()
    .where("number", "=", number)
    .where("is_active", "=", 1)
    .executeTakeFirst();
  return row && alarmOf(row);
}

/** See `AlarmStore.page`. @throws the driver's error */
export async function page(
  db: Kysely<Schema>,
  { states, policy }: AlarmFilter,
  { limit, before }: { limit: number; before?: number },
): Promise<{ alarms: Alarm[]; next?: number }> {
  let query = db
    .selectFrom("alarms")
    .selectAll()
    .orderBy("id", "desc")
    .limit(limit + 1);
  if (before !== undefined) query = query.where("id", "<", before);
  if (states !== undefined) {
    query = query.where("state", "in", states);
    // By the index of those that are not resolved.
    if (!states.includes("resolved")) query = query.where("is_active", "=", sql.lit(1));
  }
  if (policy !== undefined) query = query.where("policy_key", "=", policyKey(policy) ?? "");
  const rows = await query.execute();
  const alarms = rows.slice(0, limit).map(alarmOf);
  const last = alarms.at(-1);
  return rows.length > limit && last !== undefined ? { alarms, next: last.id } : { alarms };
}

/** See `AlarmStore.timeline`. @throws the driver's error */
export async function timeline(
  db: Kysely<Schema>,
  id: number,
  { limit, after = 0 }: { limit: number; after?: number },
): Promise<AlarmEntry[]> {
  const rows = await db
    .selectFrom("alarm_entries")
    .selectAll()
    .where("alarm_id", "=", id)
    .where("id", ">", after)
    .orderBy("id")
    .limit(limit)
    .execute();
  return rows.map(entryOf);
}

/** See `AlarmStore.tellings`. @throws the driver's error */
export async function tellingsOf(db: Kysely<Schema>, id: number): Promise<AlarmTelling[]> {
  const rows = await db.selectFrom("alarm_tellings").selectAll().where("alarm_id", "=", id).orderBy("id").execute();
  return rows.map(tellingOf);
}

/** See `AlarmStore.countByState`. @throws the driver's error */
export async function countByState(db: Kysely<Schema>): Promise<Record<AlarmState, number>> {
  const rows = await db
    .selectFrom("alarms")
    .select(({ fn }) => ["state", fn.countAll<number>().as("count")])
    .where("is_drill", "=", 0)
    .groupBy("state")
    .execute();
  const counts = new Map(rows.map(({ state, count }) => [state, Number(count)]));
  return Object.fromEntries(ALARM_STATES.map((state) => [state, counts.get(state) ?? 0])) as Record<AlarmState, number>;
}

/** See `AlarmStore.forget`. @throws the driver's error */
export async function forget(
  db: Kysely<Schema>,
  { before, limit }: { before: number; limit: number },
): Promise<number> {
  const oldest = db
    .selectFrom("alarms")
    .select("id")
    .where("resolved_at", "is not", null)
    .where("resolved_at", "<", before)
    .orderBy("resolved_at")
    .limit(limit);
  const { numDeletedRows } = await db.deleteFrom("alarms").where("id", "in", oldest).executeTakeFirst();
  return Number(numDeletedRows);
}

/** Whether any can be forgotten. @throws the driver's error */
export const anyOver = async (db: Kysely<Schema>, before: number): Promise<boolean> =>
  (
    await db
      .selectFrom("alarms")
      .select("id")
      .where("resolved_at", "is not", null)
      .where("resolved_at", "<", before)
      .limit(1)
      .execute()
  ).length > 0;
