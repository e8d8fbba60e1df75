import { type Kysely, sql } from "kysely";
import {
  type Alarm,
  type AlarmCase,
  type AlarmChange,
  type AlarmChanged,
  type AlarmDecision,
  type AlarmTelling,
  alarmWebhookEvent,
  alarmWebhookEvents,
  type Decide,
  type NewAlarmEntry,
  type NewJob,
  TELLING_EVERY_MS,
  webhookJob,
  webhookJobs,
} from "../../messages/index.ts";
import type { Backend } from "../backend.ts";
import { addJobs } from "../jobs/add.ts";
import type { Schema } from "../schema/index.ts";
import { sealed } from "../sealing/sealed-texts.ts";
import { changesOf } from "../stream/changes.ts";
import { factsOf } from "../tally/facts.ts";
import { orNull, storable } from "../text.ts";
import { findTargets } from "../webhooks/targets.ts";
import { casesOf } from "./cases.ts";
import { dropCalls } from "./drop.ts";
import { type AlarmRow, alarmOf, tellingOf } from "./rows.ts";
import { markChats } from "./stale.ts";

/** What a transaction that changes alarms is made with. */
export interface Doing {
  now: number;
  backend: Pick<Backend, "announceJobs" | "announceAccepted" | "announceAlarms">;
}

/** Decides about one alarm and writes it, but for its messages. `undefined`: nothing changes. @throws the driver's error */
export async function decideOn(
  db: Kysely<Schema>,
  row: AlarmRow,
  { decide, ...doing }: Doing & { decide: Decide },
): Promise<AlarmChanged | undefined> {
  const [found] = await casesOf(db, [row]);
  const decision = found && decide(found);
  return decision && apply(db, found, { decision, ...doing });
}

