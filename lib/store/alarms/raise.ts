import type { Kysely } from "kysely";
import type { AlarmChanged, Decide, NewAlarm, NewCall, Policy, RaiseProblem } from "../../messages/index.ts";
import { no, ok, type Result } from "../../result.ts";
import type { Schema } from "../schema/index.ts";
import { sealed } from "../sealing/sealed-texts.ts";
import { orNull, storable } from "../text.ts";
import { type Doing, decideOn } from "./apply.ts";
import { tellInstead } from "./instead.ts";
import { findPolicy } from "./policies.ts";
import { freeNumber, makeRoom } from "./room.ts";
import { activeWithKey, policyColumns } from "./rows.ts";

/** See `AlarmStore.raise`; the alarms are locked. `instead`: nobody in a rehearsal. @throws the driver's error */
export async function raise(
  db: Kysely<Schema>,
  alarm: NewAlarm,
  { instead = [], ...doing }: Doing & { decide: Decide; instead?: readonly NewCall[] | undefined },
): Promise<Result<AlarmChanged, Exclude<RaiseProblem, "other-request">>> {
  const stored = await findPolicy(db, alarm.policy);
  if (stored === undefined) return no("no-such-policy");
  const { name_key: policyKey } = policyColumns(stored.policy);
  const { key, source } = alarm;
  const policy = { id: stored.id, key: policyKey };
  let [row] = key === undefined ? [] : await activeWithKey(db, { key, policy, source });
  let madeRoom: AlarmChanged | undefined;
  if (row === undefined) {
    const room = await makeRoom(db, source, doing);
    if (room === "none") return no(await tellInstead(db, alarm, { calls: instead, now: doing.now }));
    madeRoom = room;
    const number = await freeNumber(db, doing.now);
    row = await db
      .insertInto("alarms")
      .values({
        number,
        is_active: 1,
        policy_id: stored.id,
        policy_key: policyKey,
        policy: storable(JSON.stringify(hurried(stored.policy, alarm.waitSecondsAtMost))),
        key: key === undefined ? null : storable(key),
        title: sealed(db, "alarm.title", { row: { number }, text: storable(alarm.title) }),
        text: sealed(db, "alarm.text", { row: { number }, text: storable(alarm.text) }),
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
  return ok(madeRoom === undefined ? changed : { ...changed, madeRoom });
}

function hurried(policy: Policy, most: number | undefined): Policy {
  if (most === undefined) return policy;
  return { ...policy, steps: policy.steps.map((step) => ({ ...step, waitSeconds: Math.min(step.waitSeconds, most) })) };
}
