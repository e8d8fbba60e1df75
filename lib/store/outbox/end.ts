import { type Kysely, sql } from "kysely";
import { indexedBy, lockFree } from "../dialect.ts";
import type { Schema } from "../schema.ts";
import { releaseRecipient } from "./claim.ts";
import { addTimeline } from "./rows.ts";

/** 200 per transaction: a few milliseconds, so that claims do not wait. */
export const EXPIRE_STEP = 200;

/** Queued messages whose validity has passed, at most {@link EXPIRE_STEP}; returns them. @throws the driver's error */
export async function expireDue(db: Kysely<Schema>, now: number): Promise<{ id: number; recipient: string }[]> {
  const { rows: due } = await sql<{ id: number }>`
    select message.id from outgoing_messages as message ${indexedBy(db, "outgoing_expiry")}
    where message.state = 'queued' and message.expires_at < ${now}
    order by message.expires_at limit ${EXPIRE_STEP} ${lockFree(db, "update", "message")}`.execute(db);
  if (due.length === 0) return [];
  const expired = await db
    .updateTable("outgoing_messages")
    .set({ state: "expired", parked: 0, settled_at: now })
    .where(
      "id",
      "in",
      due.map((row) => row.id),
    )
    .returning(["id", "recipient", "via"])
    .execute();
  await addTimeline(
    db,
    expired.map(({ id }) => ({ messageId: id, at: now, state: "expired" as const })),
  );
  const recipients = new Map(expired.map(({ recipient, via }) => [`${via} ${recipient}`, { recipient, via }]));
  for (const at of recipients.values()) await releaseRecipient(db, at);
  return expired;
}
