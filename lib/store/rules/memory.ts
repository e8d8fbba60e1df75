import { type Kysely, sql } from "kysely";
import type { AnswerMemory, Forwarded } from "../../messages/index.ts";
import { toldTexts } from "../alarms/cases.ts";
import type { Schema } from "../schema/index.ts";
import { storable } from "../text.ts";

/** 100: of a number that gets more within an hour, one of the newest would show the circle. */
const LOOK_AT = 100;

/** See `RoutingStore.forwardedTo`. @throws the driver's error */
export async function forwardedTo(db: Kysely<Schema>, numbers: readonly string[], since: number): Promise<Forwarded[]> {
  if (numbers.length === 0) return [];
  const known = numbers.map(storable);
  const forwarded = await db
    .selectFrom("forwarded_messages as forwarded")
    .innerJoin("outgoing_messages as message", "message.id", "forwarded.message_id")
    .select([
      "message.text",
      "message.recipient",
      "message.created_at",
      "forwarded.times",
      "forwarded.forwarded_at as at",
    ])
    .where("forwarded.recipient", "in", known)
    .where("forwarded.forwarded_at", ">", since)
    .orderBy("forwarded.forwarded_at", "desc")
    .limit(LOOK_AT)
    .execute();
  const told = await toldTexts(db, numbers, since);
  return [
    ...forwarded.map(({ text, times, at }) => ({ text, times, at, ofAlarm: false })),
    ...told.map((each) => ({ ...each, times: 1, ofAlarm: true })),
  ];
}

/** See `RoutingStore.answerMemory`. @throws the driver's error */
export async function answerMemory(db: Kysely<Schema>, number: string): Promise<AnswerMemory> {
  const known = storable(number);
  const heard = db.selectFrom("answered_numbers").select("heard_at").where("number", "=", known);
  const heardAt = (await heard.executeTakeFirst())?.heard_at;
  const answers = db.selectFrom("rule_answers").select(["rule_id", "answered_at"]).where("number", "=", known);
  const answeredAt = new Map((await answers.execute()).map((row) => [row.rule_id, row.answered_at]));
  return heardAt === undefined ? { answeredAt } : { heardAt, answeredAt };
}

/** Locks what is remembered of numbers, in one order, so that gateways wait for each other and not in a circle. @throws the driver's error */
export async function lockNumbers(db: Kysely<Schema>, numbers: readonly string[]): Promise<void> {
  for (const number of [...new Set(numbers)].sort()) {
    await db
      .insertInto("answered_numbers")
      .values({ number: storable(number), heard_at: 0 })
      .onConflict((conflict) => conflict.column("number").doUpdateSet({ number: storable(number) }))
      .execute();
  }
}

/** An automatic answer, or a message that counts as an answer to one. @throws the driver's error */
export async function hear(db: Kysely<Schema>, number: string, now: number): Promise<void> {
  await db
    .insertInto("answered_numbers")
    .values({ number: storable(number), heard_at: now })
    .onConflict((conflict) => conflict.column("number").doUpdateSet({ heard_at: now }))
    .execute();
}

/** @throws the driver's error */
export async function rememberAnswer(
  db: Kysely<Schema>,
  { ruleId, number, now }: { ruleId: number; number: string; now: number },
): Promise<void> {
  await db
    .insertInto("rule_answers")
    .values({ rule_id: ruleId, number: storable(number), answered_at: now })
    .onConflict((conflict) => conflict.columns(["rule_id", "number"]).doUpdateSet({ answered_at: now }))
    .execute();
}

/** Whether anything is to be forgotten. @throws the driver's error */
export async function anyOld(db: Kysely<Schema>, before: number): Promise<boolean> {
  const { rows } = await sql<{ found: number }>`
    select 1 as found where exists (select 1 from rule_answers where answered_at < ${before})
      or exists (select 1 from answered_numbers where heard_at < ${before})
      or exists (select 1 from forwarded_messages where forwarded_at < ${before})`.execute(db);
  return rows.length > 0;
}

/** See `RoutingStore.forget`. @throws the driver's error */
export async function forget(
  db: Kysely<Schema>,
  { before, limit }: { before: number; limit: number },
): Promise<number> {
  const answers = await sql`delete from rule_answers where (rule_id, number) in (
    select rule_id, number from rule_answers where answered_at < ${before} order by answered_at limit ${limit})`.execute(
    db,
  );
  const numbers = await sql`delete from answered_numbers where number in (
    select number from answered_numbers where heard_at < ${before} order by heard_at limit ${limit})`.execute(db);
  const forwarded = await sql`delete from forwarded_messages where message_id in (
    select message_id from forwarded_messages where forwarded_at < ${before} order by forwarded_at limit ${limit})`.execute(
    db,
  );
  return [answers, numbers, forwarded].reduce((sum, { numAffectedRows = 0n }) => sum + Number(numAffectedRows), 0);
}
