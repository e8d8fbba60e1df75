import { type Kysely, sql } from "kysely";
import type { Alarm, AlarmTelling, AlarmWork, NewAlarmEntry } from "../../messages/index.ts";
import { addJobs } from "../jobs/add.ts";
import { acceptAll } from "../outbox/accept.ts";
import type { Schema } from "../schema/index.ts";
import { isDamaged } from "../sealing/sealed-texts.ts";
import { storable } from "../text.ts";
import { addEntries, type Doing } from "./apply.ts";
import { HAS_GONE } from "./cases.ts";
import { alarmOf, tellingOf } from "./rows.ts";

/** One person at one address, by one way. A drill is told apart from what is real. */
type To = Pick<AlarmTelling, "way" | "address"> & { drill: 0 | 1 };

/**
 * Puts into the queue what is due: one message for each address and way, with all that waits for it; drills have a
 * message of their own, behind the others.
 *
 * @returns how many messages and mails
 * @throws the driver's error
 */
export async function tellDue(db: Kysely<Schema>, { now, compose, backend }: AlarmWork & Doing): Promise<number> {
  const due = await dueAddresses(db, now);
  let messages = 0;
  for (const to of due) messages += (await tellOne(db, to, { now, compose, backend })) ? 1 : 0;
  if (messages > 0) await backend.announceAccepted(db);
  return messages;
}

/** Whether anything is due. @throws the driver's error */
export const isTellingDue = async (db: Kysely<Schema>, now: number): Promise<boolean> =>
  (
    await db
      .selectFrom("alarm_tellings")
      .select("id")
      .where("due_at", "is not", null)
      .where("due_at", "<=", now)
      .limit(1)
      .execute()
  ).length > 0;

const dueAddresses = (db: Kysely<Schema>, now: number): Promise<To[]> =>
  db
    .selectFrom("alarm_tellings as telling")
    .innerJoin("alarms", "alarms.id", "telling.alarm_id")
    .select(["telling.way", "telling.address", "alarms.is_drill as drill"])
    .where("telling.due_at", "is not", null)
    .where("telling.due_at", "<=", now)
    .groupBy(["telling.way", "telling.address", "alarms.is_drill"])
    .orderBy("alarms.is_drill")
    .orderBy(({ fn }) => fn.min("telling.id"))
    .execute();

async function tellOne(db: Kysely<Schema>, to: To, { now, compose, backend }: AlarmWork & Doing): Promise<boolean> {
  const rows = await db
    .selectFrom("alarm_tellings")
    .selectAll()
    .where("address", "=", to.address)
    .where("way", "=", to.way)
    .where("due_at", "is not", null)
    .where("alarm_id", "in", (alarms) => alarms.selectFrom("alarms").select("id").where("is_drill", "=", to.drill))
    .orderBy("id")
    .execute();
  const read = rows.map((row) => ({ telling: tellingOf(row), isUnreadable: isDamaged(row) }));
  const [unreadable = [], tellings = []] = [true, false].map((is) =>
    read.flatMap(({ telling, isUnreadable }) => (isUnreadable === is ? [telling] : [])),
  );
  if (unreadable.length > 0) await dropUnreadable(db, unreadable, now);
  if (tellings.length === 0) return false;
  const alarms = await alarmsOf(db, tellings);
  const called = await countCalled(db, to, tellings);
  const composed = compose({ tellings, alarms, called });
  const messageId = "message" in composed ? await accept(db, composed.message, now) : undefined;
  if ("job" in composed) await addJobs(db, [composed.job], { now, backend });
  await db
    .updateTable("alarm_tellings")
    .set({ told_at: now, due_at: null, message_id: messageId ?? null })
    .where(
      "id",
      "in",
      tellings.map(({ id }) => id),
    )
    .execute();
  await addEntries(db, entriesOf(tellings, { ...to, messageId, detail: composed.detail }), now);
  return true;
}

/** News that nobody can say any more: what stands in their place would tell of something else. */
async function dropUnreadable(db: Kysely<Schema>, tellings: readonly AlarmTelling[], now: number): Promise<void> {
  const ids = tellings.map(({ id }) => id);
  await db.updateTable("alarm_tellings").set({ dropped_at: now, due_at: null }).where("id", "in", ids).execute();
  const entries = tellings.map(({ alarmId, person, way, address }) => {
    const detail = "what it was to say cannot be decrypted";
    return { alarmId, entry: { kind: "not-told" as const, person, way, address, detail } };
  });
  await addEntries(db, entries, now);
}

async function accept(
  db: Kysely<Schema>,
  message: Parameters<typeof acceptAll>[1][number]["messages"][number],
  now: number,
) {
  const [ids = []] = await acceptAll(db, [{ messages: [message], now }]);
  return ids[0];
}

async function alarmsOf(db: Kysely<Schema>, tellings: readonly AlarmTelling[]): Promise<Alarm[]> {
  const ids = [...new Set(tellings.map(({ alarmId }) => alarmId))];
  const rows = await db.selectFrom("alarms").selectAll().where("id", "in", ids).orderBy("number").execute();
  return rows.map(alarmOf);
}

/**
 * Alarms that an answer without a number takes, once this is told: those that it is about, and those that the person has heard of and that
 * nobody has taken. A drill among them does not count, unless it is a drill that is told.
 */
async function countCalled(db: Kysely<Schema>, { address, drill }: To, told: readonly AlarmTelling[]): Promise<number> {
  const ids = told.map(({ alarmId }) => alarmId);
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from alarms
    where is_active = 1 and state in ('open', 'unanswered') and is_drill <= ${drill} and (id in (${sql.join(ids)}) or id in (
      select alarm_id from alarm_tellings
      where address = ${storable(address)} and news is null and dropped_at is null and way not in ('email', 'ring')
        and ${HAS_GONE}))`.execute(db);
  return Number(rows[0]?.count ?? 0);
}

function entriesOf(
  tellings: readonly AlarmTelling[],
  { way, address, messageId, detail }: To & { messageId: number | undefined; detail: string | undefined },
): { alarmId: number; entry: NewAlarmEntry }[] {
  const about = {
    way,
    address,
    ...(messageId === undefined ? {} : { messageId }),
    ...(detail === undefined ? {} : { detail }),
  };
  const seen = new Set<number>();
  return tellings.flatMap(({ alarmId, person, step, round, news }) => {
    // Joined news and a call of one alarm are one line.
    if (seen.has(alarmId)) return [];
    seen.add(alarmId);
    const kind = detail === undefined ? "told" : "joined";
    return [
      { alarmId, entry: { kind, person, ...about, ...(news === undefined ? { step, round } : {}) } as NewAlarmEntry },
    ];
  });
}
