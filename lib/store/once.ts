import type { Kysely } from "kysely";
import {
  KEY_KEPT_MS,
  type Once,
  type OnceKey,
  type OnceRequest,
  type OnceResult,
  type OnceStore,
  StoreFailure,
} from "../messages/index.ts";
import { no, type Result } from "../result.ts";
import type { Backend } from "./backend.ts";
import type { GroupCommit } from "./group-commit.ts";
import {
  answerBegun,
  BEFORE_ALL,
  findKeys,
  type KeyRow,
  keepKeys,
  RESERVED,
  removeKeys,
  walkKeys,
} from "./idempotency-keys.ts";
import { read } from "./read.ts";
import type { Schema } from "./schema/index.ts";
import { BEGUN } from "./sealing/places.ts";
import { isDamaged } from "./sealing/sealed-texts.ts";
import { storable } from "./text.ts";

/** One of many requests of a transaction; without a key it is simply done. */
interface Item<Result> {
  now: number;
  once?: OnceRequest<Result> | undefined;
}

/**
 * Does by one call of `work` what has no key, or a key that nothing was done for; keeps the answers in the same
 * transaction. The others get what was kept. Of several with the same key the first is done.
 *
 * ```
 *  keys, in their order ─▶ new or too old ─▶ work ─▶ answers kept ─▶ done
 *                       └▶ the others ─────────────▶ read ─────────▶ again, or other-request
 * ```
 *
 * When two gateways bring the same key, PostgreSQL lets one wait for the other's commit. The keys of a call are
 * inserted by one statement and in one order, so no two gateways wait for each other.
 *
 * @param work  returns one result per item, in order
 * @throws the driver's error, and what `work` throws
 */
export async function onceEach<One extends Item<Result>, Result>(
  db: Kysely<Schema>,
  items: readonly One[],
  work: (db: Kysely<Schema>, items: readonly One[]) => Promise<readonly Result[]>,
): Promise<Once<Result>[]> {
  const firsts = firstOfEachKey(items);
  if (firsts.size === 0) return (await work(db, items)).map((value) => ({ kind: "done", value }));

  const reserved = [...firsts.values()].map(({ key, now }) => rowOf(key, now, RESERVED));
  const written = new Set((await keepKeys(db, reserved)).map((row) => nameOf(keyOf(row))));
  const isNew = (item: One) => {
    if (item.once === undefined) return true;
    const name = nameOf(item.once.key);
    return written.has(name) && firsts.get(name)?.item === item;
  };
  const done = items.filter(isNew);
  const values = await work(db, done);
  const outcomes = new Map<One, Once<Result>>();
  const answers: KeyRow[] = [];
  for (const [at, item] of done.entries()) {
    const value = values[at] as Result;
    outcomes.set(item, { kind: "done", value });
    const answer = item.once?.answerOf(value);
    if (item.once && answer !== undefined) answers.push(rowOf(item.once.key, item.now, answer));
  }
  await keepKeys(db, answers);

  const earlier = [...firsts].filter(([name]) => !written.has(name)).map(([, { key }]) => key);
  const known = new Map([...answers, ...(await findKeys(db, earlier))].map((row) => [nameOf(keyOf(row)), row]));
  return items.map((item) => {
    const outcome = outcomes.get(item);
    if (outcome !== undefined) return outcome;
    const row = item.once && known.get(nameOf(item.once.key));
    if (row === undefined || item.once === undefined) throw new Error("a key that was used has no answer");
    return repeated(row, item.once.key);
  });
}

/**
 * Does one thing by `work`; with a key, once. Its value is kept as JSON. What refuses it leaves the key free.
 *
 * @throws the driver's error, and what `work` throws
 */
export async function doOnce<Value, Problem>(
  db: Kysely<Schema>,
  { key, now }: { key: OnceKey | undefined; now: number },
  work: (db: Kysely<Schema>) => Promise<Result<Value, Problem>>,
): Promise<OnceResult<Value, Problem | "other-request">> {
  if (key === undefined) return work(db);
  const answerOf = (result: Result<Value, Problem>) => (result.ok ? JSON.stringify(result.value) : undefined);
  const items = [{ now, once: { key, answerOf } }];
  const outcomes = await onceEach(db, items, async (_, given) => (given.length === 0 ? [] : [await work(db)]));
  const [outcome = no("other-request" as const)] = outcomes.map((one) => {
    if (one.kind === "done") return one.value;
    if (one.kind === "other-request") return no("other-request" as const);
    return { ok: true as const, value: JSON.parse(one.answer) as Value, again: true as const };
  });
  return outcome;
}

/** The keys on a database. */
export function createOnceStore(backend: Backend, writer: GroupCommit): OnceStore {
  return {
    async find(key, now) {
      const [row] = await read(backend, (db) => findKeys(db, [key]));
      const isFree = row === undefined || row.answer === RESERVED || row.created_at <= now - KEY_KEPT_MS;
      return isFree ? undefined : unlessBegun(row, key);
    },
    begin: (key, now) =>
      writer.write(async (db) => {
        const taken = await keepKeys(db, [rowOf(key, now, BEGUN)]);
        const [row] = taken.length > 0 ? [] : await findKeys(db, [key]);
        return row && unlessBegun(row, key);
      }),
    finish: (key, answer) => writer.write((db) => answerBegun(db, key, storable(answer))),
    async forget(now) {
      const before = now - KEY_KEPT_MS;
      let forgotten = 0;
      let after = BEFORE_ALL;
      for (;;) {
        const step = { after, before };
        const { upTo, hasOld, isLast } = await read(backend, (db) => walkKeys(db, step));
        if (upTo === undefined) return forgotten;
        if (hasOld) forgotten += await writer.write((db) => removeKeys(db, { ...step, upTo }));
        if (isLast) return forgotten;
        after = upTo;
      }
    },
  };
}

function firstOfEachKey<One extends Item<Result>, Result>(items: readonly One[]) {
  const firsts = new Map<string, { key: OnceKey; now: number; item: One }>();
  for (const item of items) {
    if (item.once === undefined) continue;
    const { key } = item.once;
    const name = nameOf(key);
    if (!firsts.has(name)) firsts.set(name, { key, now: item.now, item });
  }
  return firsts;
}

const nameOf = ({ userId, keyHash }: Pick<OnceKey, "userId" | "keyHash">) => `${userId} ${keyHash}`;
const keyOf = ({ user_id, key_hash }: Pick<KeyRow, "user_id" | "key_hash">) => ({ userId: user_id, keyHash: key_hash });

const rowOf = ({ userId, keyHash, requestHash }: OnceKey, now: number, answer: string): KeyRow => ({
  user_id: userId,
  key_hash: keyHash,
  request_hash: requestHash,
  created_at: now,
  answer: storable(answer),
});

/** What was begun and is not done goes on. */
const unlessBegun = (row: KeyRow, key: OnceKey) =>
  row.answer === BEGUN && row.request_hash === key.requestHash ? undefined : repeated(row, key);

/** @throws StoreFailure kind "corrupt" when what was kept does not open: nobody knows what was done */
function repeated(row: KeyRow, key: OnceKey): Exclude<Once<never>, { kind: "done" }> {
  if (isDamaged(row)) throw new StoreFailure("corrupt", "the encrypted answer to the key of a request does not open");
  return row.request_hash === key.requestHash ? { kind: "again", answer: row.answer } : { kind: "other-request" };
}
