import type { Kysely } from "kysely";
import type {
  IfIs,
  ListedRule,
  RoutingStore,
  RuleContent,
  RuleProblem,
  RuleStore,
  StoredRule,
} from "../../messages/index.ts";
import { no, ok, type Result } from "../../result.ts";
import type { Backend } from "../backend.ts";
import { advanceGeneration } from "../change-counters.ts";
import type { GroupCommit } from "../group-commit.ts";
import { doOnce } from "../once.ts";
import { read } from "../read.ts";
import type { Schema } from "../schema/index.ts";
import { answerMemory, anyOld, forget, forwardedTo } from "./memory.ts";
import { route } from "./route.ts";
import { columnsOf, ruleOf } from "./rows.ts";
import { unrouted } from "./unrouted.ts";

/** The rules on a database: `spec` is {@link RuleStore}. Every change locks the generation's row first. */
export function createRuleStore(backend: Backend, writer: GroupCommit): RuleStore {
  return {
    list: () => read(backend, list),
    find: (id) =>
      read(backend, async (db) => {
        const row = await db.selectFrom("rules").selectAll().where("id", "=", id).executeTakeFirst();
        return row && ruleOf(row);
      }),
    generation: () =>
      read(backend, async (db) => {
        const row = db.selectFrom("generations").select("value").where("name", "=", "rules");
        return (await row.executeTakeFirst())?.value ?? 0;
      }),
    add: (content, { now, most, once }) =>
      writer.write((db) =>
        doOnce(db, { key: once, now }, async () => {
          await advanceGeneration(db, "rules");
          return add(db, content, { now, most });
        }),
      ),
    change: (id, next, { now, ifIs }) =>
      writer.write(async (db) => {
        await advanceGeneration(db, "rules");
        const before = await unlessChanged(db, id, ifIs);
        if (!before.ok) return before;
        const content = next(before.value);
        if (!content.ok) return content;
        const isTaken = (await list(db)).some((other) => other.id !== id && hasName(other, content.value));
        return isTaken
          ? no("name-taken")
          : ok({ before: before.value, after: await write(db, id, content.value, now) });
      }),
    remove: (id, ifIs) =>
      writer.write(async (db) => {
        await advanceGeneration(db, "rules");
        const before = await unlessChanged(db, id, ifIs);
        if (!before.ok) return before;
        await db.deleteFrom("rules").where("id", "=", id).execute();
        await putInOrder(
          db,
          (await list(db)).map((rule) => rule.id),
        );
        return before;
      }),
    revise: <Problem>(decide: Decide<Problem>, { now, most, once }: Parameters<RuleStore["revise"]>[1]) =>
      writer.write((db) =>
        doOnce<StoredRule[], RuleProblem | Problem>(db, { key: once, now }, async () => {
          await advanceGeneration(db, "rules");
          const rules = await list(db);
          const decided = decide(rules);
          return decided.ok ? replace(db, { rules, wanted: decided.value, now, most }) : decided;
        }),
      ),
  };
}

type Decide<Problem> = (now: readonly StoredRule[]) => Result<readonly ListedRule[], Problem>;

/** Where incoming messages wait for their rules. */
export function createRoutingStore(backend: Backend, writer: GroupCommit): RoutingStore {
  return {
    unrouted: (options) => read(backend, (db) => unrouted(db, options)),
    route: (routed, now) => writer.write((db) => route(db, routed, { now, backend })),
    forwardedTo: (numbers, since) => read(backend, (db) => forwardedTo(db, numbers, since)),
    answerMemory: (number) => read(backend, (db) => answerMemory(db, number)),
    forget: async (options) =>
      (await read(backend, (db) => anyOld(db, options.before))) ? writer.write((db) => forget(db, options)) : 0,
  };
}

async function list(db: Kysely<Schema>): Promise<StoredRule[]> {
  return (await db.selectFrom("rules").selectAll().orderBy("position").orderBy("id").execute()).map(ruleOf);
}

async function unlessChanged(
  db: Kysely<Schema>,
  id: number,
  ifIs: IfIs<StoredRule> | undefined,
): Promise<Result<StoredRule, RuleProblem>> {
  const row = await db.selectFrom("rules").selectAll().where("id", "=", id).executeTakeFirst();
  if (row === undefined) return no("not-found");
  const rule = ruleOf(row);
  return ifIs?.(rule) === false ? no("changed-meanwhile") : ok(rule);
}

async function add(
  db: Kysely<Schema>,
  content: RuleContent,
  { now, most }: { now: number; most: number },
): Promise<Result<StoredRule, RuleProblem>> {
  const rules = await list(db);
  if (rules.some((other) => hasName(other, content))) return no("name-taken");
  if (rules.length >= most) return no("too-many");
  return ok(await insert(db, content, { now, position: rules.length + 1 }));
}

async function insert(
  db: Kysely<Schema>,
  content: RuleContent,
  { now, position }: { now: number; position: number },
): Promise<StoredRule> {
  const row = await db
    .insertInto("rules")
    .values({ ...columnsOf(content), position, version: 1, created_at: now, changed_at: now })
    .returningAll()
    .executeTakeFirstOrThrow();
  return ruleOf(row);
}

async function write(db: Kysely<Schema>, id: number, content: RuleContent, now: number): Promise<StoredRule> {
  const row = await db
    .updateTable("rules")
    .set((eb) => ({ ...columnsOf(content), version: eb("version", "+", 1), changed_at: now }))
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return ruleOf(row);
}

async function replace(
  db: Kysely<Schema>,
  {
    rules,
    wanted,
    now,
    most,
  }: { rules: readonly StoredRule[]; wanted: readonly ListedRule[]; now: number; most: number },
): Promise<Result<StoredRule[], RuleProblem>> {
  if (wanted.length > most) return no("too-many");
  const known = new Map(rules.map((rule) => [rule.id, rule]));
  const names = wanted.map((one) => {
    const content = one.content ?? ("id" in one ? known.get(one.id) : undefined);
    return content && columnsOf(content).name_key;
  });
  if (names.includes(undefined)) return no("not-found");
  if (new Set(names).size < names.length) return no("name-taken");
  const kept = new Set(wanted.flatMap((one) => ("id" in one ? [one.id] : [])));
  const gone = rules.filter(({ id }) => !kept.has(id)).map(({ id }) => id);
  if (gone.length > 0) await db.deleteFrom("rules").where("id", "in", gone).execute();
  const changed = wanted.flatMap((one) => ("id" in one && one.content !== undefined ? [one] : []));
  // Two rules may swap their names.
  for (const { id } of changed) {
    await db
      .updateTable("rules")
      .set({ name_key: `\n${id}` })
      .where("id", "=", id)
      .execute();
  }
  for (const { id, content } of changed) if (content !== undefined) await write(db, id, content, now);
  const ids: number[] = [];
  for (const one of wanted) {
    ids.push("id" in one ? one.id : (await insert(db, one.content, { now, position: ids.length + 1 })).id);
  }
  await putInOrder(db, ids);
  return ok(await list(db));
}

/** In the caller's transaction. @throws the driver's error */
export async function putInOrder(db: Kysely<Schema>, ids: readonly number[]): Promise<void> {
  for (const [at, id] of ids.entries()) {
    await db
      .updateTable("rules")
      .set({ position: at + 1 })
      .where("id", "=", id)
      .where("position", "<>", at + 1)
      .execute();
  }
}

const hasName = (rule: StoredRule, content: RuleContent) => columnsOf(rule).name_key === columnsOf(content).name_key;
