import { type Kysely, type RawBuilder, type SqlBool, sql } from "kysely";
import type { CheckClaim, CheckStore } from "../../messages/index.ts";
import { isPostgres } from "../dialect.ts";
import type { Schema } from "../schema/index.ts";
import { present } from "../text.ts";
import { checkOf, isTold, isWell, joined } from "./rows.ts";

type ClaimOptions = Parameters<CheckStore["claimDue"]>[0];

/** What anybody has to do something about: disabled checks only while their alarm is open. */
const matters = sql<SqlBool>`(enabled = 1 or ${isTold})`;

/** Due before `until`, and in nobody's hands. */
const mayBeClaimed = ({ now, until }: Pick<ClaimOptions, "now" | "until">): RawBuilder<SqlBool> =>
  sql`next_at <= ${until} and (lease_until is null or lease_until <= ${now}) and ${matters}`;

/** @throws the driver's error */
export async function isAnyDue(db: Kysely<Schema>, options: Pick<ClaimOptions, "now" | "until">): Promise<boolean> {
  const row = await joined(db).where(mayBeClaimed(options)).limit(1).executeTakeFirst();
  return row !== undefined;
}

/** See {@link CheckStore.claimDue}. Of two gateways one gets each. @throws the driver's error */
export async function claimDue(db: Kysely<Schema>, options: ClaimOptions): Promise<CheckClaim[]> {
  const { node, now, leaseMs, most } = options;
  const query = joined(db).where(mayBeClaimed(options)).orderBy("next_at").orderBy("id").limit(most);
  const rows = await (isPostgres(db) ? query.forUpdate("check_states").skipLocked() : query).execute();
  if (rows.length === 0) return [];
  await db
    .updateTable("check_states")
    .set((eb) => ({ fence: eb("fence", "+", 1), lease_node: node, lease_until: now + leaseMs }))
    .where(
      "check_id",
      "in",
      rows.map(({ id }) => id),
    )
    .execute();
  const claims = rows.map((row) => ({ check: checkOf(row), fence: row.fence + 1 }));
  // It stays in this gateway's hands, where it keeps nobody from the others.
  return claims.filter(({ check }) => !check.unreadable);
}

/** See {@link CheckStore.nextDue}. @throws the driver's error */
export async function nextDue(db: Kysely<Schema>): Promise<number | undefined> {
  const { rows } = await sql<{ at: number | null }>`
    select min(case when lease_until > next_at then lease_until else next_at end) as at
    from checks join check_states on check_id = id where ${matters}`.execute(db);
  return rows[0]?.at ?? undefined;
}

/** See {@link CheckStore.renew}. @throws the driver's error */
export async function renew(db: Kysely<Schema>, { node, until }: Parameters<CheckStore["renew"]>[0]): Promise<void> {
  await db.updateTable("check_states").set({ lease_until: until }).where("lease_node", "=", node).execute();
}

/** See {@link CheckStore.recover}. @throws the driver's error */
export async function recover(
  db: Kysely<Schema>,
  { node, alone }: Parameters<CheckStore["recover"]>[0],
): Promise<void> {
  await db
    .updateTable("check_states")
    .set((eb) => ({ fence: eb("fence", "+", 1), lease_node: null, lease_until: null }))
    .where((eb) => (alone ? eb("lease_node", "is not", null) : eb("lease_node", "=", node)))
    .execute();
}

/** See {@link CheckStore.runNow}. @throws the driver's error */
export async function runNow(db: Kysely<Schema>, id: number, now: number): Promise<boolean> {
  const updated = db
    .updateTable("check_states")
    .set((eb) => ({ next_at: now, fence: eb("fence", "+", 1), lease_node: null, lease_until: null }))
    .where("check_id", "=", id);
  return Number((await updated.executeTakeFirst()).numUpdatedRows) > 0;
}

/** See {@link CheckStore.stillHeld}. @throws the driver's error */
export async function stillHeld(db: Kysely<Schema>, claim: CheckClaim): Promise<CheckClaim | undefined> {
  const row = await db
    .selectFrom("check_states")
    .select("beat_at")
    .where("check_id", "=", claim.check.id)
    .where("fence", "=", claim.fence)
    .where("lease_node", "is not", null)
    .executeTakeFirst();
  return row && { ...claim, check: { ...claim.check, ...present({ beatAt: row.beat_at }) } };
}

/** See {@link CheckStore.beat}. @throws the driver's error */
export async function beat(
  db: Kysely<Schema>,
  id: number,
  { key, now }: { key: string; now: number },
): Promise<boolean> {
  const updated = await db
    .updateTable("check_states")
    .set((eb) => ({
      beat_at: now,
      next_at: sql<number>`case when ${isWell} then ${eb.ref("next_at")} else ${now} end`,
      fence: sql<number>`case when ${isWell} then fence else fence + 1 end`,
      lease_node: sql<string | null>`case when ${isWell} then lease_node end`,
      lease_until: sql<number | null>`case when ${isWell} then lease_until end`,
    }))
    .where("check_id", "=", id)
    // The key may have been changed since it was looked up.
    .where((eb) => eb.exists(eb.selectFrom("checks").select("id").where("id", "=", id).where("beat_key", "=", key)))
    .executeTakeFirst();
  return Number(updated.numUpdatedRows) > 0;
}
