import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase, hasPostgres } from "../support/postgres.ts";
import { rehearseResuming } from "../support/stream-resume.ts";

/** This only ends a test that fails: on a busy machine everything takes longer. */
const LIMIT_MS = 600_000;

describe.concurrent("clients of streams that are cut at random, while gateways are killed and started again", () => {
  async function verify(nodes: number, create: (folder: string) => string | Promise<string>) {
    const folder = mkdtempSync(join(tmpdir(), "aldis-streams-"));
    try {
      const database = await create(folder);
      const outcome = await rehearseResuming({ database, folder, nodes, clients: 2, seconds: 15, seed: nodes });
      expect(outcome.problems).toEqual([]);
      expect(outcome.kills).toBeGreaterThan(0);
      expect(outcome.events).toBeGreaterThan(outcome.changes);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  test(
    "SQLite: each sees every event once, in the order of each message",
    () => verify(1, (folder) => `sqlite:${join(folder, "gateway.db")}`),
    LIMIT_MS,
  );

  test.skipIf(!hasPostgres())(
    "PostgreSQL, another gateway at each connection: each sees every event once, in the order of each message",
    () => verify(2, createTestDatabase),
    LIMIT_MS,
  );
});
