import { afterEach, describe, expect, test } from "bun:test";
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodeOf } from "../../lib/gateway/data-directory.ts";
import type { HealthReport } from "../../lib/http/index.ts";
import { eventually } from "../support/eventually.ts";
import { createTestDatabase, execute, hasPostgres } from "../support/postgres.ts";
import { type RunningProgram, runAldis, startAldis } from "../support/process.ts";
import { temporaryDirectory } from "../support/run-cli.ts";

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

function createFolder(): string {
  const folder = temporaryDirectory();
  cleanUps.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function serve(data: string, ...options: string[]): Promise<{ program: RunningProgram; url: string }> {
  const program = startAldis(["serve", "--port", "0", "--data", data, ...options]);
  cleanUps.push(() => program[Symbol.asyncDispose]());
  const [url] = await program.printed(/http:\/\/127\.0\.0\.1:\d+/);
  await program.printed(/the modem is ready/);
  return { program, url };
}

describe("the name of a gateway", () => {
  const here = (data: string) => nodeOf(data);

  test("stays over restarts and when its data directory is renamed", () => {
    const folder = createFolder();
    mkdirSync(join(folder, "data"));
    const first = here(join(folder, "data"));
    expect(here(join(folder, "data"))).toEqual(first);
    renameSync(join(folder, "data"), join(folder, "renamed"));
    expect(here(join(folder, "renamed"))).toEqual(first);
  });

  test("is new in a copy of the directory, once, and on another machine", () => {
    const folder = createFolder();
    const data = join(folder, "data");
    mkdirSync(data);
    const { name } = here(data);
    cpSync(data, join(folder, "copy"), { recursive: true, preserveTimestamps: true });
    const copy = here(join(folder, "copy"));
    expect(copy).toEqual({ name: expect.not.stringMatching(name) as unknown as string, before: name });
    expect(here(join(folder, "copy"))).toEqual({ name: copy.name });
    expect(nodeOf(data, "another machine")).toMatchObject({ before: name });
  });

  test("stays for a directory of an earlier version, which does not know where it was", () => {
    const data = createFolder();
    writeFileSync(join(data, "node"), "alpha-12345678\n");
    expect(here(data)).toEqual({ name: "alpha-12345678" });
    expect(readFileSync(join(data, "node"), "utf8")).toBe("alpha-12345678\n");
  });
});

test("a gateway on a copy of a data directory says so in log and event log", async () => {
  const folder = createFolder();
  const first = await serve(join(folder, "data"));
  await first.program.stop();
  cpSync(join(folder, "data"), join(folder, "copy"), { recursive: true });
  const copy = await serve(join(folder, "copy"));
  expect(copy.program.output()).toContain("The data directory was copied, restored or moved here from another place");
  await copy.program.stop();
  const { Database } = await import("bun:sqlite");
  using database = new Database(join(folder, "copy", "aldis.sqlite"), { readonly: true });
  const events = database.query("select message from events where kind = 'gateway.copied'").all();
  expect(events).toEqual([
    { message: expect.stringMatching(/both send the messages that were queued when it was copied/) },
  ]);
});

describe.skipIf(!hasPostgres())(
  "two gateways of one name on one PostgreSQL database, as after a machine was cloned",
  () => {
    test("the one that started later sends; the other says so everywhere, and sends again when that one is gone", async () => {
      const folder = createFolder();
      const database = ["--database", await createTestDatabase()];
      const original = join(folder, "original");
      const added = await runAldis(
        ["user", "add", "apiuser", "--grant", "http-api", "--password-stdin", "--data", original, ...database],
        { stdin: "secret\n" },
      );
      expect(added).toMatchObject({ exit: 0 });
      const first = await serve(original, ...database);
      const clone = join(folder, "clone");
      mkdirSync(clone);
      cpSync(join(original, "node"), join(clone, "node"));
      const second = await serve(clone, ...database);

      await first.program.printed(/"level":"error"[^\n]*Another gateway has started under the name/);
      const health = async () => {
        const answer = await fetch(`${first.url}/health`);
        return { status: answer.status, checks: ((await answer.json()) as HealthReport).checks };
      };
      const state = async () => (await fetch(`${first.url}/check.php?option=state`)).text();
      expect(await health()).toEqual({ status: 503, checks: { database: "ok", sending: "failed", modems: "ok" } });
      expect(await state()).toBe("NO_SIGNAL");
      const events = () =>
        execute(database[1] ?? "", "select severity, kind from events where kind like 'outbox.%' order by id");
      // The log has an event before the database.
      const stored = await eventually("the event is stored", async () => {
        const found = await events();
        return found.length > 0 && found;
      });
      expect(stored).toEqual([{ severity: "error", kind: "outbox.superseded" }]);

      await second.program.kill();
      const query = "username=apiuser&password=secret&to=00491701234567&text=Test";
      expect((await fetch(`${first.url}/api.php?${query}`)).status).toBe(200);
      await first.program.printed(/this one sends again/);
      await eventually("sent by the first", async () => {
        const [row] = await execute(database[1] ?? "", "select state from outgoing_messages");
        return row?.state === "sent" || row?.state === "delivered";
      });
      expect(await health()).toMatchObject({ status: 200 });
      expect(await state()).toBe("SIGNAL_OK");
      await eventually("an event says so", async () => (await events()).at(-1)?.kind === "outbox.resumed");
    }, 180_000);
  },
);
