import { afterEach, describe } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { openStore, type Store } from "../../lib/store/index.ts";
import { migratedFile } from "./migrated-file.ts";
import { createEmptyTestDatabase, createTestDatabase, dropTestDatabase, hasPostgres } from "./postgres.ts";

/** Opens stores for one test; all are closed and their databases removed after it. */
export interface TestDatabases {
  readonly dialect: "sqlite" | "postgres";
  /** A store on a new database, or on the database of `url` beside those that are open. */
  open(options?: Partial<Parameters<typeof openStore>[0]>): Promise<Store>;
  /** The URL of a new database with every table and nothing in them. */
  create(): Promise<string>;
  /** The URL of a new database without tables. */
  createEmpty(): Promise<string>;
}

/** Describes the same claims for SQLite, in a file, and for PostgreSQL. */
export function eachDatabase(name: string, claims: (databases: TestDatabases) => void): void {
  describe(`${name}, on SQLite`, () => claims(testDatabases("sqlite", FILES)));
  describe.skipIf(!hasPostgres())(`${name}, on PostgreSQL`, () => {
    claims(
      testDatabases("postgres", {
        create: createTestDatabase,
        createEmpty: createEmptyTestDatabase,
        remove: dropTestDatabase,
      }),
    );
  });
}

/** How databases are made and removed. */
interface Maker {
  create(): Promise<string>;
  createEmpty(): Promise<string>;
  remove(url: string): Promise<void>;
}

function testDatabases(dialect: TestDatabases["dialect"], maker: Maker): TestDatabases {
  const opened: Store[] = [];
  const created: string[] = [];
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((store) => store.close()));
    await Promise.all(created.splice(0).map(maker.remove));
  });
  const noted = async (url: Promise<string>) => {
    created.push(await url);
    return url;
  };
  const create = () => noted(maker.create());
  return {
    dialect,
    create,
    createEmpty: () => noted(maker.createEmpty()),
    async open(options = {}) {
      const store = await openStore({ url: options.url ?? (await create()), ...options });
      opened.push(store);
      return store;
    },
  };
}

const FILES: Maker = {
  async create() {
    const url = await FILES.createEmpty();
    await Bun.write(pathOf(url), await migratedFile());
    return url;
  },
  createEmpty: async () => `sqlite:${join(mkdtempSync(join(tmpdir(), "aldis-store-")), "test.db")}`,
  remove: async (url) => rmSync(dirname(pathOf(url)), { recursive: true, force: true }),
};

const pathOf = (url: string) => url.slice("sqlite:".length);
