import { type Kysely, type Migration, sql } from "kysely";
import { isPostgres, required } from "./columns.ts";

/** What changed, for streams that resume. */
export const stream: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable("stream_writers")
      // 0: commands. A random number for each start of a gateway, so that a restored database gives none again.
      .addColumn("id", "bigint", (column) => column.primaryKey())
      .addColumn("alive_at", "bigint", required)
      .execute();
    await sql`insert into stream_writers (id, alive_at) values (0, 0)`.execute(db);
    const entries = db.schema
      .createTable("stream_entries")
      .addColumn("writer", "bigint", required)
      // In the order of the writer's commits.
      .addColumn("seq", "bigint", required)
      // Microseconds since 1970; on PostgreSQL by the server's clock.
      .addColumn("at_us", "bigint", required)
      .addColumn("type", "text", required)
      .addColumn("ref", "bigint")
      .addColumn("user_id", "bigint")
      .addColumn("state", "text")
      .addColumn("modem", "text")
      .addColumn("error", "text")
      .addPrimaryKeyConstraint("stream_entries_key", ["writer", "seq"]);
    if (isPostgres(db)) {
      await entries.execute();
      return;
    }
    await entries.modifyEnd(sql`without rowid`).execute();
    // Its only row: changes are written until then.
    await db.schema.createTable("stream_watch").addColumn("until", "bigint", required).execute();
    await sql`insert into stream_watch (until) values (0)`.execute(db);
  },
};
