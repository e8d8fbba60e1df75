import { type Kysely, sql } from "kysely";
import type { StreamCursor } from "../../messages/index.ts";
import { prepare, type Value } from "../prepared.ts";
import type { Schema } from "../schema/index.ts";

/** Commands write as this one, in turn: each would otherwise add a place to every cursor. */
export const COMMANDS = 0;

/** 70 min: a stream resumes for an hour, and entries are deleted every 10 min. */
export const KEPT_MS = 70 * 60_000;
/** 30 min: three times what a gateway that is alive takes to say so. */
const SILENT_MS = 30 * 60_000;
/** A day: longer than any cursor is good for. */
const FORGOTTEN_MS = 24 * 3_600_000;

/** A writer, and what the log has of it. */
interface Writer {
  id: number;
  alive_at: number;
  first: number | null;
  newest: number | null;
  newest_at_us: number | null;
}

const findWriters = prepare((db: Kysely<Schema>, _value: Value<object>) =>
  sql<Writer>`
    select writer.id, writer.alive_at, newest.seq as newest, newest.at_us as newest_at_us, (
      select min(seq) from stream_entries where writer = writer.id) as first
    from stream_writers as writer
    left join stream_entries as newest on newest.writer = writer.id and newest.seq = (
      select max(seq) from stream_entries where writer = writer.id)`.compile(db),
);

/** A gateway that ended, and whose last entry no cursor can lack that is young enough to resume. */
function isOver({ id, alive_at, newest_at_us }: Writer, now: number, { silentMs = SILENT_MS, keptMs = KEPT_MS } = {}) {
  return id !== COMMANDS && alive_at < now - silentMs && (newest_at_us ?? 0) / 1_000 < now - keptMs;
}

/** As `StreamLog.heads`, of what is committed. @throws the driver's error */
export async function findHeads(db: Kysely<Schema>, now: number): Promise<Map<number, number>> {
  const writers = await findWriters(db, {});
  return new Map(writers.flatMap((writer) => (isOver(writer, now) ? [] : [[writer.id, writer.newest ?? 0] as const])));
}

/** As `StreamLog.resume`. @throws the driver's error */
export async function findPlace(
  db: Kysely<Schema>,
  cursor: StreamCursor,
  now: number,
): Promise<StreamCursor | undefined> {
  const writers = await findWriters(db, {});
  const known = new Set(writers.map(({ id }) => id));
  if ([...cursor.keys()].some((id) => !known.has(id))) return undefined;
  const place = new Map<number, number>();
  for (const writer of writers) {
    const seen = cursor.get(writer.id);
    const newest = writer.newest ?? 0;
    if (isOver(writer, now)) {
      if (seen !== undefined && seen !== newest) return undefined;
      continue;
    }
    // A cursor that was made before this writer began lacks all of its entries.
    const next = (seen ?? 0) + 1;
    if (next < (writer.first ?? 1) || next > newest + 1) return undefined;
    // A place that is not there is the beginning.
    if (seen !== undefined) place.set(writer.id, seen);
  }
  return place;
}

/** The ID of a new writer. */
export function newWriter(): number {
  const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2));
  // 40 bits: eight characters of a cursor. Random, so that a database that was restored, or lost its last commits in a
  // power cut, gives no number twice.
  return (high % 256) * 2 ** 32 + low;
}

/** Makes a writer known, if it is not. @throws the driver's error */
export async function addWriter(db: Kysely<Schema>, id: number, now: number): Promise<void> {
  const values = { id, alive_at: now };
  await db
    .insertInto("stream_writers")
    .values(values)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Shows that a writer is alive. @throws the driver's error */
export async function showAlive(db: Kysely<Schema>, id: number, now: number): Promise<void> {
  await db.updateTable("stream_writers").set({ alive_at: now }).where("id", "=", id).execute();
}

/** Writers that no cursor needs any more. @throws the driver's error */
export async function forgottenWriters(db: Kysely<Schema>, now: number): Promise<number[]> {
  const limits = { silentMs: FORGOTTEN_MS, keptMs: FORGOTTEN_MS };
  return (await findWriters(db, {})).filter((writer) => isOver(writer, now, limits)).map(({ id }) => id);
}
