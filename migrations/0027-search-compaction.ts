import { type Kysely, type Migration, sql } from "kysely";
import { counter, isPostgres } from "./columns.ts";

/**
 * On SQLite the index of searches counts its live and dead entries. FTS5 no longer removes dead ones while messages are deleted, where
 * one delete may take seconds; store/search/compact.ts does so in steps.
 */
export const searchCompaction: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    if (isPostgres(db)) return;
    const table = db.schema.alterTable("search_progress");
    await table.addColumn("live", "integer", counter).execute();
    await table.addColumn("dead", "integer", counter).execute();
    // While the index is compacted: how many entries were dead when that began.
    await table.addColumn("compacting", "integer").execute();
    for (const direction of ["outgoing", "incoming"]) {
      const index = sql.table(`${direction}_search`);
      const trigger = sql.table(`${direction}_unsearched`);
      const isDirection = sql`direction = ${sql.lit(direction)}`;
      await sql`insert into ${index} (${index}, rank) values ('deletemerge', 0)`.execute(db);
      await sql`update search_progress set live = (select count(*) from ${sql.table(`${direction}_search_docsize`)})
        where ${isDirection}`.execute(db);
      await sql`drop trigger ${trigger}`.execute(db);
      await sql`create trigger ${trigger} after delete on ${sql.table(`${direction}_messages`)}
        when old.id <= (select up_to from search_progress where ${isDirection}) begin
          delete from ${index} where rowid = old.id;
          update search_progress set live = live - 1, dead = dead + 1 where ${isDirection};
        end`.execute(db);
    }
  },
};
