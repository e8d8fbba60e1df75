import type { Kysely } from "kysely";
import type { CheckContent, CheckProblem, CheckStore, IfIs, ListedCheck, StoredCheck } from "../../messages/index.ts";
import { no, ok, type Result } from "../../result.ts";
import type { Backend } from "../backend.ts";
import { advanceGeneration } from "../change-counters.ts";
import type { GroupCommit } from "../group-commit.ts";
import { doOnce } from "../once.ts";
import { read } from "../read.ts";
import type { Schema } from "../schema/index.ts";
import { beat, claimDue, isAnyDue, nextDue, recover, renew, runNow, stillHeld } from "./claim.ts";
import { checkOf, columnsOf, joined } from "./rows.ts";
import { listResults, settleAll } from "./settle.ts";
import { insert, newKey, write } from "./write.ts";

/** The checks on a database: `spec` is {@link CheckStore}. Every change by people locks the generation's row first. */
export function createCheckStore(backend: Backend, writer: GroupCommit): CheckStore {
  return {
    list: () => read(backend, list),
    find: (id) => read(backend, (db) => find(db, id)),
    results: (id, { limit }) => read(backend, (db) => listResults(db, id, limit)),
    add: (content, { now, most, once }) =>
      writer.write((db) =>
        doOnce(db, { key: once, now }, async () => {
          await advanceGeneration(db, "checks");
          const checks = await list(db);
          if (checks.some((other) => hasName(other, content))) return no("name-taken");
          return checks.length >= most ? no("too-many") : ok(await insert(db, content, now));
        }),
      ),
    change: (id, next, { now, ifIs }) =>
      writer.write(async (db) => {
        await advanceGeneration(db, "checks");
        const before = await unlessChanged(db, id, ifIs);
        if (!before.ok) return before;
        const content = next(before.value);
        if (!content.ok) return content;
        const isTaken = (await list(db)).some((other) => other.id !== id && hasName(other, content.value));
        if (isTaken) return no("name-taken");
        return ok({ before: before.value, after: await write(db, before.value, { content: content.value, now }) });
      }),
    remove: (id, ifIs) =>
      writer.write(async (db) => {
        await advanceGeneration(db, "checks");
        const before = await unlessChanged(db, id, ifIs);
        if (before.ok) await db.deleteFrom("checks").where("id", "=", id).execute();
        return before;
      }),
    revise: <Problem>(decide: Decide<Problem>, { now, most, once }: Parameters<CheckStore["revise"]>[1]) =>
      writer.write((db) =>
        doOnce<StoredCheck[], CheckProblem | Problem>(db, { key: once, now }, async () => {
          await advanceGeneration(db, "checks");
          const checks = await list(db);
          const decided = decide(checks);
          return decided.ok ? replace(db, { checks, wanted: decided.value, now, most }) : decided;
        }),
      ),
    rotateKey: (id, now) =>
      writer.write(async (db) => {
        await advanceGeneration(db, "checks");
        const before = await unlessChanged(db, id, undefined);
        if (!before.ok) return before;
        await db
          .updateTable("checks")
          .set((eb) => ({ beat_key: newKey(before.value), version: eb("version", "+", 1), changed_at: now }))
          .where("id", "=", id)
          .execute();
        return unlessChanged(db, id, undefined);
      }),
    runNow: (id, now) => writer.write((db) => runNow(db, id, now)),
    async beat(key, now) {
      // What a stranger makes up writes nothing.
      const known = await read(backend, (db) =>
        db.selectFrom("checks").select(["id"]).where("beat_key", "=", key).executeTakeFirst(),
      );
      return known === undefined ? false : writer.write((db) => beat(db, known.id, { key, now }));
    },
    async claimDue(options) {
      return (await read(backend, (db) => isAnyDue(db, options))) ? writer.write((db) => claimDue(db, options)) : [];
    },
    stillHeld: (claim) => read(backend, (db) => stillHeld(db, claim)),
    nextDue: () => read(backend, nextDue),
    renew: (options) => writer.write((db) => renew(db, options)),
    recover: (options) => writer.write((db) => recover(db, options)),
    settle: (settlements) => writer.write((db) => settleAll(db, settlements)),
    beatAt: (id) =>
      read(backend, async (db) => {
        const row = db.selectFrom("check_states").select("beat_at").where("check_id", "=", id);
        return (await row.executeTakeFirst())?.beat_at ?? undefined;
      }),
  };
}

type Decide<Problem> = (now: readonly StoredCheck[]) => Result<readonly ListedCheck[], Problem>;

async function list(db: Kysely<Schema>): Promise<StoredCheck[]> {
  return (await joined(db).orderBy("name_key").execute()).map(checkOf);
}

async function find(db: Kysely<Schema>, id: number): Promise<StoredCheck | undefined> {
  const row = await joined(db).where("id", "=", id).executeTakeFirst();
  return row && checkOf(row);
}

async function unlessChanged(
  db: Kysely<Schema>,
  id: number,
  ifIs: IfIs<StoredCheck> | undefined,
): Promise<Result<StoredCheck, CheckProblem>> {
  const check = await find(db, id);
  if (check === undefined) return no("not-found");
  return ifIs?.(check) === false ? no("changed-meanwhile") : ok(check);
}

async function replace(
  db: Kysely<Schema>,
  {
    checks,
    wanted,
    now,
    most,
  }: { checks: readonly StoredCheck[]; wanted: readonly ListedCheck[]; now: number; most: number },
): Promise<Result<StoredCheck[], CheckProblem>> {
  if (wanted.length > most) return no("too-many");
  const known = new Map(checks.map((check) => [check.id, check]));
  const names = wanted.map((one) => {
    const content = one.content ?? ("id" in one ? known.get(one.id) : undefined);
    return content && columnsOf(content).name_key;
  });
  if (names.includes(undefined)) return no("not-found");
  if (new Set(names).size < names.length) return no("name-taken");
  const kept = new Set(wanted.flatMap((one) => ("id" in one ? [one.id] : [])));
  const gone = checks.filter(({ id }) => !kept.has(id)).map(({ id }) => id);
  if (gone.length > 0) await db.deleteFrom("checks").where("id", "in", gone).execute();
  // Two checks may swap their names.
  for (const one of wanted) {
    if (!("id" in one) || one.content === undefined) continue;
    const aside = { name_key: `\n${one.id}` };
    await db.updateTable("checks").set(aside).where("id", "=", one.id).execute();
  }
  for (const one of wanted) {
    if (one.content === undefined) continue;
    const before = "id" in one ? known.get(one.id) : undefined;
    if (before === undefined) await insert(db, one.content, now);
    else await write(db, before, { content: one.content, now });
  }
  return ok(await list(db));
}

const hasName = (check: StoredCheck, content: CheckContent) =>
  columnsOf(check).name_key === columnsOf(content).name_key;
