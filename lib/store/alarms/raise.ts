import type { Kysely } from "kysely";
import { ALARMS_OPEN, type AlarmChanged, type Decide, type NewAlarm, type RaiseProblem } from "../../messages/index.ts";
import { no, ok, type Result } from "../../result.ts";
import type { Schema } from "../schema/index.ts";
import { orNull, storable } from "../text.ts";
import { type Doing, decideOn } from "./apply.ts";
import { ANSWERED_AFTER_MS } from "./cases.ts";
import { findPolicy } from "./policies.ts";
import { activeWithKey, policyColumns } from "./rows.ts";

/** See `AlarmStore.raise`; the alarms are locked. @throws the driver's error */
export async function raise(
  db: Kysely<Schema>,
  alarm: NewAlarm,
  doing: Doing & { decide: Decide },
): Promise<Result<AlarmChanged, Exclude<RaiseProblem, "other-request">>> {
  const stored = await findPolicy(db, alarm.policy);
  if (stored === undefined) return no("no-such-policy");
  const { name_key: policyKey } = policyColumns(stored.policy);
  const { key, source } = alarm;
  const policy = { id: stored.id, key: policyKey };
  let [row] = key === undefined ? [] : await activeWithKey(db, { key, policy, source });
  if (row === undefined) {
    const number = await freeNumber(db, doing.now);
    if (number === undefined) return no("too-many-open");
    row = await db
      .insertInto("alarms")
      .values({
        number,
        is_active: 1,
        policy_id: stored.id,
        policy_key: policyKey,
        policy: storable(JSON.stringify(stored.policy)),
        key: key === undefined ? null : storable(key),
        title: storable(alarm.title),
        text: storable(alarm.text),
        severity: alarm.severity,
        source: storable(JSON.stringify(source)),
        state: "open",
        holder: null,
        count: 1,
        is_drill: alarm.drill ? 1 : 0,
        next_at: orNull<number>(undefined),
        opened_at: doing.now,
        begun_at: doing.now,
        acknowledged_at: null,
        resolved_at: null,
        changed_at: doing.now,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
  }
  const changed = await decideOn(db, row, doing);
  if (changed === undefined) throw new Error("a raised alarm changes something");
  return ok(changed);
}

/** What people like to type; beyond it, others. */
const SHORT_NUMBERS = 99;
const NUMBERS = 2 * ALARMS_OPEN;

/**
 * Goes on behind the number of the newest alarm, so that a number comes again as late as can be: a late answer must not meet another
 * alarm. One that somebody may still answer with is left out as long as there are others. `undefined`: too many are open.
 */
async function freeNumber(db: Kysely<Schema>, now: number): Promise<number | undefined> {
  const active = await db.selectFrom("alarms").select("number").where("is_active", "=", 1).execute();
  if (active.length >= ALARMS_OPEN) return undefined;
  const resolved = await db
    .selectFrom("alarms")
    .select("number")
    .where("resolved_at", "is not", null)
    .where("resolved_at", ">", now - ANSWERED_AFTER_MS)
    .execute();
  const newest = await db.selectFrom("alarms").select("number").orderBy("id", "desc").limit(1).executeTakeFirst();
  const last = newest?.number ?? 0;
  const used = new Set(active.map(({ number }) => number));
  const recent = new Set(resolved.map(({ number }) => number));
  const all = Array.from({ length: NUMBERS }, (_, at) => at + 1);
  const short = all.slice(0, SHORT_NUMBERS);
  const inTurn = [...short.filter((number) => number > last), ...short, ...all];
  const free = inTurn.filter((number) => !used.has(number));
  return free.find((number) => !recent.has(number)) ?? free[0];
}
