import { afterEach, describe, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { readTextKeys } from "../../lib/gateway/index.ts";
import { openStore } from "../../lib/store/index.ts";
import { accept } from "../store/outgoing.ts";
import { createTestDatabase, dropTestDatabase, hasPostgres } from "../support/postgres.ts";
import { readablePlaces } from "../support/readable-texts.ts";
import { temporaryDirectory } from "../support/run-cli.ts";
import { seededRandom } from "../support/seeded-random.ts";
import { sqlOn } from "../support/sql.ts";

const PROGRAM = join(import.meta.dir, "../../server.ts");
const MESSAGES = 3_000;
const KILLS = 4;
const WORD = "Zwiebelturm";

const stack: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of stack.splice(0).reverse()) await undo();
});

for (const database of ["SQLite", "PostgreSQL"] as const) {
  const isPostgres = database === "PostgreSQL";
  describe.skipIf(isPostgres && !hasPostgres())(`a rotation on ${database}`, () => {
    test("that is killed with -9 again and again loses no text, and the last one ends what they began", async () => {
      const folder = temporaryDirectory();
      stack.push(() => rmSync(folder, { recursive: true, force: true }));
      const url = isPostgres ? await createTestDatabase() : `sqlite:${join(folder, "texts.sqlite")}`;
      if (isPostgres) stack.push(() => dropTestDatabase(url));
      const plain = await openStore({ url });
      for (let left = MESSAGES; left > 0; left -= 500)
        await Promise.all(Array.from({ length: 500 }, (_, at) => accept(plain, { text: `${WORD} ${left - at}` })));
      await plain.close();
      const file = join(folder, "text.keys");
      const on = ["--data", join(folder, "data"), "--database", url, "--text-key-file", file];
      const start = (...words: string[]) =>
        Bun.spawn([process.execPath, PROGRAM, "text-key", ...words, ...on], { stdout: "pipe", stderr: "pipe" });
      expect(await start("add").exited).toBe(0);
      const random = seededRandom(7);
      let sealedBefore = 0;
      for (let kill = 0; kill < KILLS; kill++) {
        const child = start("rotate");
        // So that it is killed while it writes, whatever the machine has to do besides.
        while (child.exitCode === null && (await countSealed(url)) <= sealedBefore + random(300)) await Bun.sleep(1);
        child.kill("SIGKILL");
        await child.exited;
        const sealedNow = await countSealed(url);
        expect(sealedNow).toBeGreaterThanOrEqual(sealedBefore);
        sealedBefore = sealedNow;
      }
      expect(sealedBefore).toBeLessThan(MESSAGES);
      const last = start("rotate");
      expect(await new Response(last.stdout).text()).toContain("all texts are encrypted");
      expect(await readablePlaces(url, WORD)).toEqual([]);
      const texts = readTextKeys(file);
      if (texts === undefined) throw new Error("no keys");
      const store = await openStore({ url, texts });
      const found = await store.archive.findOutgoing(Array.from({ length: MESSAGES }, (_, at) => at + 1));
      await store.close();
      const seen = new Set(found.map(({ text }) => text));
      expect(seen.size).toBe(MESSAGES);
      expect(seen).toContain(`${WORD} 1`);
    }, 300_000);
  });
}

async function countSealed(url: string): Promise<number> {
  const [row] = await sqlOn(url, "select count(*) as n from outgoing_messages where text like '_aldis1:%'");
  return Number(row?.n ?? 0);
}
