import { afterEach, describe, expect, test } from "bun:test";
import { renameSync } from "node:fs";
import { join } from "node:path";
import {
  aldis,
  callsOf,
  keyFile,
  type Listed,
  optionsOn,
  PHONE,
  receive,
  started,
  undoAll,
  WORD,
} from "../support/encrypted-gateway.ts";
import { hasPostgres } from "../support/postgres.ts";
import { runCli } from "../support/run-cli.ts";
import { sqlOn } from "../support/sql.ts";

afterEach(undoAll);

const INSTEAD = "[text cannot be decrypted]";

/** The URL of a database that is not there yet, or is empty. */
async function newDatabase(kind: "SQLite" | "PostgreSQL", folder: string): Promise<string> {
  const [, url] = await optionsOn(kind);
  return url ?? `sqlite:${join(folder, `${crypto.randomUUID()}.sqlite`)}`;
}

/** A database with a message that waits, one that came in, and one in a backup of it; no gateway runs on it any more. */
async function encrypted(kind: "SQLite" | "PostgreSQL") {
  const { file, id, folder } = await keyFile();
  const url = await newDatabase(kind, folder);
  const gateway = await started("--database", url, "--text-key-file", file);
  const sendAt = new Date(Date.now() + 3_600_000).toISOString();
  expect((await callsOf(gateway).post("/api/v1/messages", { to: PHONE, text: WORD, sendAt })).status).toBe(202);
  await receive(gateway, PHONE, WORD);
  const backup = join(folder, "aldis.backup");
  expect(await gateway.command(["backup", backup])).toMatchObject({ status: 0 });
  await gateway.stop();
  const runOn = (database: string, ...words: string[]) =>
    runCli(aldis, [...words, "--data", join(folder, "data"), "--database", database]);
  const run = (...words: string[]) => runOn(url, ...words);
  return { file, id, folder, url, backup, run, runOn };
}

for (const kind of ["SQLite", "PostgreSQL"] as const) {
  describe.skipIf(kind === "PostgreSQL" && !hasPostgres())(`texts whose key is lost, on ${kind},`, () => {
    test("keep nobody from the rest once the key is given up: they are unreadable, and nothing of them is sent", async () => {
      const { file, id, folder, url, run } = await encrypted(kind);
      const lost = join(folder, "found-again.keys");
      renameSync(file, lost);
      const hint = "if every copy is lost: aldis text-key forget";
      expect(await run("user", "list")).toMatchObject({ status: 1, err: expect.stringContaining(hint) });
      expect((await run("text-key", "check")).out).toMatch(
        new RegExp(`^the key ${id} is not there: \\d+ rows need it$`, "m"),
      );

      const asked = await run("text-key", "forget");
      expect(asked).toMatchObject({ status: 1, out: "" });
      expect(asked.err).toMatch(
        new RegExp(`[1-9]\\d* rows have texts that only the key ${id} opens\\naldis: nothing was changed`),
      );
      expect((await run("user", "list")).status).toBe(1);
      // Neither one that is there, nor one that nobody knows.
      const inFile = await run("text-key", "forget", "--yes", "--text-key-file", lost);
      expect(inFile).toMatchObject({ status: 1, err: expect.stringContaining("no key is missing") });
      expect((await run("text-key", "forget", "AAAAAAAA", "--yes")).err).toContain("AAAAAAAA is not missing");

      // An ID may begin with a hyphen.
      const command = ["text-key", "forget", "--yes", "--data", join(folder, "data"), "--database", url, "--", id];
      expect(await runCli(aldis, command)).toMatchObject({
        status: 0,
        out: expect.stringContaining(`the key ${id} is given up`),
      });
      expect(await run("user", "list")).toMatchObject({ status: 0, err: "" });
      expect((await run("text-key", "show")).out).toMatch(new RegExp(`^${RegExp.escape(id)} +given up`, "m"));
      await sqlOn(url, "update outgoing_messages set send_at = 0, due_at = 0 returning id");
      const gateway = await started("--database", url);
      const { read, post, listed } = callsOf(gateway);
      const { items } = await listed("/api/v1/messages", ({ items: all }) => all[0]?.state === "failed");
      expect(items[0]).toMatchObject({ text: INSTEAD, textUnreadable: true });
      expect((await read<Listed>("/api/v1/incoming")).items[0]?.text).toBe(INSTEAD);
      expect((await post("/api/v1/messages", { to: PHONE, text: "Hello" })).status).toBe(202);
      expect(await gateway.delivered(1)).toMatchObject([{ text: "Hello" }]);
      await gateway.stop();
      // A new key: a rotation forgets nothing, and later starts stay without the lost one.
      const keys = ["--text-key-file", file];
      expect((await run("text-key", "add", ...keys)).status).toBe(0);
      expect((await run("text-key", "rotate", ...keys)).status).toBe(0);
      expect((await run("message", "list", ...keys)).out).toContain(INSTEAD);
      expect((await run("text-key", "show", ...keys)).out).toMatch(new RegExp(`^${RegExp.escape(id)} +given up`, "m"));
    }, 180_000);

    test("open again when the key is found; a backup with them is restored without it where somebody says so", async () => {
      const { file, id, folder, backup, runOn } = await encrypted(kind);
      const lost = join(folder, "found-again.keys");
      renameSync(file, lost);
      const target = await newDatabase(kind, folder);
      const run = (...words: string[]) => runOn(target, ...words);
      const refused = await run("restore", backup);
      expect(refused).toMatchObject({ status: 1, err: expect.stringContaining("--forget-text-keys restores it") });
      const restored = await run("restore", backup, "--forget-text-keys");
      expect(restored).toMatchObject({ status: 0, out: expect.stringContaining(`the key ${id} is given up`) });
      expect((await run("message", "list")).out).toContain(INSTEAD);
      expect((await run("message", "list", "--text-key-file", lost)).out).toContain(WORD);
    }, 180_000);

    test("or that were damaged are found by a check and by a rotation, also those of the first key", async () => {
      const { file, url, run } = await encrypted(kind);
      const keys = ["--text-key-file", file];
      expect(await run("text-key", "check", ...keys)).toMatchObject({
        status: 0,
        out: expect.stringMatching(/^every encrypted text opens/),
      });
      await sqlOn(url, "update incoming_messages set text = text || 'AAAA' where id = 1 returning id");
      expect(await run("text-key", "check", ...keys)).toMatchObject({
        status: 1,
        out: "incoming_messages: 1 rows were changed, or moved: 1\n",
      });
      const rotated = await run("text-key", "rotate", ...keys);
      expect(rotated).toMatchObject({
        status: 0,
        err: expect.stringContaining("1 rows of the first key do not open"),
      });
      await run("text-key", "add", ...keys);
      const { err } = await run("text-key", "rotate", ...keys);
      expect(err).toContain("1 rows do not open with their key");
      expect(err).toContain("aldis text-key check says which");
    }, 180_000);
  });
}
