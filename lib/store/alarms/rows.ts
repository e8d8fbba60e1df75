import type { Kysely, Selectable } from "kysely";
import { ADDRESS_BOOK_NAME_CHARACTERS } from "../../limits.ts";
import {
  type Alarm,
  type AlarmActor,
  type AlarmEntry,
  type AlarmNews,
  type AlarmSource,
  type AlarmTelling,
  type Policy,
  type StoredPolicy,
  StoreFailure,
} from "../../messages/index.ts";
import { nameKey } from "../../names.ts";
import type { AlarmEntriesTable, AlarmsTable, AlarmTellingsTable, PoliciesTable } from "../schema/alarms.ts";
import type { Schema } from "../schema/index.ts";
import { isDamaged } from "../sealing/sealed-texts.ts";
import { duration, flag, listOf, objectOf, type Shape, text, whole } from "../shape.ts";
import { jsonAt, jsonOr } from "../stored-json.ts";
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
  source: sourceIn(row),
  state: row.state,
  ...(row.holder === null ? {} : { holder: jsonOr(row, "holder", { shape: ACTOR, instead: UNKNOWN }) }),
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

/** Who did it, where that cannot be read. */
const UNKNOWN: AlarmActor = { door: "gateway" };

const ACTOR = objectOf({ door: text }, { name: text, contactId: whole, userId: whole });

export const sourceIn = (row: Pick<AlarmRow, "source">): AlarmActor =>
  jsonOr(row, "source", { shape: ACTOR, instead: UNKNOWN });

/** In place of what was damaged: it calls nobody. */
const NO_STEPS: Omit<Policy, "name"> = { steps: [], rounds: 0, unanswered: [], tellResolved: true };

const NOTIFY = objectOf({}, { contact: text, group: text, onCall: text, next: text });

/** Of the JSON of a policy. */
export const POLICY_SHAPE = objectOf(
  {
    steps: listOf(objectOf({ notify: listOf(NOTIFY), by: listOf(text), waitSeconds: duration })),
    rounds: whole,
    unanswered: listOf(objectOf({}, { email: objectOf({ to: listOf(text) }), webhook: text, group: text })),
    tellResolved: flag,
  },
  { notResolvedAfterSeconds: duration },
);

/** Of the copy that an alarm goes on by. */
const isCopy = objectOf({ name: text });
export const COPY_SHAPE: Shape = (value) => isCopy(value) && POLICY_SHAPE(value);

/** One that cannot be read is at its end: the alarm is reported as unanswered. */
export const policyIn = (row: Pick<AlarmRow, "policy" | "policy_key">): Policy =>
  jsonOr(row, "policy", { shape: COPY_SHAPE, instead: { name: row.policy_key, ...NO_STEPS } });

const ENTRY = objectOf(
  {},
  {
    step: whole,
    round: whole,
    person: text,
    way: text,
    address: text,
    messageId: whole,
    door: text,
    detail: text,
    about: text,
  },
);
const NEWS = objectOf({ what: text }, { by: text, title: text, text });

export const entryOf = (row: Selectable<AlarmEntriesTable>): AlarmEntry => ({
  id: row.id,
  at: row.at,
  kind: row.kind,
  ...jsonAt<Omit<AlarmEntry, "id" | "at" | "kind">>(row, "alarm.entry", ENTRY),
});

export const tellingOf = (row: Selectable<AlarmTellingsTable>): AlarmTelling => ({
  id: row.id,
  alarmId: row.alarm_id,
  ...(row.news === null ? {} : { news: jsonAt<AlarmNews>(row, "alarm.news", NEWS) }),
  person: row.person,
  ...present({ contactId: row.contact_id }),
  way: row.way,
  address: row.address,
  step: row.step,
  round: row.round,
  createdAt: row.created_at,
  ...present({ toldAt: row.told_at, droppedAt: row.dropped_at, messageId: row.message_id }),
});

export function storedPolicyOf(row: Selectable<PoliciesTable>): StoredPolicy {
  const definition = jsonOr(row, "definition", { shape: POLICY_SHAPE, instead: NO_STEPS });
  return {
    id: row.id,
    policy: { name: row.name, ...definition },
    ...(isDamaged(row, "definition") ? { unreadable: true } : {}),
    version: row.version,
    createdAt: row.created_at,
    changedAt: row.changed_at,
  };
}

/** The form in which names of policies are compared; `undefined`: none can match. */
export const policyKey = (name: string): string | undefined => nameKey(name.trim(), ADDRESS_BOOK_NAME_CHARACTERS);

export function policyColumns({ name, ...definition }: Policy) {
  const key = policyKey(name);
  if (key === undefined) throw new StoreFailure("invalid", "this name of a policy is not allowed");
  return { name: storable(name), name_key: key, definition: storable(JSON.stringify(definition)) };
}

/** Which alarms a key means: of one policy, and of one source, where these are given. */
interface Keyed {
  key: string;
  /** `id`: of the one that there is. */
  policy?: { id?: number | undefined; key: string } | undefined;
  source?: AlarmSource | undefined;
}

/**
 * Alarms with a key that are not resolved, the oldest first. A policy that was removed and made again has those of the one before.
 *
 * @throws the driver's error
 */
export async function activeWithKey(db: Kysely<Schema>, { key, policy, source }: Keyed): Promise<AlarmRow[]> {
  let query = db.selectFrom("alarms").selectAll().where("key", "=", storable(key)).where("is_active", "=", 1);
  if (policy !== undefined) {
    const { id, key: name } = policy;
    query = query.where((eb) => {
      const isGone = eb.or([
        eb("policy_id", "is", null),
        eb("policy_id", "not in", eb.selectFrom("policies").select("policies.id")),
      ]);
      const isOfGone = eb.and([eb("policy_key", "=", name), isGone]);
      return id === undefined ? isOfGone : eb.or([eb("policy_id", "=", id), isOfGone]);
    });
  }
  const rows = await query.orderBy("id").execute();
  return source === undefined ? rows : rows.filter((row) => isFrom(row, source));
}

/** Each source has keys of its own: nobody adds to what somebody else has raised, or ends it, by using the same key. */
function isFrom(row: Pick<AlarmRow, "source">, { door, userId }: AlarmSource): boolean {
  const source = sourceIn(row);
  return interfaceOf(source) === interfaceOf({ door }) && source.userId === userId;
}

/** The pages use the API. */
const interfaceOf = ({ door }: Pick<AlarmActor, "door">) => (door === "web" ? "v1" : door);
