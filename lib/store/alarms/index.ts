import type { AlarmChanged, AlarmStore, AlarmWork, Decide } from "../../messages/index.ts";
import type { Backend } from "../backend.ts";
import type { GroupCommit } from "../group-commit.ts";
import { doOnce } from "../once.ts";
import { read } from "../read.ts";
import { decideOn } from "./apply.ts";
import { calledAt, casesOf, dueAlarms, lockAlarms, nextDue, toldTexts, unreached } from "./cases.ts";
import { anyOver, countByState, findAlarm, findByNumber, forget, page, tellingsOf, timeline } from "./lists.ts";
import { findPolicy } from "./policies.ts";
import { raise } from "./raise.ts";
import { activeWithKey, alarmOf, policyKey } from "./rows.ts";
import { isTellingDue, tellDue } from "./tell.ts";

/** The alarms on a database: `spec` is {@link AlarmStore}. */
export function createAlarmStore(backend: Backend, writer: GroupCommit): AlarmStore {
  return {
    raise: (alarm, { decide, once, instead, ...work }) =>
      writer.write((db) =>
        doOnce(db, { key: once, now: work.now }, async () => {
          await lockAlarms(db);
          const raised = await raise(db, alarm, { decide, instead, now: work.now, backend });
          if (raised.ok || raised.problem === "only-told") await tellDue(db, { ...work, backend });
          return raised;
        }),
      ),
    change: (id, { decide, ...work }) =>
      writer.write(async (db) => {
        await lockAlarms(db);
        const row = await findAlarm(db, id);
        const changed = row && (await decideOn(db, row, { decide, now: work.now, backend }));
        if (changed !== undefined) await tellDue(db, { ...work, backend });
        return changed;
      }),
    changeByKey: ({ key, policy, source }, { decide, ...work }: AlarmWork & { decide: Decide }) =>
      writer.write(async (db) => {
        await lockAlarms(db);
        const named = policy === undefined ? undefined : await findPolicy(db, policy);
        const of = policy === undefined ? undefined : { id: named?.id, key: policyKey(policy) ?? "" };
        const changes: AlarmChanged[] = [];
        for (const row of await activeWithKey(db, { key, policy: of, source })) {
          const changed = await decideOn(db, row, { decide, now: work.now, backend });
          if (changed !== undefined) changes.push(changed);
        }
        if (changes.length > 0) await tellDue(db, { ...work, backend });
        return changes;
      }),
    tell: async (work) =>
      (await read(backend, (db) => isTellingDue(db, work.now)))
        ? writer.write(async (db) => {
            await lockAlarms(db);
            return tellDue(db, { ...work, backend });
          })
        : 0,
    due: (options) => read(backend, async (db) => casesOf(db, await dueAlarms(db, options))),
    nextDue: (now) => read(backend, (db) => nextDue(db, now)),
    calledAt: (address, now) => read(backend, async (db) => casesOf(db, await calledAt(db, address, now))),
    toldTexts: (address, since) => read(backend, (db) => toldTexts(db, [address], since)),
    unreached: (limit) => read(backend, async (db) => casesOf(db, await unreached(db, limit))),
    find: (id) =>
      read(backend, async (db) => {
        const row = await findAlarm(db, id);
        return row && alarmOf(row);
      }),
    findByNumber: (number) => read(backend, (db) => findByNumber(db, number)),
    timeline: (id, range) => read(backend, (db) => timeline(db, id, range)),
    page: (filter, range) => read(backend, (db) => page(db, filter, range)),
    onChanged: (wake) => backend.onAlarms(wake),
    tellings: (id) => read(backend, (db) => tellingsOf(db, id)),
    countByState: () => read(backend, countByState),
    forget: async (ended) =>
      (await read(backend, (db) => anyOver(db, ended.before))) ? writer.write((db) => forget(db, ended)) : 0,
  };
}
