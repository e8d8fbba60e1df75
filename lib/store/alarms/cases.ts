import { type Kysely, type Selectable, sql } from "kysely";
import type { AlarmCase, AlarmEntryKind, AlarmTelling } from "../../messages/index.ts";
import { LOCKS } from "../advisory-locks.ts";
import { isPostgres } from "../dialect.ts";
import type { AlarmEntriesTable, AlarmTellingsTable } from "../schema/alarms.ts";
import type { Schema } from "../schema/index.ts";
import { storable } from "../text.ts";
import { type AlarmRow, alarmOf, entryOf, policyIn, tellingOf } from "./rows.ts";

/** An hour after an alarm was resolved: whoever answers later than that means something else. */
export const ANSWERED_AFTER_MS = 3_600_000;

/**
 * Lets changes of alarms be made one after another over all gateways, until the transaction ends: a number is given once, a key opens
 * one alarm, and a person's minute holds. SQLite has one writer.
 *
 * @throws the driver's error
 */
export async function lockAlarms(db: Kysely<Schema>): Promise<void> {
  if (isPostgres(db)) await sql`select pg_advisory_xact_lock(${sql.lit(LOCKS.alarms)})`.execute(db);
}

/** All that decisions need, in the order of the rows. @throws the driver's error */
export async function casesOf(db: Kysely<Schema>, rows: readonly AlarmRow[]): Promise<AlarmCase[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const tellings = Map.groupBy(await tellingsOf(db, ids), (row) => row.alarm_id);
  const entries = Map.groupBy(await answersOf(db, ids), (row) => row.alarm_id);
  return rows.map((row) => ({
    alarm: alarmOf(row),
    policy: policyIn(row),
    calls: toldIn(tellings.get(row.id)).filter(({ news }) => news === undefined),
    news: toldIn(tellings.get(row.id)).filter(({ news, toldAt }) => news !== undefined && toldAt !== undefined),
    helped: addressesOf("helped", entries.get(row.id)),
    reminded: addressesOf("reminded", entries.get(row.id)),
    answered: (entries.get(row.id) ?? [])
      .map(entryOf)
      .flatMap(({ kind, person = "somebody", detail = "" }) => (kind === "answered" ? [{ person, detail }] : [])),
    missed: (entries.get(row.id) ?? []).map(entryOf).flatMap(({ kind, person, detail = "", messageId }) =>
      // One with a message is about what could not be shown later.
      kind === "not-told" && person !== undefined && messageId === undefined ? [{ person, why: detail }] : [],
    ),
  }));
}

const toldIn = (rows: Awaited<ReturnType<typeof tellingsOf>> = []): AlarmTelling[] =>
  rows.map((row) => ({ ...tellingOf(row), hasGone: Boolean(row.has_gone) }));

const addressesOf = (kind: AlarmEntryKind, entries: readonly Selectable<AlarmEntriesTable>[] = []): string[] =>
  entries.map(entryOf).flatMap((entry) => (entry.kind === kind ? (entry.address ?? []) : []));

const answersOf = (db: Kysely<Schema>, ids: readonly number[]): Promise<Selectable<AlarmEntriesTable>[]> =>
  db
    .selectFrom("alarm_entries")
    .selectAll()
    .where("alarm_id", "in", ids)
    .where("kind", "in", ["helped", "answered", "reminded", "not-told"])
    .orderBy("id")
    .execute();

/** Of a row of `alarm_tellings`: see `AlarmTelling.hasGone`. A message that is kept no longer went long ago. */
export const HAS_GONE = sql<boolean | number>`message_id is not null and not exists (
  select 1 from outgoing_messages as message
  where message.id = alarm_tellings.message_id and message.state in ('queued', 'failed', 'cancelled', 'expired')
    and not exists (
      select 1 from outgoing_parts as part where part.message_id = message.id and part.sent_at is not null
    )
)`;

const tellingsOf = (
  db: Kysely<Schema>,
  ids: readonly number[],
): Promise<(Selectable<AlarmTellingsTable> & { has_gone: boolean | number })[]> =>
  db
    .selectFrom("alarm_tellings")
    .selectAll()
    .select(HAS_GONE.as("has_gone"))
    .where("alarm_id", "in", ids)
    .orderBy("id")
    .execute();

