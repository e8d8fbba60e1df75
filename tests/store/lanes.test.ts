import { describe, expect, test } from "bun:test";
import { openStore } from "../../lib/store/index.ts";
import { eventually } from "../support/eventually.ts";
import { createTestDatabase, execute, hasPostgres } from "../support/postgres.ts";
import { message, NOON } from "./outgoing.ts";

const QUEUED = 20_000;

describe.skipIf(!hasPostgres())("a long queue that PostgreSQL has no statistics of", () => {
  test("is gone through once when the gateway starts: each message is read a few times, not at every step", async () => {
    const url = await createTestDatabase();
    const store = await openStore({ url });
    const recipients = Array.from({ length: QUEUED }, (_, at) => `+4917${String(at).padStart(8, "0")}`);
    for (let from = 0; from < QUEUED; from += 1_000) {
      const some = recipients.slice(from, from + 1_000).map((recipient) => message({ recipient }));
      await store.outbox.accept(some, NOON + from);
    }
    await store.close();
    // What a session has counted is known when it has ended, which is after its connection is closed here.
    const ended = () =>
      eventually("the end of the sessions", async () => {
        const others = await execute(
          url,
          "select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'",
        );
        return others.length === 0;
      });
    const read = async () => {
      await ended();
      const [row] = await execute(
        url,
        `select cast(seq_tup_read + coalesce(idx_tup_fetch, 0) as int) as rows from pg_stat_user_tables
         where relname = 'outgoing_messages'`,
      );
      return Number(row?.rows);
    };

    const before = await read();
    const again = await openStore({ url });
    const laneOf = ({ recipient }: { recipient: string }) => (recipient.endsWith("7") ? "modem:m7" : "");
    let after = await again.outbox.moveLanes({ laneOf });
    while (after !== undefined) after = await again.outbox.moveLanes({ after, laneOf });
    await again.close();
    const moved = await execute(url, "select count(*)::int as count from outgoing_messages where lane = 'modem:m7'");
    expect(moved).toEqual([{ count: QUEUED / 10 }]);
    expect((await read()) - before - QUEUED).toBeLessThan(3 * QUEUED);
  }, 180_000);
});