/** Writes what was decided, but for its messages. @throws the driver's error */
export async function apply(
  db: Kysely<Schema>,
  { alarm: before }: AlarmCase,
  { decision, now, backend }: Doing & { decision: AlarmDecision },
): Promise<AlarmChanged> {
  const row = await db
    .updateTable("alarms")
    .set((eb) => ({ ...columnsOf(db, before, decision.alarm), changed_at: now, version: eb("version", "+", 1) }))
    .where("id", "=", before.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  const after = alarmOf(row);
  const changed = { before, after, decision };
  await addEntries(
    db,
    decision.entries.map((entry) => ({ alarmId: after.id, entry })),
    now,
  );
  if (decision.callsNobody) await dropCalls(db, after.id, now);
  const lastMs = await addTellings(db, changed, now);
  if (lastMs > 0 && after.nextAt !== undefined) {
    changed.after = { ...after, nextAt: after.nextAt + lastMs };
    await db.updateTable("alarms").set({ next_at: changed.after.nextAt }).where("id", "=", after.id).execute();
  }
  await markChats(db, changed, now);
  const jobs = [...(decision.jobs ?? []), ...(await webhookJobsOf(db, changed))];
  if (jobs.length > 0) await addJobs(db, jobs, { now, backend });
  changesOf(db)?.push({ type: "alarm", id: after.id });
  await backend.announceAlarms(db);
  const { acknowledgedAt, begunAt, drill } = after;
  if (acknowledgedAt !== undefined && before.acknowledgedAt !== acknowledgedAt && !drill)
    factsOf(db)?.push({ what: "acknowledged", afterMs: acknowledgedAt - begunAt });
  return changed;
}

async function webhookJobsOf(db: Kysely<Schema>, changed: AlarmChanged): Promise<NewJob[]> {
  const events = alarmWebhookEvents(changed);
  const named = changed.decision.webhooks ?? [];
  if (events.length === 0 && named.length === 0) return [];
  const targets = await findTargets(db);
  const picked = events.flatMap((event) => webhookJobs(event, targets));
  const unanswered = alarmWebhookEvent("alarm.unanswered", changed.after);
  const asked = named.map((name) =>
    webhookJob(unanswered, targets.find((each) => each.name === name) ?? { name, isOrdered: false }),
  );
  const known = new Set(picked.map(({ eventId }) => eventId));
  return [...picked, ...asked.filter(({ eventId }) => !known.has(eventId))];
}

function columnsOf(db: Kysely<Schema>, row: Pick<Alarm, "number">, change: AlarmChange) {
  const { state, count, step, round, title, text, severity, holder, nextAt } = change;
  const { begunAt, acknowledgedAt, resolvedAt } = change;
  return {
    ...(state === undefined ? {} : { state, is_active: state === "resolved" ? (0 as const) : (1 as const) }),
    ...(count === undefined ? {} : { count }),
    ...(step === undefined ? {} : { step }),
    ...(round === undefined ? {} : { round }),
    ...(title === undefined ? {} : { title: sealed(db, "alarm.title", { row, text: storable(title) }) }),
    ...(text === undefined ? {} : { text: sealed(db, "alarm.text", { row, text: storable(text) }) }),
    ...(severity === undefined ? {} : { severity }),
    ...(begunAt === undefined ? {} : { begun_at: begunAt }),
    ...("holder" in change ? { holder: holder === undefined ? null : storable(JSON.stringify(holder)) } : {}),
    ...("nextAt" in change ? { next_at: orNull(nextAt) } : {}),
    ...("acknowledgedAt" in change ? { acknowledged_at: orNull(acknowledgedAt) } : {}),
    ...("resolvedAt" in change ? { resolved_at: orNull(resolvedAt) } : {}),
  };
}

/** 100 rows of 4 values per statement: far below both databases' limits on parameters. */
const STEP = 100;

/** Adds lines to timelines. @throws the driver's error */
export async function addEntries(
  db: Kysely<Schema>,
  entries: readonly { alarmId: number; entry: NewAlarmEntry }[],
  now: number,
): Promise<void> {
  for (let from = 0; from < entries.length; from += STEP) {
    const rows = entries.slice(from, from + STEP).map(({ alarmId, entry: { kind, ...about } }) => ({
      alarm_id: alarmId,
      at: now,
      kind,
      about: sealed(db, "alarm.entry", { row: { alarm_id: alarmId, kind }, text: storable(JSON.stringify(about)) }),
    }));
    await db.insertInto("alarm_entries").values(rows).execute();
  }
}

type Addressed = Pick<AlarmTelling, "news" | "person" | "contactId" | "way" | "address">;

/**
 * Returns in how many milliseconds the last text goes of those that call somebody; 0: all at once. The wait of a step begins then, so
 * that nobody is passed over before the text is there.
 */
async function addTellings(db: Kysely<Schema>, { after, decision }: AlarmChanged, now: number): Promise<number> {
  const { calls = [], news } = decision;
  const told = news === undefined ? [] : await newsOf(db, after.id, news);
  return addAddressed(db, { after, all: [...calls, ...told] }, now);
}

/** As {@link addTellings}, for whoever is given. @throws the driver's error */
export async function addAddressed(
  db: Kysely<Schema>,
  { after, all }: { after: Alarm; all: readonly Addressed[] },
  now: number,
): Promise<number> {
  const held: NewAlarmEntry[] = [];
  // When the texts of those who are called are due: a telephone that rings before its text says nothing.
  const textsDue = new Map<number | string, number>();
  for (const { news: what, person, contactId, way, address } of ringsLast(all)) {
    const { step, round } = after;
    const free = await dueAt(db, { way, address, isCall: what === undefined, drill: after.drill }, now);
    const whose = contactId ?? person;
    const due = way === "ring" ? Math.max(free, textsDue.get(whose) ?? now) : free;
    if (what === undefined && way !== "ring") {
      textsDue.set(whose, due);
      if (due > now) held.push({ kind: "held", person, way, address, step, round });
    }
    await db
      .insertInto("alarm_tellings")
      .values({
        alarm_id: after.id,
        news: sealed(db, "alarm.news", {
          row: { alarm_id: after.id, way },
          text: what === undefined ? null : storable(JSON.stringify(what)),
        }),
        person: storable(person),
        contact_id: orNull(contactId),
        way,
        address: storable(address),
        step: after.step,
        round: after.round,
        created_at: now,
        due_at: due,
        told_at: null,
        dropped_at: null,
        message_id: null,
      })
      .execute();
  }
  await addEntries(
    db,
    held.map((entry) => ({ alarmId: after.id, entry })),
    now,
  );
  return Math.max(0, ...textsDue.values().map((due) => due - now));
}

const ringsLast = (all: readonly Addressed[]): Addressed[] => [
  ...all.filter(({ way }) => way !== "ring"),
  ...all.filter(({ way }) => way === "ring"),
];

/** Everybody who was called, once, by the first way that carries a text. */
async function newsOf(
  db: Kysely<Schema>,
  alarmId: number,
  { exceptAt, ...news }: NonNullable<AlarmDecision["news"]>,
): Promise<Addressed[]> {
  const rows = await db
    .selectFrom("alarm_tellings")
    .selectAll()
    .where("alarm_id", "=", alarmId)
    .where("news", "is", null)
    .where("told_at", "is not", null)
    .where("dropped_at", "is", null)
    .where("way", "<>", "ring")
    .orderBy("id")
    .execute();
  const people = Map.groupBy(rows.map(tellingOf), ({ contactId, address }) => contactId ?? address);
  return [...people.values()].flatMap((calls) => {
    const [first] = calls;
    if (first === undefined || calls.some(({ address }) => address === exceptAt)) return [];
    const { person, contactId, way, address } = first;
    return [{ news, person, ...(contactId === undefined ? {} : { contactId }), way, address }];
  });
}

/**
 * At once, or when a minute has passed since the last message to this address by this way. A call does not wait for what was only news:
 * nobody is called later because somebody else has resolved something. What is real does not wait for a drill.
 */
async function dueAt(
  db: Kysely<Schema>,
  { way, address, isCall, drill }: Pick<AlarmTelling, "way" | "address"> & { isCall: boolean; drill: boolean },
  now: number,
): Promise<number> {
  const lastOf = db
    .selectFrom("alarm_tellings")
    .select(({ fn }) => fn.max("told_at").as("at"))
    .where("address", "=", storable(address))
    .where("way", "=", way)
    .where("told_at", ">", now - TELLING_EVERY_MS)
    // A clock that was set back does not make anybody wait.
    .where("told_at", "<=", now);
  const ofKind = isCall ? lastOf.where("news", "is", null) : lastOf;
  const isReal = sql<boolean>`not exists (select 1 from alarms where alarms.id = alarm_id and alarms.is_drill = 1)`;
  const last = await (drill ? ofKind : ofKind.where(isReal)).executeTakeFirst();
  return last?.at == null ? now : Number(last.at) + TELLING_EVERY_MS;
}
