import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { openStore, type Store } from "../../lib/store/index.ts";
import { eventually } from "../support/eventually.ts";
import { createTestDatabase, hasPostgres } from "../support/postgres.ts";
import { type RunningProgram, startAldis } from "../support/process.ts";
import { temporaryDirectory } from "../support/run-cli.ts";

let folder = "";
beforeAll(() => {
  folder = temporaryDirectory();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function start(name: string, database: string): Promise<RunningProgram> {
  const data = ["--data", join(folder, name), "--database", database];
  const program = startAldis(["serve", ...data, "--port", "0", "--backup-cron", "0 3 * * *", "--log-level", "warn"]);
  await program.printed(/http:\/\/127\.0\.0\.1:\d+/);
  return program;
}

const holders = async (store: Store) =>
  (await store.nodes.list()).filter(({ holds }) => holds.includes("backup")).map(({ node }) => node);

describe.skipIf(!hasPostgres())("what one node does for all", () => {
  test("moves when that node is killed, and without waiting for the end of its lease when it is stopped", async () => {
    const database = await createTestDatabase();
    const store = await openStore({ url: database });
    await using stack = new AsyncDisposableStack();
    stack.defer(() => store.close());
    const first = stack.use(await start("first", database));
    const [before] = await eventually("the first to hold it", async () => {
      const found = await holders(store);
      return found.length > 0 && found;
    });
    const second = stack.use(await start("second", database));
    await eventually("both to be there", async () => (await store.nodes.list()).length === 2);
    expect(await holders(store)).toEqual([before ?? ""]);
    await first.kill();
    const [after] = await eventually("the second to hold it", async () => {
      const found = await holders(store);
      return found.length > 0 && found[0] !== before && found;
    });
    const third = stack.use(await start("third", database));
    await eventually("the third to be there", async () => (await store.nodes.list()).length === 3);
    const stoppedAt = await store.nodes.now();
    expect(await second.stop()).toBe(0);
    await eventually("the third to hold it", async () => {
      const found = await holders(store);
      return found.length > 0 && found[0] !== after;
    });
    // Less than the lease: nobody waited for its end.
    expect((await store.nodes.now()) - stoppedAt).toBeLessThan(10_000);
    expect(await third.stop()).toBe(0);
  }, 180_000);
});
