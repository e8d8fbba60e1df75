import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase, hasPostgres } from "../support/postgres.ts";
import { rehearseRoutingKills } from "../support/routing-kills.ts";

/** This only ends a test that fails: on a busy machine everything takes longer. */
const LIMIT_MS = 600_000;

describe("gateways that 120 messages arrive at are killed", () => {
  async function verify(nodes: number, create: (folder: string) => string | Promise<string>) {
    const folder = mkdtempSync(join(tmpdir(), "aldis-routing-kills-"));
    try {
      const database = await create(folder);
      const outcome = await rehearseRoutingKills({ database, folder, nodes, messages: 120, kills: 2, seed: nodes });
      expect(outcome.problems).toEqual([]);
      expect(outcome.stops).toBe(12);
      expect(outcome.requests).toBeGreaterThanOrEqual(4 * 120 + 3 * 12);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  test(
    "SQLite: each is stored and routed once, reaches its destinations under its own ID, and each STOP counts once",
    () => verify(1, (folder) => `sqlite:${join(folder, "gateway.db")}`),
    LIMIT_MS,
  );

  test.skipIf(!hasPostgres())(
    "PostgreSQL, two gateways: each is stored and routed once, reaches its destinations under its own ID, and each STOP counts once",
    () => verify(2, createTestDatabase),
    LIMIT_MS,
  );
});
