import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { databaseRestarted, rollingUpgrade, type Scenario, standbyPromoted } from "../support/nodes-scenarios.ts";
import { hasPostgres } from "../support/postgres.ts";
import { temporaryDirectory } from "../support/run-cli.ts";

let folder = "";
beforeAll(() => {
  folder = temporaryDirectory();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** `bun run tests/nodes.ts` has more of them, and longer. */
const SHORT: Readonly<Record<string, Scenario>> = {
  "a rolling upgrade": rollingUpgrade,
  "a restart of the database": databaseRestarted,
  "the promotion of a standby": standbyPromoted,
};

describe.skipIf(!hasPostgres())("nodes under load", () => {
  test.each(Object.entries(SHORT))(
    "lose nothing by %s, and repeat nothing unmarked",
    async (name, scenario) => {
      const place = join(folder, name.replaceAll(" ", "-"));
      mkdirSync(place);
      const outcome = await scenario(place);
      expect(outcome.problems).toEqual([]);
      expect(outcome.accepted).toBeGreaterThanOrEqual(40);
    },
    600_000,
  );
});
