import { type Kysely, type Migration, sql } from "kysely";
import { isPostgres } from "./columns.ts";

/**
 * On SQLite, FTS5 no longer merges the search index by itself. It merged in the commit that added messages, and that commit took seconds if most of
 * the index was deleted. lib/store/search/compact.ts merges instead, a few pages at a time.
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
