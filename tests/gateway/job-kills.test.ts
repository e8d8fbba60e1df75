import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rehearseJobKills } from "../support/job-kills.ts";
import { createTestDatabase, hasPostgres } from "../support/postgres.ts";

/** This only ends a test that fails: on a busy machine everything takes longer. */
const LIMIT_MS = 600_000;

describe("gateways that do 300 jobs are killed", () => {
  async function verify(nodes: number, create: (folder: string) => string | Promise<string>) {
    const folder = mkdtempSync(join(tmpdir(), "aldis-job-kills-"));
    try {
      const database = await create(folder);
      const outcome = await rehearseJobKills({ database, folder, nodes, jobs: 300, kills: 2, seed: nodes });
      expect(outcome.problems).toEqual([]);
      expect(outcome.requests).toBeGreaterThanOrEqual(300);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  test(
    "SQLite: each reaches its receiver, under its own ID",
    () => verify(1, (folder) => `sqlite:${join(folder, "gateway.db")}`),
    LIMIT_MS,
  );

  test.skipIf(!hasPostgres())(
    "PostgreSQL, two gateways: each reaches its receiver, under its own ID",
    () => verify(2, createTestDatabase),
    LIMIT_MS,
  );
});
