import { type Kysely, type Selectable, sql } from "kysely";
import type { MessageState, StreamChange, StreamCursor, StreamEntry } from "../../messages/index.ts";
import { isPostgres } from "../dialect.ts";
import { perDialect, prepare, run, type Value } from "../prepared.ts";
import type { Schema } from "../schema/index.ts";
import type { StreamEntriesTable } from "../schema/stream.ts";
import { storable } from "../text.ts";

/** Rows of one statement, as with accepted messages: few statements are compiled, and few are run. */
const SIZES = [256, 64, 16, 4, 1];

const inserts = new Map(SIZES.map((size) => [size, perDialect((db: Kysely<Schema>) => compileInsert(db, size))]));

/**
 * Writes changes behind `seq`; returns the last `seq`.
 *
 * @param options.atMs  now, for SQLite
 * @throws the driver's error
 */
export async function insertEntries(
  db: Kysely<Schema>,
  changes: readonly StreamChange[],
  options: { writer: number; seq: number; atMs: number },
): Promise<number> {
  const { writer, seq, atMs } = options;
  for (let from = 0; from < changes.length; ) {
    const size = SIZES.find((candidate) => candidate <= changes.length - from) ?? 1;
    const compiled = inserts.get(size)?.(db);
    if (!compiled) throw new Error(`no statement for ${size} rows`);
    const rows = changes.slice(from, from + size).flatMap((change, at) => {
      const values = valuesOf(change);
      return [writer, seq + from + at + 1, ...(isPostgres(db) ? [] : [atMs * 1_000]), ...values];
    });
    await run(db, compiled, rows);
    from += size;
  }
  return seq + changes.length;
}

function compileInsert(db: Kysely<Schema>, size: number) {
  const row = {
    writer: 0,
    seq: 0,
    // By the server's clock, while the transaction holds the locks of its changes: gateways that change the same message
    // one after the other have times in that order.
    at_us: isPostgres(db) ? sql<number>`cast(extract(epoch from clock_timestamp()) * 1000000 as bigint)` : 0,
    type: "message",
    ref: 0,
    user_id: 0,
    state: "",
    modem: "",
    error: "",
  } as const;
  return db
    .insertInto("stream_entries")
    .values(Array.from({ length: size }, () => row))
    .compile();
}

/** The state of an incoming message that has arrived. */
const ARRIVED = "arrived";

/** In the order of the columns in {@link compileInsert}. */
function valuesOf(change: StreamChange): unknown[] {
  const { type } = change;
  if (change.type === "modem") {
    return [type, change.id, null, change.state, change.modem, change.error == null ? null : storable(change.error)];
  }
  if (!("state" in change)) {
    return [type, change.id, null, "hasArrived" in change ? ARRIVED : null, null, null];
  }
  if (change.state === "deleted") return [type, change.id, change.userId ?? null, change.state, null, null];
  const error = change.error == null ? null : storable(change.error);
  return [type, change.id, null, change.state, change.modem ?? null, error];
}

/** The newest `seq` of a writer; 0 when it has written nothing. @throws the driver's error */
export async function newestSeq(db: Kysely<Schema>, writer: number): Promise<number> {
  return (await findNewest(db, { writer }))[0]?.seq ?? 0;
}

const findNewest = prepare((db: Kysely<Schema>, value: Value<{ writer: number }>) =>
  db
    .selectFrom("stream_entries")
    .select("seq")
    .where("writer", "=", value("writer"))
    .orderBy("seq", "desc")
    .limit(sql.lit(1))
    .compile(),
);

/** As `StreamLog.read`. @throws the driver's error */
export async function readEntries(
  db: Kysely<Schema>,
  { after, upTo, limit }: { after: StreamCursor; upTo: StreamCursor; limit: number },
): Promise<StreamEntry[]> {
  const runs: Run[] = [];
  for (const [writer, newest] of upTo) {
    const seen = after.get(writer) ?? 0;
    if (newest <= seen) continue;
    const rows = await findEntries(db, { writer, after: seen, upTo: newest, limit });
    runs.push({ rows, hasMore: rows.length === limit });
  }
  return merge(runs).map(entryOf);
}

type Row = Selectable<StreamEntriesTable>;

/** What was read of one writer. */
interface Run {
  rows: readonly Row[];
  hasMore: boolean;
}

const findEntries = prepare(
  (db: Kysely<Schema>, value: Value<{ writer: number; after: number; upTo: number; limit: number }>) =>
    db
      .selectFrom("stream_entries")
      .selectAll()
      .where("writer", "=", value("writer"))
      .where("seq", ">", value("after"))
      .where("seq", "<=", value("upTo"))
      .orderBy("seq")
      .limit(value("limit"))
      .compile(),
);

/** Of all writers by time, as far as no writer may have something earlier that was not read. */
function merge(runs: readonly Run[]): Row[] {
  const merged: Row[] = [];
  const places = runs.map(() => 0);
  for (;;) {
    let first: number | undefined;
    for (const [at, { rows, hasMore }] of runs.entries()) {
      const row = rows[places[at] ?? 0];
      if (row === undefined) {
        if (hasMore) return merged;
        continue;
      }
      const best = first === undefined ? undefined : runs[first]?.rows[places[first] ?? 0];
      if (best === undefined || row.at_us < best.at_us) first = at;
    }
    const row = first === undefined ? undefined : runs[first]?.rows[places[first] ?? 0];
    if (first === undefined || row === undefined) return merged;
    merged.push(row);
    places[first] = (places[first] ?? 0) + 1;
  }
}

function entryOf(row: Row): StreamEntry {
  return { writer: row.writer, seq: row.seq, at: row.at_us / 1_000, change: changeOf(row) };
}

function changeOf(row: Row): StreamChange {
  const { type, ref, state, modem, error } = row;
  const id = ref ?? 0;
  if (type === "event" || type === "alarm") return { type, id };
  if (type === "modem") return { type, id, modem: modem ?? "", state: state ?? "", error };
  if (state === "deleted") return { type, id, state, userId: row.user_id };
  if (type === "incoming") return state === ARRIVED ? { type, id, hasArrived: true } : { type, id };
  return { type, id, state: state as MessageState, modem, error };
}
