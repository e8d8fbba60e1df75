import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rehearseAlarmKills } from "../../support/alarm-kills.ts";
import { createTestDatabase, hasPostgres } from "../../support/postgres.ts";

/** Each kill is followed by a start; `bun run tests/alarm-kills.ts` does 200. */
const KILLS = 3;

async function rehearse(database: (folder: string) => Promise<string>, nodes: number): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), "aldis-alarm-kills-"));
  try {
    const options = { database: await database(folder), folder, nodes, seed: 15, kills: KILLS };
    return (await rehearseAlarmKills(options)).problems;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test("a gateway is killed at random moments: no step of an alarm is lost, and none is done twice", async () => {
  expect(await rehearse(async (folder) => `sqlite:${join(folder, "gateway.db")}`, 1)).toEqual([]);
}, 180_000);

test.skipIf(!hasPostgres())(
  "two gateways are killed in turn: the other one goes on within 15 s",
  async () => {
    expect(await rehearse(createTestDatabase, 2)).toEqual([]);
  },
  180_000,
);
