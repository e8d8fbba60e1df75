import { type Expression, type Kysely, type RawBuilder, sql } from "kysely";
import { KEY_KEPT_MS, type OnceKey } from "../messages/index.ts";
import { isPostgres } from "./dialect.ts";
import { prepare } from "./prepared.ts";
import type { IdempotencyKeysTable } from "./schema/gateway.ts";
import type { Schema } from "./schema/index.ts";
import { BEGUN } from "./sealing/places.ts";
import { sealed, textKeysOf } from "./sealing/sealed-texts.ts";

/** One key with its request and its answer. */
export type KeyRow = IdempotencyKeysTable;

/** `answer` of a key that has not come to its answer: inside its transaction, or because nothing was done. It is free. */
export const RESERVED = "";

/** A place in the order of the keys. */
type Place = Pick<KeyRow, "user_id" | "key_hash">;

/**
 * Writes the rows whose key is new, too old, or {@link RESERVED}, and returns those. The others are locked: on
 * PostgreSQL no other transaction changes them before this one ends.
 *
 * @throws the driver's error
 */
export async function keepKeys(db: Kysely<Schema>, rows: readonly KeyRow[]): Promise<Place[]> {
  if (rows.length === 0) return [];
  return upsert(db, {
    rows: JSON.stringify(textKeysOf(db) === undefined ? rows : rows.map((row) => sealedRow(db, row))),
  });
}

const sealedRow = (db: Kysely<Schema>, row: KeyRow): KeyRow => ({
  ...row,
  request_hash: sealed(db, "once.request", { row, text: row.request_hash }),
  answer: sealed(db, "once.answer", { row, text: row.answer }),
});

const upsert = prepare<Schema, Place, { rows: string }>((db, value) =>
  sql<Place>`insert into idempotency_keys (user_id, key_hash, request_hash, created_at, answer)
    select user_id, key_hash, request_hash, created_at, answer from ${rowsOf(db, value("rows"))}
    order by user_id, key_hash
    on conflict (user_id, key_hash) do update
      set request_hash = excluded.request_hash, created_at = excluded.created_at, answer = excluded.answer
      where idempotency_keys.answer = ${sql.lit(RESERVED)}
        or idempotency_keys.created_at <= excluded.created_at - ${sql.lit(KEY_KEPT_MS)}
    returning user_id, key_hash`.compile(db),
);

/** What is kept for these keys, in any order. @throws the driver's error */
export async function findKeys(db: Kysely<Schema>, keys: readonly OnceKey[]): Promise<KeyRow[]> {
  if (keys.length === 0) return [];
  return select(db, {
    rows: JSON.stringify(keys.map(({ userId, keyHash }) => ({ user_id: userId, key_hash: keyHash }))),
  });
}

const select = prepare<Schema, KeyRow, { rows: string }>((db, value) =>
  // Cross: SQLite takes the keys one by one, and does not go through the table.
  sql<KeyRow>`select kept.* from ${rowsOf(db, value("rows"))} cross join idempotency_keys as kept
    where kept.user_id = given.user_id and kept.key_hash = given.key_hash`.compile(db),
);

/** Keeps the answer of a request that was {@link BEGUN}; the first one counts. @throws the driver's error */
export async function answerBegun(db: Kysely<Schema>, key: OnceKey, answer: string): Promise<void> {
  const begun = db
    .updateTable("idempotency_keys")
    .where("user_id", "=", key.userId)
    .where("key_hash", "=", key.keyHash)
    .where("answer", "=", BEGUN);
  if (textKeysOf(db) === undefined) {
    await begun.set({ answer }).where("request_hash", "=", key.requestHash).execute();
    return;
  }
  // Sealed, one hash is written in as many ways as there are rows: the program compares.
  const [row] = await findKeys(db, [key]);
  if (row?.request_hash !== key.requestHash) return;
  await begun.set({ answer: sealed(db, "once.answer", { row, text: answer }) }).execute();
}

/** A table expression: the rows of a JSON array, so that one statement takes any number of them. */
function rowsOf(db: Kysely<Schema>, json: Expression<string>): RawBuilder<unknown> {
  if (isPostgres(db)) {
    return sql`jsonb_to_recordset(cast(${json} as text)::jsonb) as given
      (user_id bigint, key_hash text collate "C", request_hash text, created_at bigint, answer text)`;
  }
  const fields = (["user_id", "key_hash", "request_hash", "created_at", "answer"] satisfies (keyof KeyRow)[]).map(
    (name) => sql`value ->> ${sql.lit(name)} as ${sql.ref(name)}`,
  );
  return sql`(select ${sql.join(fields)} from json_each(${json})) as given`;
}

/** 500 keys a step: a few milliseconds. */
const STEP = 500;

/**
 * Which of the keys behind a place are the next, and whether one of them is from before a time. `next` is absent at the
 * end. @throws the driver's error
 */
export async function walkKeys(
  db: Kysely<Schema>,
  { after, before }: { after: Place; before: number },
): Promise<{ upTo: Place | undefined; hasOld: boolean; isLast: boolean }> {
  const rows = await db
    .selectFrom("idempotency_keys")
    .select(["user_id", "key_hash", "created_at"])
    .where((eb) => eb(eb.refTuple("user_id", "key_hash"), ">", eb.tuple(after.user_id, after.key_hash)))
    .orderBy("user_id")
    .orderBy("key_hash")
    .limit(STEP)
    .execute();
  return { upTo: rows.at(-1), hasOld: rows.some((row) => row.created_at <= before), isLast: rows.length < STEP };
}

/** The place before the first key. */
export const BEFORE_ALL: Place = { user_id: -1, key_hash: "" };

/** Deletes the keys between two places that are from before a time, and returns their number. @throws the driver's error */
export async function removeKeys(
  db: Kysely<Schema>,
  { after, upTo, before }: { after: Place; upTo: Place; before: number },
): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom("idempotency_keys")
    .where((eb) => eb(eb.refTuple("user_id", "key_hash"), ">", eb.tuple(after.user_id, after.key_hash)))
    .where((eb) => eb(eb.refTuple("user_id", "key_hash"), "<=", eb.tuple(upTo.user_id, upTo.key_hash)))
    .where("created_at", "<=", before)
    .executeTakeFirst();
  return Number(numDeletedRows);
}
