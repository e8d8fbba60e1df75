import type { Kysely } from "kysely";
import type { IfIs, Policy, PolicyProblem, PolicyStore, StoredPolicy } from "../../messages/index.ts";
import { no, ok, type Result } from "../../result.ts";
import type { Backend } from "../backend.ts";
import { isPostgres } from "../dialect.ts";
import type { GroupCommit } from "../group-commit.ts";
import { followRename, namedBy } from "../named-by.ts";
import { doOnce } from "../once.ts";
import { read } from "../read.ts";
import type { Schema } from "../schema/index.ts";
import { lockAlarms } from "./cases.ts";
import { policyColumns, policyKey, storedPolicyOf } from "./rows.ts";

/** The policies on a database. */
export function createPolicyStore(backend: Backend, writer: GroupCommit): PolicyStore {
  return {
    list: () =>
      read(backend, async (db) => {
        const rows = await db.selectFrom("policies").selectAll().orderBy("name_key").execute();
        return rows.map(storedPolicyOf);
      }),
    find: (id) =>
      read(backend, async (db) => {
        const row = await db.selectFrom("policies").selectAll().where("id", "=", id).executeTakeFirst();
        return row && storedPolicyOf(row);
      }),
    usersOf: (id) =>
      read(backend, async (db) => {
        const row = await db.selectFrom("policies").selectAll().where("id", "=", id).executeTakeFirst();
        return row === undefined ? [] : usersOf(db, storedPolicyOf(row));
      }),
    findByName: (name) => read(backend, (db) => findPolicy(db, name)),
    add: (policy, { now, most, once }) =>
      writer.write((db) => doOnce(db, { key: once, now }, () => add(db, policy, { now, most }))),
    change: <Problem>(
      id: number,
      next: (now: StoredPolicy) => Result<Policy, Problem>,
      { now, ifIs }: { now: number; ifIs?: IfIs<StoredPolicy> | undefined },
    ) =>
      writer.write(
        async (db): Promise<Result<{ before: StoredPolicy; after: StoredPolicy }, PolicyProblem | Problem>> => {
          const before = await unlessChanged(db, id, ifIs);
          if (!before.ok) return before;
          const policy = next(before.value);
          if (!policy.ok) return policy;
          const same = await findByName(db, policyKey(policy.value.name));
          if (same !== undefined && same.id !== id) return no("name-taken");
          const row = await db
            .updateTable("policies")
            .set((eb) => ({ ...policyColumns(policy.value), version: eb("version", "+", 1), changed_at: now }))
            .where("id", "=", id)
            .returningAll()
            .executeTakeFirstOrThrow();
          await follow(db, before.value, { name: policy.value.name, now });
          return ok({ before: before.value, after: storedPolicyOf(row) });
        },
      ),
    remove: (id, ifIs) =>
      writer.write(async (db) => {
        const before = await unlessChanged(db, id, ifIs);
        if (!before.ok) return before;
        if ((await usersOf(db, before.value)).length > 0) return no("in-use");
        await db.deleteFrom("policies").where("id", "=", id).execute();
        return before;
      }),
  };
}

/** Groups that open alarms of it, and checks and rules that name it. @throws the driver's error */
async function usersOf(db: Kysely<Schema>, { id, policy: { name } }: StoredPolicy): Promise<string[]> {
  const groups = await db
    .selectFrom("contact_groups")
    .select("name")
    .where("policy_id", "=", id)
    .orderBy("name_key")
    .execute();
  return [...groups.map((group) => `group ${group.name}`), ...(await namedBy(db, { kind: "policy", name }))];
}

/** The policy with this name, in whatever case, or else the one that was called so last. @throws the driver's error */
export async function findPolicy(db: Kysely<Schema>, name: string): Promise<StoredPolicy | undefined> {
  const key = policyKey(name);
  if (key === undefined) return undefined;
  const found = await findByName(db, key);
  if (found !== undefined) return found;
  const row = await db
    .selectFrom("policies")
    .selectAll()
    .where("id", "in", db.selectFrom("former_policy_names").select("policy_id").where("name_key", "=", key))
    .executeTakeFirst();
  return row && storedPolicyOf(row);
}

async function findByName(db: Kysely<Schema>, key: string | undefined): Promise<StoredPolicy | undefined> {
  if (key === undefined) return undefined;
  const row = await db.selectFrom("policies").selectAll().where("name_key", "=", key).executeTakeFirst();
  return row && storedPolicyOf(row);
}

/**
 * What names the policy has its new name, and what is open is found by it. Who names it from outside, as an alert webhook does, finds it by
 * the former name until another policy is called so.
 *
 * @throws the driver's error
 */
async function follow(
  db: Kysely<Schema>,
  before: StoredPolicy,
  { name, now }: { name: string; now: number },
): Promise<void> {
  const [from, to] = [policyKey(before.policy.name) ?? "", policyKey(name) ?? ""];
  if (from === to) return;
  await db.deleteFrom("former_policy_names").where("name_key", "in", [from, to]).execute();
  await db.insertInto("former_policy_names").values({ name_key: from, policy_id: before.id }).execute();
  await followRename(db, { kind: "policy", name: before.policy.name }, { to: name, now, lock: lockAlarms });
  await lockAlarms(db);
  await db
    .updateTable("alarms")
    .set({ policy_key: to })
    .where("policy_id", "=", before.id)
    .where("is_active", "=", 1)
    .execute();
}

async function add(
  db: Kysely<Schema>,
  policy: Policy,
  { now, most }: { now: number; most: number },
): Promise<Result<StoredPolicy, PolicyProblem>> {
  const all = db.selectFrom("policies").select(({ fn }) => fn.countAll<number>().as("count"));
  if ((await all.executeTakeFirstOrThrow()).count >= most) return no("too-many");
  const row = await db
    .insertInto("policies")
    .values({ ...policyColumns(policy), version: 1, created_at: now, changed_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) return no("name-taken");
  await db.deleteFrom("former_policy_names").where("name_key", "=", row.name_key).execute();
  return ok(storedPolicyOf(row));
}

/** The policy, locked on PostgreSQL until the transaction ends. */
async function unlessChanged(
  db: Kysely<Schema>,
  id: number,
  ifIs: IfIs<StoredPolicy> | undefined,
): Promise<Result<StoredPolicy, PolicyProblem>> {
  const query = db.selectFrom("policies").selectAll().where("id", "=", id);
  const row = await (isPostgres(db) ? query.forUpdate() : query).executeTakeFirst();
  if (row === undefined) return no("not-found");
  const policy = storedPolicyOf(row);
  return ifIs?.(policy) === false ? no("changed-meanwhile") : ok(policy);
}
