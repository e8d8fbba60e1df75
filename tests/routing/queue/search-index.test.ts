import { expect, test } from "bun:test";
import { eachDatabase } from "../../support/database.ts";
import { sqlOn } from "../../support/sql.ts";
import { runOutbox } from "./running-outbox.ts";

const HOUR = 3_600_000;

eachDatabase("the index of searches", (databases) => {
  test("follows the messages while the gateway runs, and not before 128 are new", async () => {
    const url = await databases.create();
    const running = await runOutbox(databases, { url, transports: [] });
    const upTo = async () => {
      const [row] = await sqlOn(url, "select up_to from search_progress where direction = 'outgoing'");
      return Number(row?.up_to);
    };
    await running.accept(
      ...Array.from({ length: 300 }, (_, at) => ({ text: `job ${at}`, sendAt: running.clock.now() + HOUR })),
    );
    expect(await upTo()).toBe(0);
    await running.advance(180_000);
    const indexed = await upTo();
    expect(indexed).toBeGreaterThan(300 - 128);
    // Fewer than 128 are looked at instead.
    await running.accept(...Array.from({ length: 15 }, () => ({ sendAt: running.clock.now() + HOUR })));
    await running.advance(180_000);
    expect(await upTo()).toBe(indexed);
  });
});
