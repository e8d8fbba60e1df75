import { sql } from "kysely";
import type { CountStore } from "../../auth/index.ts";
import type { Backend } from "../backend.ts";
import { atOnce } from "./at-once.ts";
import { createGuessStore } from "./guesses.ts";
import { createRequestCountStore } from "./requests.ts";

/** 5 min: a bucket of guesses is full again after 2 min, and requests count for one. */
const FORGOTTEN_AFTER_MS = 300_000;

/** What several gateways count together. `undefined`: there is never more than one, on SQLite. */
export function createCountStore(backend: Backend): CountStore | undefined {
  if (backend.kind === "sqlite") return undefined;
  return {
    guesses: createGuessStore(backend),
    requests: createRequestCountStore(backend),
    forgetOld: () =>
      atOnce(backend, async (db) => {
        const before = sql`cast(extract(epoch from clock_timestamp()) * 1000 as double precision) - ${FORGOTTEN_AFTER_MS}`;
        // What somebody changes right now is not old: it is not waited for.
        await sql`delete from password_guesses where bucket in
          (select bucket from password_guesses where filled_at < ${before} for update skip locked)`.execute(db);
        await sql`delete from request_counts where user_id in
          (select user_id from request_counts where counted_at < ${before} for update skip locked)`.execute(db);
      }),
  };
}