/** See `AlarmStore.calledAt`. @throws the driver's error */
export async function calledAt(db: Kysely<Schema>, address: string, now: number): Promise<AlarmRow[]> {
  return db
    .selectFrom("alarms")
    .selectAll()
    .where((eb) => eb.or([eb("is_active", "=", sql.lit(1)), eb("resolved_at", ">", now - ANSWERED_AFTER_MS)]))
    .where(
      "id",
      "in",
      db
        .selectFrom("alarm_tellings")
        .select("alarm_id")
        .where("address", "=", storable(address))
        .where("news", "is", null)
        .where("told_at", "is not", null),
    )
    .orderBy("id")
    .execute();
}

/** 100: whoever was told more within an hour has one of the newest. */
const TOLD_TEXTS = 100;

/** See `AlarmStore.toldTexts`. @throws the driver's error */
export async function toldTexts(
  db: Kysely<Schema>,
  addresses: readonly string[],
  since: number,
): Promise<{ text: string; at: number }[]> {
  const rows = await db
    .selectFrom("alarm_tellings as telling")
    .innerJoin("outgoing_messages as message", "message.id", "telling.message_id")
    .select(["message.text", "message.recipient", "message.created_at", "telling.told_at as at"])
    .distinct()
    .where("telling.address", "in", addresses.map(storable))
    .where("telling.told_at", ">", since)
    .where("message.text", "<>", "")
    .orderBy("telling.told_at", "desc")
    .limit(TOLD_TEXTS)
    .execute();
  const told = rows.map(({ text, at }) => ({ text, at: at ?? since }));
  return [...new Map(told.map((each) => [`${each.at} ${each.text}`, each])).values()];
}

/** See `AlarmStore.due`. @throws the driver's error */
export const dueAlarms = (db: Kysely<Schema>, { now, limit }: { now: number; limit: number }): Promise<AlarmRow[]> =>
  db
    .selectFrom("alarms")
    .selectAll()
    .where("next_at", "is not", null)
    .where("next_at", "<=", now)
    .orderBy("next_at")
    .orderBy("id")
    .limit(limit)
    .execute();

/** See `AlarmStore.unreached`. @throws the driver's error */
export const unreached = (db: Kysely<Schema>, limit: number): Promise<AlarmRow[]> => {
  const ofStep = sql`telling.alarm_id = alarms.id and telling.news is null and telling.way <> 'ring'
    and telling.step = alarms.step and telling.round = alarms.round and telling.created_at >= alarms.begun_at`;
  return db
    .selectFrom("alarms")
    .selectAll()
    .where("state", "=", sql.lit("open"))
    .where("next_at", "is not", null)
    .where(sql<boolean>`exists (select 1 from alarm_tellings as telling where ${ofStep})`)
    .where(
      sql<boolean>`not exists (select 1 from alarm_tellings as telling
        left join outgoing_messages as message on message.id = telling.message_id
        where ${ofStep} and case when telling.way = 'email' then not exists (
          select 1 from jobs where jobs.state = 'dead' and jobs.event_id = 'alarm-telling-' || (
            select min(first.id) from alarm_tellings as first
            where first.address = telling.address and first.way = 'email' and first.told_at = telling.told_at))
          else message.id is null or message.state not in ('failed', 'expired', 'undelivered', 'cancelled') end)`,
    )
    .orderBy("id")
    .limit(limit)
    .execute();
};

/** See `AlarmStore.nextDue`. @throws the driver's error */
export async function nextDue(db: Kysely<Schema>, now: number): Promise<number | undefined> {
  const { rows } = await sql<{ due_at: number | null }>`
    select min(due_at) as due_at from (
      select min(next_at) as due_at from alarms where next_at is not null and next_at > ${now}
      union all
      select min(due_at) as due_at from alarm_tellings where due_at is not null and due_at > ${now}
    ) as times`.execute(db);
  return rows[0]?.due_at ?? undefined;
}
