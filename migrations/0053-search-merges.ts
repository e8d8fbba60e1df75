import { type Kysely, type Migration, sql } from "kysely";
import { isPostgres } from "./columns.ts";

/**
 * On SQLite, FTS5 merges no segments of the index of searches by itself: where most of them is deleted, that lasts for seconds, in the commit of
 * what is added. lib/store/search/compact.ts does it, a few pages at a time.
 */
export const searchMerges: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    if (isPostgres(db)) return;
    for (const index of ["outgoing_search", "incoming_search"]) {
      const table = sql.table(index);
      await sql`insert into ${table} (${table}, rank) values ('automerge', 0)`.execute(db);
    }
  },
};
