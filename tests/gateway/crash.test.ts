import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rehearseKills } from "../support/kills.ts";
import { createTestDatabase, hasPostgres } from "../support/postgres.ts";

/** Each kill meets messages on their way, and what is left then shows that sending goes on. */
const MESSAGES = 800;
const KILLS = 10;
/** This only ends a test that fails: on a busy machine everything takes longer. */
const LIMIT_MS = 600_000;

describe.concurrent(`kill -9, ${KILLS} times, with ${MESSAGES} messages and more on their way`, () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "aldis-crash-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function verify(database: string, seed: number) {
    const here = mkdtempSync(join(folder, "kills-"));
    const outcome = await rehearseKills({ database, folder: here, seed, kills: KILLS, messages: MESSAGES });
    console.log(`kill -9: ${JSON.stringify(outcome)}`);
    expect(outcome.problems).toEqual([]);
    expect(outcome.marked).toBeGreaterThan(0);
  }

  test(
    "SQLite: nothing accepted is lost, and what went twice is marked",
    () => verify(`sqlite:${join(folder, "gateway.db")}`, 1),
    LIMIT_MS,
  );

  test.skipIf(!hasPostgres())(
    "PostgreSQL: nothing accepted is lost, and what went twice is marked",
    async () => verify(await createTestDatabase(), 2),
    LIMIT_MS,
  );
});
