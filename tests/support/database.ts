import { afterEach, describe } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore, type Store } from "../../lib/store/index.ts";
import { createTestDatabase, hasPostgres } from "./postgres.ts";

/** Opens stores for one test; all are closed and their databases removed after it. */
export interface TestDatabases {
  readonly dialect: "sqlite" | "postgres";
  /** A store on a new database, or on the database of `url` beside those that are open. */
  open(options?: Partial<Parameters<typeof openStore>[0]>): Promise<Store>;
  /** The URL of a new, empty database. */
  create(): Promise<string>;
}

/** Describes the same claims for SQLite, in a file, and for PostgreSQL. */
export function eachDatabase(name: string, claims: (databases: TestDatabases) => void): void {
  describe(`${name}, on SQLite`, () => claims(testDatabases("sqlite", createFile)));
  describe.skipIf(!hasPostgres())(`${name}, on PostgreSQL`, () => {
    claims(testDatabases("postgres", createTestDatabase));
  });
}

function testDatabases(dialect: TestDatabases["dialect"], create: () => Promise<string>): TestDatabases {
  const opened: Store[] = [];
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((store) => store.close()));
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });
  return {
    dialect,
    create,
    async open(options = {}) {
      const store = await openStore({ url: options.url ?? (await create()), ...options });
      opened.push(store);
      return store;
    },
  };
}

const folders: string[] = [];

async function createFile(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "aldis-store-"));
  folders.push(folder);
  return `sqlite:${join(folder, "test.db")}`;
}
