import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rehearseRepeats } from "../support/idempotency-kills.ts";
import { createTestDatabase, hasPostgres } from "../support/postgres.ts";

/** This only ends a test that fails: on a busy machine everything takes longer. */
const LIMIT_MS = 600_000;

describe("16 senders repeat the same 40 requests until they have an answer, while gateways are killed", () => {
  async function verify(nodes: number, create: (folder: string) => string | Promise<string>) {
    const folder = mkdtempSync(join(tmpdir(), "aldis-keys-"));
    try {
      const database = await create(folder);
      const outcome = await rehearseRepeats({ database, folder, nodes, senders: 16, keys: 40, kills: 3, seed: nodes });
      expect(outcome.problems).toEqual([]);
      expect(outcome.replayed).toBeGreaterThanOrEqual(15 * 40);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  test(
    "SQLite: each is done once, and everybody gets the same answer",
    () => verify(1, (folder) => `sqlite:${join(folder, "gateway.db")}`),
    LIMIT_MS,
  );

  test.skipIf(!hasPostgres())(
    "PostgreSQL, two gateways: each is done once, and everybody gets the same answer",
    () => verify(2, createTestDatabase),
    LIMIT_MS,
  );
});
