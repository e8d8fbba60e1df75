import { Database } from "bun:sqlite";
import { afterEach, describe, expect, test } from "bun:test";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { eventually } from "../support/eventually.ts";
import { type RunningProgram, runAldis, startAldis } from "../support/process.ts";
import { temporaryDirectory } from "../support/run-cli.ts";

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

interface Running {
  program: RunningProgram;
  file: string;
  /** Texts that got their OK. */
  accepted: string[];
  send(): Promise<number>;
  health(): Promise<number>;
}

async function start(data: string, ...options: string[]): Promise<Running & { data: string }> {
  cleanUps.push(() => rmSync(data, { recursive: true, force: true }));
  const program = startAldis(["serve", "--port", "0", "--data", data, ...options]);
  cleanUps.push(() => program[Symbol.asyncDispose]());
  const [url] = await program.printed(/http:\/\/127\.0\.0\.1:\d+/);
  await program.printed(/gateway started/);
  const accepted: string[] = [];
  let count = 0;
  return {
    data,
    program,
    file: join(data, "aldis.sqlite"),
    accepted,
    async send() {
      const text = `message ${++count}`;
      const query = new URLSearchParams({ username: "apiuser", password: "secret", to: "+491701234567", text });
      const { status } = await fetch(`${url}/api.php?${query}`);
      if (status === 200) accepted.push(text);
      return status;
    },
    health: async () => (await fetch(`${url}/health`)).status,
  };
}

async function prepare(): Promise<string> {
  const data = temporaryDirectory();
  const add = ["user", "add", "apiuser", "--grant", "http-api", "--password-stdin", "--data", data];
  expect(await runAldis(add, { stdin: "secret\n" })).toMatchObject({ exit: 0 });
  return data;
}

function textsIn(file: string): string[] {
  using database = new Database(file, { readonly: true });
  return (database.query("select text from outgoing_messages order by id").all() as { text: string }[]).map(
    ({ text }) => text,
  );
}

const rescuedIn = (data: string) => readdirSync(data).filter((name) => name.startsWith("aldis.sqlite.rescued-"));

const LOSSES: Record<string, (file: string) => void> = {
  "deleted, with its write-ahead log": (file) => {
    for (const suffix of ["", "-wal", "-shm"]) rmSync(`${file}${suffix}`);
  },
  "deleted alone": (file) => rmSync(file),
  "replaced by another": (file) => {
    copyFileSync(file, `${file}.other`);
    renameSync(`${file}.other`, file);
  },
  "left without its write-ahead log": (file) => rmSync(`${file}-wal`),
};

describe("a database file that, while the gateway runs, is", () => {
  test.each(Object.entries(LOSSES))(
    "%s: nothing more is accepted, /health and the log say so, and all that was accepted is in a new file",
    async (_, lose) => {
      const running = await start(await prepare());
      const { send, health, accepted, data, file, program } = running;
      for (let count = 0; count < 20; count++) expect(await send()).toBe(200);
      lose(file);
      // Somebody goes on sending.
      await eventually("refused", async () => (await send()) === 408);
      expect(await health()).toBe(503);
      expect(program.output()).toMatch(/"level":"error"[^\n]*deleted, moved or replaced/);
      for (let count = 0; count < 20; count++) expect(await send()).toBe(408);
      const [rescued = "", ...others] = rescuedIn(data);
      expect(others).toEqual([]);
      expect(program.output()).toContain(rescued);
      expect(await program.stop()).toBe(0);

      // As the log says.
      for (const suffix of ["", "-wal", "-shm"]) rmSync(`${file}${suffix}`, { force: true });
      renameSync(join(data, rescued), file);
      expect(textsIn(file)).toEqual(accepted);
      const again = await start(data);
      expect(await again.send()).toBe(200);
    },
    180_000,
  );

  const LINK_LOSSES: Record<string, (link: string, target: string) => void> = {
    "loses the write-ahead log beside its target": (_, target) => rmSync(`${target}-wal`),
    "has its target replaced": (_, target) => LOSSES["replaced by another"]?.(target),
    dangles: (_, target) => rmSync(target),
    "leads to another file": (link, target) => {
      copyFileSync(target, `${target}.other`);
      rmSync(link);
      symlinkSync(`${target}.other`, link);
    },
  };

  test.each(Object.entries(LINK_LOSSES))(
    "a symbolic link and %s: the same",
    async (_, lose) => {
      const data = await prepare();
      mkdirSync(join(data, "elsewhere"));
      const [link, target] = [join(data, "link"), join(data, "elsewhere/database")];
      renameSync(join(data, "aldis.sqlite"), target);
      symlinkSync(target, link);
      const { send, health, accepted, program } = await start(data, "--database", `sqlite:${link}`);
      for (let count = 0; count < 5; count++) expect(await send()).toBe(200);
      lose(link, target);
      await eventually("refused", async () => (await send()) === 408);
      expect(await health()).toBe(503);
      const rescued = readdirSync(data).filter((name) => name.startsWith("link.rescued-"));
      expect(rescued).toHaveLength(1);
      expect(await program.stop()).toBe(0);
      expect(textsIn(join(data, rescued[0] ?? ""))).toEqual(accepted);
    },
    180_000,
  );

  test("deleted: neither the gateway nor a command begins with nothing beside what was saved", async () => {
    const data = await prepare();
    const { file, program } = await start(data);
    rmSync(file);
    await eventually("saved", () => rescuedIn(data).length === 1);
    expect(await program.stop()).toBe(0);
    const saved = join(data, rescuedIn(data)[0] ?? "");
    for (const command of [["serve", "--port", "0"], ["user", "list"], ["migrate"]]) {
      const { exit, output } = await runAldis([...command, "--data", data]);
      expect([exit, existsSync(file)]).toEqual([1, false]);
      if (command[0] !== "user") expect(output).toContain(`rename the rescued file to ${file}, and start`);
    }
    // As sqlite3 leaves it, when somebody only looked.
    writeFileSync(file, "");
    expect(await runAldis(["migrate", "--data", data])).toMatchObject({ exit: 1 });
    expect(statSync(file).size).toBe(0);
    renameSync(saved, join(temporaryDirectory(), "elsewhere"));
    expect(await runAldis(["migrate", "--data", data])).toMatchObject({ exit: 0 });
  }, 180_000);

  test("moved away and back: the gateway takes messages again", async () => {
    const { send, health, file, program } = await start(await prepare());
    expect(await send()).toBe(200);
    const move = (from: string, to: string) => {
      for (const suffix of ["-wal", "-shm", ""]) renameSync(`${from}${suffix}`, `${to}${suffix}`);
    };
    move(file, `${file}.away`);
    await eventually("refused", async () => (await send()) === 408);
    // A sync may have met the missing file first.
    await program.printed(/deleted, moved or replaced/);
    move(`${file}.away`, file);
    await eventually("accepted again", async () => (await send()) === 200);
    expect(await health()).toBe(200);
    await program.printed(/in its place again/);
  }, 180_000);

  test("deleted while nobody sends: /health says so all the same", async () => {
    const { health, file, data } = await start(await prepare());
    expect(await health()).toBe(200);
    rmSync(file);
    await eventually("not ready", async () => (await health()) === 503);
    expect(rescuedIn(data)).toHaveLength(1);
  }, 180_000);
});
