import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rehearseBackupKills } from "../support/backup-kills.ts";
import { createEmptyTestDatabase, dropTestDatabase, hasPostgres } from "../support/postgres.ts";

/** This only ends a test that fails: on a busy machine everything takes longer. */
const LIMIT_MS = 600_000;

describe("backups and restores are killed", () => {
  async function verify(target: (folder: string) => string | Promise<string>) {
    const folder = mkdtempSync(join(tmpdir(), "aldis-backup-kills-"));
    const url = await target(folder);
    try {
      const outcome = await rehearseBackupKills({ folder, target: url, seed: 7, kills: 3, messages: 5_000 });
      expect(outcome.problems).toEqual([]);
      expect(outcome.killed + outcome.done).toBe(6);
    } finally {
      rmSync(folder, { recursive: true, force: true });
      if (!url.startsWith("sqlite:")) await dropTestDatabase(url);
    }
  }

  test(
    "SQLite: a file under a backup's name is whole, a database is the one before or the restored one",
    () => verify((folder) => `sqlite:${join(folder, "target.sqlite")}`),
    LIMIT_MS,
  );

  test.skipIf(!hasPostgres())(
    "PostgreSQL: a file under a backup's name is whole, a database is the one before or the restored one",
    () => verify(createEmptyTestDatabase),
    LIMIT_MS,
  );
});
