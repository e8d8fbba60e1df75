import { expect, test } from "bun:test";
import { resolve } from "node:path";
import { floatingPromises } from "./promises.ts";

/** The compiler reads the types of every package: 16 s of one core, more on a busy machine. */
const LIMIT_MS = 300_000;

const PLANTED = `import { readFile } from "node:fs/promises";
import type { Kysely } from "kysely";
import type { Schema } from "./schema/index.ts";

export async function planted(db: Kysely<Schema>): Promise<void> {
  db.deleteFrom("events").execute();
  readFile("name");
  readFile("name").then(() => undefined);
  readFile("name").catch(() => undefined);
  void readFile("name");
  await readFile("name");
}
`;

test(
  "the only promises without an owner are those planted for this test",
  () => {
    const planted = new Map([["lib/store/planted.ts", PLANTED]]);
    expect(floatingPromises(resolve(import.meta.dir, "../.."), planted)).toEqual([
      'lib/store/planted.ts:6 db.deleteFrom("events").execute();',
      'lib/store/planted.ts:7 readFile("name");',
      'lib/store/planted.ts:8 readFile("name").then(() => undefined);',
    ]);
  },
  LIMIT_MS,
);
