import type { Selectable } from "kysely";
import { ADDRESS_BOOK_NAME_CHARACTERS } from "../../limits.ts";
import {
  type Alarm,
  type AlarmActor,
  type AlarmEntry,
  type AlarmNews,
  type AlarmTelling,
  type Policy,
  type StoredPolicy,
  StoreFailure,
} from "../../messages/index.ts";
import { nameKey } from "../../names.ts";
import type { AlarmEntriesTable, AlarmsTable, AlarmTellingsTable, PoliciesTable } from "../schema/alarms.ts";
import { present, storable } from "../text.ts";

export type AlarmRow = Selectable<AlarmsTable>;

export const alarmOf = (row: AlarmRow): Alarm => ({
  id: row.id,
  number: row.number,
  policy: policyIn(row).name,
  ...present({ key: row.key }),
  title: row.title,
  text: row.text,
  severity: row.severity,
  source: JSON.parse(row.source) as AlarmActor,
  state: row.state,
  ...(row.holder === null ? {} : { holder: JSON.parse(row.holder) as AlarmActor }),
  count: row.count,
  drill: row.is_drill === 1,
  step: row.step,
  round: row.round,
  ...present({ nextAt: row.next_at }),
  openedAt: row.opened_at,
  begunAt: row.begun_at,
  ...present({ acknowledgedAt: row.acknowledged_at, resolvedAt: row.resolved_at }),
  changedAt: row.changed_at,
  version: row.version,
});

export const policyIn = (row: Pick<AlarmRow, "policy">): Policy => JSON.parse(row.policy) as Policy;

export const entryOf = (row: Selectable<AlarmEntriesTable>): AlarmEntry => ({
  id: row.id,
  at: row.at,
  kind: row.kind,
  ...(JSON.parse(row.about) as Omit<AlarmEntry, "id" | "at" | "kind">),
});

export const tellingOf = (row: Selectable<AlarmTellingsTable>): AlarmTelling => ({
  id: row.id,
  alarmId: row.alarm_id,
  ...(row.news === null ? {} : { news: JSON.parse(row.news) as AlarmNews }),
  person: row.person,
  ...present({ contactId: row.contact_id }),
  way: row.way,
  address: row.address,
  step: row.step,
  round: row.round,
  createdAt: row.created_at,
  ...present({ toldAt: row.told_at, droppedAt: row.dropped_at, messageId: row.message_id }),
});

export const storedPolicyOf = (row: Selectable<PoliciesTable>): StoredPolicy => ({
  id: row.id,
  policy: { name: row.name, ...(JSON.parse(row.definition) as Omit<Policy, "name">) },
  version: row.version,
  createdAt: row.created_at,
  changedAt: row.changed_at,
});

/** The form in which names of policies are compared; `undefined`: none can match. */
export const policyKey = (name: string): string | undefined => nameKey(name.trim(), ADDRESS_BOOK_NAME_CHARACTERS);

export function policyColumns({ name, ...definition }: Policy) {
  const key = policyKey(name);
  if (key === undefined) throw new StoreFailure("invalid", "this name of a policy is not allowed");
  return { name: storable(name), name_key: key, definition: storable(JSON.stringify(definition)) };
}
