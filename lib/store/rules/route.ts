import type { Kysely } from "kysely";
import {
  answersItself,
  type NewMessage,
  type Routed,
  type RoutedOutcome,
  type WebhookTarget,
  type WhyUnanswered,
  webhookJobs,
  whyUnanswered,
} from "../../messages/index.ts";
import { answerAlarms } from "../alarms/answer.ts";
import { lockAlarms } from "../alarms/cases.ts";
import type { Backend } from "../backend.ts";
import { addJobs } from "../jobs/add.ts";
import { acceptAll } from "../outbox/accept.ts";
import type { Schema } from "../schema/index.ts";
import { storable } from "../text.ts";
import { findTargets } from "../webhooks/targets.ts";
import { answerMemory, hear, lockNumbers, rememberAnswer } from "./memory.ts";

interface Doing {
  now: number;
  backend: Pick<Backend, "announceJobs" | "announceAccepted" | "announceAlarms">;
}

/**
 * See `RoutingStore.route`. What gateways lock, they lock in the order of IDs and numbers, so that none waits in a circle.
 *
 * @throws the driver's error
 */
export async function route(db: Kysely<Schema>, all: readonly Routed[], doing: Doing): Promise<RoutedOutcome[]> {
  const { now, backend } = doing;
  const taken = await take(
    db,
    all.map(({ incomingId }) => incomingId),
    now,
  );
  const ours = all.filter(({ incomingId }) => taken.has(incomingId));
  await lockNumbers(
    db,
    ours.flatMap(({ number, answers }) => (number === undefined || answers.length === 0 ? [] : [number])),
  );
  if (ours.some(({ alarm }) => alarm !== undefined)) await lockAlarms(db);
  const outcomes = new Map<number, RoutedOutcome>();
  const targets = ours.length === 0 ? [] : await findTargets(db);
  for (const routed of ours) outcomes.set(routed.incomingId, await routeOne(db, routed, { ...doing, targets }));
  await countMatches(db, ours, now);
  const sends = [...outcomes.values()].some((outcome) => outcome.kind === "routed" && outcome.messages.length > 0);
  if (sends) await backend.announceAccepted(db);
  return all.map(({ incomingId }) => outcomes.get(incomingId) ?? { kind: "already" });
}

/** Those that nobody has routed. */
async function take(db: Kysely<Schema>, ids: readonly number[], now: number): Promise<ReadonlySet<number>> {
  const taken = new Set<number>();
  for (const id of ids.toSorted((one, other) => one - other)) {
    const { numUpdatedRows } = await db
      .updateTable("incoming_messages")
      .set({ routed_at: now })
      .where("id", "=", id)
      .where("routed_at", "is", null)
      .executeTakeFirst();
    if (numUpdatedRows === 1n) taken.add(id);
  }
  return taken;
}

async function routeOne(
  db: Kysely<Schema>,
  routed: Routed,
  { now, backend, targets }: Doing & { targets: readonly WebhookTarget[] },
): Promise<RoutedOutcome> {
  const messages: NewMessage[] = [];
  for (const { messages: copies, times } of routed.forwarded) {
    const ids = await accept(db, copies, now);
    messages.push(...copies);
    await rememberForwarded(db, { ids, copies, times, now });
  }
  const { sent, unanswered } = await answer(db, routed, now);
  messages.push(...sent);
  const { alarms, reply } = await answerAlarms(db, routed.alarm, { now, backend });
  if (reply !== undefined) messages.push(reply);
  const wanted = [...routed.jobs, ...(routed.event === undefined ? [] : webhookJobs(routed.event, targets))];
  const jobs = wanted.length === 0 ? [] : await addJobs(db, wanted, { now, backend });
  return { kind: "routed", messages, jobs: jobs.length, unanswered, alarms };
}

async function accept(db: Kysely<Schema>, messages: readonly NewMessage[], now: number): Promise<number[]> {
  const [ids = []] = await acceptAll(db, [{ messages, now }]);
  return ids;
}

/** 200 rows of 4 values per statement: far below both databases' limits on parameters. */
const STEP = 200;

async function rememberForwarded(
  db: Kysely<Schema>,
  { ids, copies, times, now }: { ids: readonly number[]; copies: readonly NewMessage[]; times: number; now: number },
): Promise<void> {
  for (let from = 0; from < ids.length; from += STEP) {
    const rows = ids.slice(from, from + STEP).map((id, at) => ({
      message_id: id,
      recipient: storable(copies[from + at]?.recipient ?? ""),
      forwarded_at: now,
      times,
    }));
    await db.insertInto("forwarded_messages").values(rows).execute();
  }
}

async function answer(
  db: Kysely<Schema>,
  { number, answers }: Routed,
  now: number,
): Promise<{ sent: NewMessage[]; unanswered: WhyUnanswered[] }> {
  const sent: NewMessage[] = [];
  const unanswered: WhyUnanswered[] = [];
  if (number === undefined) return { sent, unanswered };
  const memory = await answerMemory(db, number);
  const isAnswer = answersItself(memory, now);
  for (const { ruleId, everySeconds, messages } of answers) {
    const why = whyUnanswered(memory, { ruleId, everySeconds }, now);
    if (why !== undefined) {
      unanswered.push(why);
      continue;
    }
    await accept(db, messages, now);
    sent.push(...messages);
    await rememberAnswer(db, { ruleId, number, now });
  }
  if (isAnswer || sent.length > 0) await hear(db, number, now);
  return { sent, unanswered };
}

async function countMatches(db: Kysely<Schema>, ours: readonly Routed[], now: number): Promise<void> {
  const counts = new Map<number, number>();
  for (const id of ours.flatMap(({ matched }) => matched)) counts.set(id, (counts.get(id) ?? 0) + 1);
  for (const [id, count] of [...counts].sort(([one], [other]) => one - other)) {
    await db
      .updateTable("rules")
      .set((eb) => ({ matched: eb("matched", "+", count), last_matched_at: now }))
      .where("id", "=", id)
      .execute();
  }
}
