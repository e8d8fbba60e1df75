import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "../../lib/store/index.ts";

/** Names a file of SQLite with every table, which the test files of one run share. */
const SHARED = "ALDIS_TEST_SQLITE_TEMPLATE";

let template: Promise<Uint8Array<ArrayBuffer>> | undefined;

/** The bytes of a SQLite database with every table, and nothing in them: to write them is quicker than all migrations. */
export function migratedFile(): Promise<Uint8Array<ArrayBuffer>> {
  const shared = process.env[SHARED];
  template ??= shared === undefined ? migrate() : Bun.file(shared).bytes();
  return template;
}

/** Whether {@link migratedFile} costs this file no migration. */
export const isMigratedFileShared = () => process.env[SHARED] !== undefined;

/** What processes whose tests are to share the file get in their environment. It is at `path` from then on. */
export async function migratedFileEnvironment(path: string): Promise<Record<string, string>> {
  await Bun.write(path, await migratedFile());
  return { [SHARED]: path };
}

async function migrate(): Promise<Uint8Array<ArrayBuffer>> {
  const folder = mkdtempSync(join(tmpdir(), "aldis-migrated-"));
  try {
    const file = join(folder, "test.db");
    const store = await openStore({ url: `sqlite:${file}` });
    // Closing may leave all of it in the write-ahead log.
    await store.checkpoint();
    await store.close();
    return await Bun.file(file).bytes();
  } finally {
    rmSync(folder, { recursive: true });
  }
}
