import { type Kysely, type RawBuilder, type SqlBool, sql } from "kysely";
import { countMove } from "../counted-moves.ts";
import { indexedBy, lockFree } from "../dialect.ts";
import type { Schema } from "../schema/index.ts";
import { changesOf } from "../stream/changes.ts";
import { factsOf } from "../tally/facts.ts";
import { listedParts } from "./listed.ts";
import { releaseRecipient } from "./release.ts";
import { addTimeline } from "./rows.ts";

/** 200 per transaction: a few milliseconds, so that claims do not wait. */
export const EXPIRE_STEP = 200;

/** Queued messages whose validity has passed, at most {@link EXPIRE_STEP}; returns them. @throws the driver's error */
export async function expireDue(db: Kysely<Schema>, now: number): Promise<{ id: number; recipient: string }[]> {
  const due = await findDue(db, now);
  if (due.length === 0) return [];
  const expired = await db
    .updateTable("outgoing_messages")
    .set({ state: "expired", parked: 0, settled_at: now })
    .where(
      "id",
      "in",
      due.map((row) => row.id),
    )
    .returning([
      "id",
      "recipient",
      "state",
      "via",
      "created_at",
      "sent_at",
      "settled_at",
      "modem",
      "user_id",
      "last_error as error",
    ])
    .execute();
  for (const row of expired) countMove(db, { ...row, state: "queued", settled_at: null }, row);
  await addTimeline(
    db,
    expired.map(({ id }) => ({ messageId: id, at: now, state: "expired" as const })),
  );
  changesOf(db)?.push(
    ...expired.map(({ id, modem, error }) => ({
      type: "message" as const,
      id,
      state: "expired" as const,
      modem,
      error,
    })),
  );
  factsOf(db)?.push(
    ...expired.map(({ via, modem }) => ({
      what: "failed" as const,
      channel: via,
      modem: modem ?? "",
      reason: "expired" as const,
    })),
  );
  const recipients = new Map(expired.map(({ recipient, via }) => [`${via} ${recipient}`, { recipient, via }]));
  for (const at of recipients.values()) await releaseRecipient(db, at);
  return expired;
}

async function findDue(db: Kysely<Schema>, now: number): Promise<{ id: number }[]> {
  const { isListed, isUnlisted } = listedParts(db);
  const due = (index: RawBuilder<unknown>, which: RawBuilder<SqlBool>[]) => sql<{ id: number }>`
    select id from outgoing_messages as message ${index}
    where ${sql.join([sql`state = 'queued'`, sql`expires_at < ${now}`, ...which], sql` and `)}
    order by expires_at limit ${EXPIRE_STEP} ${lockFree(db, "update", "message")}`;
  const { rows } = await due(indexedBy(db, "outgoing_expiry"), isListed).execute(db);
  if (isUnlisted === undefined || rows.length === EXPIRE_STEP) return rows;
  const unlisted = await due(sql``, isUnlisted).execute(db);
  return [...rows, ...unlisted.rows].slice(0, EXPIRE_STEP);
}
