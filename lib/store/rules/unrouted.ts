import { type Kysely, sql } from "kysely";
import type { IncomingMessage } from "../../messages/index.ts";
import { indexedBy } from "../dialect.ts";
import { describeMessages } from "../inbox/describe.ts";
import type { Schema } from "../schema/index.ts";

/** See `RoutingStore.unrouted`. @throws the driver's error */
export async function unrouted(
  db: Kysely<Schema>,
  { limit, after = 0 }: { limit: number; after?: number },
): Promise<IncomingMessage[]> {
  const found = await sql<{ id: number }>`
    select id from incoming_messages ${indexedBy(db, "incoming_unrouted")}
    where routed_at is null and state in ('complete', 'incomplete') and id > ${after}
    order by id limit ${limit}`.execute(db);
  const ids = found.rows.map(({ id }) => id);
  if (ids.length === 0) return [];
  const rows = await db.selectFrom("incoming_messages").selectAll().where("id", "in", ids).orderBy("id").execute();
  return describeMessages(db, rows);
}
