import type { Kysely, Selectable } from "kysely";
import {
  ERASED_KINDS,
  ERASURE_SILENCE_MS,
  type ErasureRecord,
  type ErasureResult,
  LEFT_KINDS,
} from "../../messages/index.ts";
import type { ErasuresTable } from "../schema/gateway.ts";
import type { Schema } from "../schema/index.ts";
import { listOf, mapOf, number, objectOf, text } from "../shape.ts";
import { readJson } from "../stored-json.ts";
import { orNull, present, storable } from "../text.ts";

const NOTHING: ErasureResult = { erased: {}, left: {}, backups: [], namedBy: [] };

/** See `ErasureStore.begin`. @throws the driver's error */
export async function beginErasure(
  db: Kysely<Schema>,
  { now, isDry, userName }: { now: number; isDry: boolean; userName?: string },
): Promise<number> {
  const { id } = await db
    .insertInto("erasures")
    .values({
      begun_at: now,
      seen_at: now,
      ended_at: null,
      state: "running",
      is_dry: isDry ? 1 : 0,
      user_name: orNull(userName),
      result: JSON.stringify(NOTHING),
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

/** See `ErasureStore.report`. @throws the driver's error */
export async function reportErasure(
  db: Kysely<Schema>,
  id: number,
  { now, state, erased, left, backups, namedBy }: ErasureResult & { now: number; state?: "done" | "cut-off" },
): Promise<void> {
  const result = storable(JSON.stringify({ erased, left, backups, namedBy }));
  const ended = state === undefined ? {} : { state, ended_at: now };
  await db
    .updateTable("erasures")
    .set({ seen_at: now, result, ...ended })
    .where("id", "=", id)
    .execute();
}

/** See `ErasureStore.find`. @throws the driver's error */
export async function findErasure(db: Kysely<Schema>, id: number, now: number): Promise<ErasureRecord | undefined> {
  const row = await db.selectFrom("erasures").selectAll().where("id", "=", id).executeTakeFirst();
  return row && recordOf(row, now);
}

/** See `ErasureStore.page`. @throws the driver's error */
export async function erasurePage(
  db: Kysely<Schema>,
  { limit, before }: { limit: number; before?: number },
  now: number,
): Promise<{ erasures: ErasureRecord[]; next?: number }> {
  let query = db
    .selectFrom("erasures")
    .selectAll()
    .orderBy("id", "desc")
    .limit(limit + 1);
  if (before !== undefined) query = query.where("id", "<", before);
  const found = await query.execute();
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  return {
    erasures: rows.map((row) => recordOf(row, now)),
    ...(found.length > limit && last !== undefined ? { next: last.id } : {}),
  };
}

function recordOf(row: Selectable<ErasuresTable>, now: number): ErasureRecord {
  const isSilent = row.state === "running" && Math.abs(now - row.seen_at) > ERASURE_SILENCE_MS;
  return {
    id: row.id,
    begunAt: row.begun_at,
    state: isSilent ? "cut-off" : row.state,
    isDry: row.is_dry === 1,
    ...present({ endedAt: row.ended_at, userName: row.user_name }),
    ...resultOf(row.result),
  };
}

const RESULT = objectOf(
  {},
  { erased: mapOf(number), left: mapOf(number), backups: listOf(text), namedBy: listOf(text) },
);

/** What another version of the program has counted beside is left out. */
function resultOf(json: string): ErasureResult {
  const { erased = {}, left = {}, backups = [], namedBy = [] } = readJson<Partial<ErasureResult>>(json, RESULT) ?? {};
  return { erased: known(erased, ERASED_KINDS), left: known(left, LEFT_KINDS), backups, namedBy };
}

const known = <Kind extends string>(counts: Partial<Record<Kind, number>>, kinds: readonly Kind[]) =>
  Object.fromEntries(kinds.flatMap((kind) => (counts[kind] === undefined ? [] : [[kind, counts[kind]]]))) as Partial<
    Record<Kind, number>
  >;
