import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openStore } from "../../lib/store/index.ts";
import { eventually } from "../support/eventually.ts";
import { createTestDatabase, dropTestDatabase, hasPostgres } from "../support/postgres.ts";
import { startAldis } from "../support/process.ts";
import { startReceiver } from "../support/receivers.ts";
import { temporaryDirectory } from "../support/run-cli.ts";
import { sqlOn } from "../support/sql.ts";

/** This only ends a test that fails: on a busy machine everything takes longer. */
const LIMIT_MS = 300_000;

test.skipIf(!hasPostgres())(
  "of two gateways one runs a check; when it is killed meanwhile, the other has run it within 15 s, and each run is one result",
  async () => {
    await using stack = new AsyncDisposableStack();
    const database = await createTestDatabase();
    stack.defer(() => dropTestDatabase(database));
    const arrivals: number[] = [];
    const server = stack.use(
      await startReceiver((_, response) => {
        // The first is never answered: it is in the hands of whoever asks.
        if (arrivals.push(performance.now()) > 1) response.end("fine");
      }),
    );
    const store = await openStore({ url: database });
    stack.defer(() => store.close());
    const added = await store.checks.add(
      {
        check: {
          name: "shop",
          enabled: true,
          probe: { http: { url: server.url } },
          everySeconds: 3_600,
          timeoutSeconds: 30,
          failures: 1,
          flapping: { changes: 6, minutes: 60 },
          severity: "critical",
        },
      },
      { now: Date.now(), most: 200 },
    );
    if (!added.ok) throw new Error(added.problem);
    const nodes = new Map<string, ReturnType<typeof startAldis>>();
    for (const _ of [1, 2]) {
      const data = temporaryDirectory();
      const options = ["--port", "0", "--log-level", "warn", "--allow-targets", "127.0.0.1"];
      const program = stack.use(startAldis(["serve", "--data", data, "--database", database, ...options]));
      await program.printed(/http:\/\/127\.0\.0\.1:(\d+)/);
      nodes.set(readFileSync(join(data, "node"), "utf8").trim(), program);
    }
    await eventually("the first run", () => arrivals.length > 0);
    const [row] = await sqlOn(database, "select lease_node from check_states");
    const holder = nodes.get(String(row?.lease_node));
    expect(holder).toBeDefined();
    const killedAt = performance.now();
    await holder?.kill();
    await eventually("the other gateway's run", () => arrivals.length > 1, LIMIT_MS);
    expect((arrivals[1] ?? Number.POSITIVE_INFINITY) - killedAt).toBeLessThan(15_000);
    const { id } = added.value;
    await eventually("its result", async () => (await store.checks.results(id, { limit: 9 })).length > 0);
    expect(await store.checks.results(id, { limit: 9 })).toMatchObject([{ ok: true, text: "answered 200" }]);
    expect(arrivals).toHaveLength(2);
  },
  LIMIT_MS,
);
