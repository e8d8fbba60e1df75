import type { KnownAddressStore } from "../auth/index.ts";
import type { Log } from "../log.ts";
import type { Backend } from "./backend.ts";
import type { GroupCommit } from "./group-commit.ts";
import { read } from "./read.ts";

/** 90 days: an address that was not seen for a quarter of a year is forgotten. */
const FORGOTTEN_AFTER_MS = 90 * 86_400_000;
/** 20,000 pairs of user and network: what the memory of known addresses holds. */
const MOST = 20_000;

/** The known addresses on a database. */
export function createKnownAddressStore(
  backend: Backend,
  writer: GroupCommit,
  { now, log }: { now: () => number; log?: Log },
): KnownAddressStore {
  return {
    async list(since = 0) {
      const newest = await read(backend, (db) =>
        db
          .selectFrom("known_addresses")
          .select(["name_key as name", "network"])
          .where("seen_at", ">", Math.max(since, now() - FORGOTTEN_AFTER_MS))
          .orderBy("seen_at", "desc")
          .limit(MOST)
          .execute(),
      );
      return newest.reverse();
    },
    keep({ name, network }) {
      const seen_at = now();
      const kept = writer.write(async (db) => {
        await db
          .deleteFrom("known_addresses")
          .where("seen_at", "<=", seen_at - FORGOTTEN_AFTER_MS)
          .execute();
        await db
          .insertInto("known_addresses")
          .values({ name_key: name, network, seen_at })
          .onConflict((conflict) => conflict.columns(["name_key", "network"]).doUpdateSet({ seen_at }))
          .execute();
      });
      kept.catch((error: unknown) => log?.warn({ err: error }, "a known address could not be stored"));
    },
  };
}
