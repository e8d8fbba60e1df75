import type { Kysely } from "kysely";
import type { AlarmChanged, AlarmReading, NewMessage } from "../../messages/index.ts";
import { acceptAll } from "../outbox/accept.ts";
import type { Schema } from "../schema/index.ts";
import { apply, type Doing } from "./apply.ts";
import { calledAt, casesOf } from "./cases.ts";
import { tellDue } from "./tell.ts";

/**
 * Does what a message of somebody who was called leads to, inside the transaction that routes it; the alarms are locked. Without
 * `reading`: nothing.
 *
 * @throws the driver's error
 */
export async function answerAlarms(
  db: Kysely<Schema>,
  reading: AlarmReading | undefined,
  { now, backend }: Doing,
): Promise<{ alarms: AlarmChanged[]; reply?: NewMessage }> {
  if (reading === undefined) return { alarms: [] };
  const { address, answer, compose } = reading;
  const found = await casesOf(db, await calledAt(db, address, now));
  const { decisions, reply } = answer(found);
  const alarms: AlarmChanged[] = [];
  for (const each of found) {
    const decision = decisions.get(each.alarm.id);
    if (decision !== undefined) alarms.push(await apply(db, each, { decision, now, backend }));
  }
  if (reply !== undefined) await acceptAll(db, [{ messages: [reply], now }]);
  if (alarms.length > 0) await tellDue(db, { now, compose, backend });
  return reply === undefined ? { alarms } : { alarms, reply };
}
