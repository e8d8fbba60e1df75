import { expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { defined } from "../../../lib/defined.ts";
import { openEvents } from "../../support/event-stream.ts";
import { startTestGateway } from "../../support/gateway.ts";
import { createTestDatabase, execute, hasPostgres } from "../../support/postgres.ts";
import { runAldis } from "../../support/process.ts";
import { temporaryDirectory } from "../../support/run-cli.ts";

test.skipIf(!hasPostgres())(
  "a gateway whose start fails adds nothing to the IDs of the others, and one that has failed hundreds of times ends no stream",
  async () => {
    const database = await createTestDatabase();
    await using gateway = await startTestGateway("--database", database);
    await gateway.addUser("anna", "rest-api");
    const placesOf = async (lastEventId?: string) => {
      await using stream = await openEvents(gateway.url, { user: "anna", ...defined({ lastEventId }) });
      const body = JSON.stringify({ to: "+491701234567", text: "Test" });
      const sent = await gateway.as("anna")("/api/v1/messages", { method: "POST", body });
      const { messages } = (await sent.json()) as { messages: { id: number }[] };
      await stream.until(
        ({ type, data }) => type === "message" && data.id === messages[0]?.id && data.state === "sent",
      );
      expect(stream.events.map(({ type }) => type)).not.toContain("reset");
      return { id: stream.lastEventId, count: stream.lastEventId.split("-").length };
    };
    const before = await placesOf();
    const folder = temporaryDirectory();
    const { exit, output } = await runAldis([
      "serve",
      ...["--data", folder, "--database", database, "--port", new URL(gateway.url).port],
    ]);
    rmSync(folder, { recursive: true });
    expect({ exit, output }).toEqual({ exit: 1, output: expect.stringContaining("is in use") as unknown as string });
    expect((await placesOf()).count).toBe(before.count);
    // One that is started every 10 s, and killed after it has done something, for as long as a stream can be resumed.
    await execute(
      database,
      `with killed as (select 1000000000000 + n as id from generate_series(1, 420) as n), known as (
      insert into stream_writers (id, alive_at) select id, extract(epoch from clock_timestamp()) * 1000 from killed)
    insert into stream_entries (writer, seq, at_us, type, ref, user_id, state, modem, error)
    select killed.id, 1, at_us, type, ref, user_id, state, modem, error
    from killed, (select * from stream_entries order by at_us desc limit 1) as entry`,
    );
    const { id, count } = await placesOf();
    expect(count).toBeGreaterThanOrEqual(420);
    await placesOf(id);
  },
  180_000,
);
