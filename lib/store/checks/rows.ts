import { type Kysely, type Selectable, sql } from "kysely";
import {
  CHECK_NAME_CHARACTERS,
  type Check,
  type CheckContent,
  type CheckMemory,
  newCheckMemory,
  type StoredCheck,
  StoreFailure,
} from "../../messages/index.ts";
import { nameKey } from "../../names.ts";
import type { CheckStatesTable, ChecksTable } from "../schema/checks.ts";
import type { Schema } from "../schema/index.ts";
import { isDamaged } from "../sealing/sealed-texts.ts";
import { atLeastOne, both, duration, flag, hasMembers, listOf, mapOf, objectOf, text, timer, whole } from "../shape.ts";
import { jsonOr } from "../stored-json.ts";
import { orNull, present, storable } from "../text.ts";

type CheckRow = Selectable<ChecksTable> & Selectable<CheckStatesTable>;

/** A check whose definition was damaged is shown as switched off, until somebody sets it again. */
const UNREADABLE_CHECK: Omit<Check, "name" | "enabled"> = {
  probe: { ping: { host: "[cannot be read]" } },
  everySeconds: 60,
  timeoutSeconds: 10,
  failures: 3,
  flapping: { changes: 6, minutes: 60 },
  severity: "critical",
};

const PROBE = objectOf(
  {},
  {
    ping: objectOf({ host: text }),
    tcp: objectOf({ host: text, port: whole }),
    http: objectOf(
      { url: text },
      {
        method: text,
        headers: mapOf(text),
        secretHeaders: mapOf(text),
        username: text,
        password: text,
        status: listOf(whole),
        contains: text,
        matches: text,
        certificate: text,
        certificateDays: duration,
      },
    ),
    heartbeat: objectOf({ graceSeconds: timer }),
  },
);

/** Of the JSON of a check. */
export const CHECK_SHAPE = objectOf(
  {
    probe: both(hasMembers, PROBE),
    everySeconds: both(atLeastOne, timer),
    timeoutSeconds: timer,
    failures: whole,
    flapping: objectOf({ changes: whole, minutes: duration }),
    severity: text,
  },
  { notify: objectOf({}, { policy: text, group: text }) },
);

const MEMORY_SHAPE = objectOf(
  { state: text, since: whole, failures: whole, changes: listOf(whole), isFlapping: flag, told: text },
  { alarm: whole, last: objectOf({ at: whole, ok: flag, milliseconds: whole, text }), keptAt: whole },
);

export function checkOf(row: CheckRow): StoredCheck {
  const { name } = row;
  const definition = jsonOr(row, "definition", { shape: CHECK_SHAPE, instead: UNREADABLE_CHECK });
  const unreadable = isDamaged(row, "definition");
  return {
    id: row.id,
    check: { name, enabled: row.enabled === 1 && !unreadable, ...definition },
    ...(unreadable ? { unreadable } : {}),
    ...present({ secretsSealed: row.secrets_sealed }),
    memory: jsonOr(row, "memory", { shape: MEMORY_SHAPE, instead: memoryLeft(row) }),
    nextAt: row.next_at,
    ...present({ beatKey: row.beat_key, beatAt: row.beat_at }),
    version: row.version,
    createdAt: row.created_at,
    changedAt: row.changed_at,
  };
}

/** In place of a damaged memory: whoever was told of a check learns that it is over. */
function memoryLeft({ memory, changed_at }: CheckRow): CheckMemory {
  const text = String(memory);
  const told = /"told":\s*"(nothing|down|flapping)"/.exec(text)?.[1] as CheckMemory["told"] | undefined;
  const alarm = /"alarm":\s*(\d{1,15})\s*[,}]/.exec(text)?.[1];
  // Only what is told has an alarm.
  const instead = newCheckMemory(changed_at, told ?? (alarm === undefined ? "nothing" : "down"));
  return alarm === undefined ? instead : { ...instead, alarm: Number(alarm) };
}

export function columnsOf({ check, secretsSealed }: CheckContent) {
  const { name, enabled, ...definition } = check;
  const key = nameKey(name, CHECK_NAME_CHARACTERS);
  if (key === undefined) throw new StoreFailure("invalid", "this name of a check is not allowed");
  return {
    name: storable(name),
    name_key: key,
    enabled: enabled ? (1 as const) : (0 as const),
    definition: storable(JSON.stringify(definition)),
    secrets_sealed: orNull(secretsSealed),
  };
}

/** The state comes first: see {@link isWell}. */
export const memoryText = ({ state, ...memory }: CheckMemory): string => storable(JSON.stringify({ state, ...memory }));

/** Whether a check is up, without reading its JSON. */
export const isWell = sql<boolean>`memory like '{"state":"up"%'`;

/** Checks with their states. */
export const joined = (db: Kysely<Schema>) =>
  db.selectFrom("checks").innerJoin("check_states", "check_states.check_id", "checks.id").selectAll();

/** Whether the alarm of a check is open, without reading its JSON. A check's own texts are in other columns. */
export const isTold = sql<boolean>`memory not like '%"told":"nothing"%'`;
