import { type Kysely, type Migration, sql } from "kysely";
import { isPostgres, nameKey, required } from "./columns.ts";

/** What was done for a client's `Idempotency-Key`, and the client's own name for a message. */
export const once: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const keys = db.schema
      .createTable("idempotency_keys")
      .addColumn("user_id", "bigint", required)
      // SHA-256 of the key and of the request, base64url.
      .addColumn("key_hash", nameKey(db), required)
      .addColumn("request_hash", "text", required)
      .addColumn("created_at", "bigint", required)
      // JSON: what the request was answered with. No index by age: it would be a page more for each key.
      .addColumn("answer", "text", required)
      .addPrimaryKeyConstraint("idempotency_keys_key", ["user_id", "key_hash"]);
    await (isPostgres(db) ? keys : keys.modifyEnd(sql`without rowid`)).execute();
    await db.schema.alterTable("outgoing_messages").addColumn("reference", "text").execute();
  },
};
