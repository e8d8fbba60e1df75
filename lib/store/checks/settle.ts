import { type Kysely, sql } from "kysely";
import { CHECK_RESULTS_KEPT, type CheckResult, type CheckSettlement, type ClaimWrite } from "../../messages/index.ts";
import type { Schema } from "../schema/index.ts";
import { storable } from "../text.ts";
import { memoryText } from "./rows.ts";

const FREE = { lease_node: null, lease_until: null } as const;

/** See `CheckStore.settle`. @throws the driver's error */
export async function settleAll(db: Kysely<Schema>, settlements: readonly CheckSettlement[]): Promise<ClaimWrite[]> {
  const written: ClaimWrite[] = [];
  for (const settlement of settlements) written.push(await settle(db, settlement));
  return written;
}

async function settle(
  db: Kysely<Schema>,
  { claim, memory, result, nextAt, holds }: CheckSettlement,
): Promise<ClaimWrite> {
  const { id } = claim.check;
  const called = result === undefined || result.ok ? sql`false` : sql`beat_at >= ${result.at} and beat_at < ${nextAt}`;
  // Somebody else has said since when it runs next.
  const isOthers = sql`next_at <> ${claim.check.nextAt} and next_at <> ${nextAt}`;
  const next = sql<number>`case when ${isOthers} then next_at when ${called} then beat_at else ${nextAt} end`;
  const { numUpdatedRows } = await db
    .updateTable("check_states")
    .set({ memory: memoryText(memory), next_at: next, ...(holds ? {} : FREE) })
    .where("check_id", "=", id)
    .where("fence", "=", claim.fence)
    // It ends once.
    .where("lease_node", "is not", null)
    .executeTakeFirst();
  if (Number(numUpdatedRows) === 0) return "claim-lost";
  if (result !== undefined) await addResult(db, id, result);
  return "written";
}

/** 50 results more than are kept, and all of those go at once: the oldest and the newest are in different pages. */
const RESULTS_SPARE = 50;

async function addResult(db: Kysely<Schema>, id: number, { at, ok, milliseconds, text }: CheckResult): Promise<void> {
  await db
    .insertInto("check_results")
    .values({ check_id: id, at, ok: ok ? 1 : 0, milliseconds, text: storable(text) })
    // The clock was set back, and another run had this moment.
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const after = (offset: number) =>
    sql`select at from check_results where check_id = ${id} order by at desc limit 1 offset ${offset}`;
  await sql`
    delete from check_results where check_id = ${id} and at <= (${after(CHECK_RESULTS_KEPT)})
      and exists (${after(CHECK_RESULTS_KEPT + RESULTS_SPARE - 1)})`.execute(db);
}

/** See `CheckStore.results`. @throws the driver's error */
export async function listResults(db: Kysely<Schema>, id: number, limit: number): Promise<CheckResult[]> {
  const rows = await db
    .selectFrom("check_results")
    .select(["at", "ok", "milliseconds", "text"])
    .where("check_id", "=", id)
    .orderBy("at", "desc")
    .limit(Math.min(limit, CHECK_RESULTS_KEPT))
    .execute();
  return rows.map(({ ok, ...rest }) => ({ ...rest, ok: ok === 1 }));
}
