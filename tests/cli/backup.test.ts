import { Database } from "bun:sqlite";
import { afterEach, describe, expect, test } from "bun:test";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { backupCommand, restoreCommand } from "../../lib/cli/backup.ts";
import { groupCommands } from "../../lib/cli/group.ts";
import { messageCommands } from "../../lib/cli/message.ts";
import { runCommand } from "../../lib/cli/run.ts";
import { settingCommands } from "../../lib/cli/setting.ts";
import { lockFile } from "../../lib/modem/serial/index.ts";
import { openStore } from "../../lib/store/index.ts";
import { accept, stateOf } from "../store/outgoing.ts";
import { commandsOnData } from "../support/commands-on-data.ts";
import { eventually } from "../support/eventually.ts";
import { createEmptyTestDatabase, dropTestDatabase, hasPostgres, run } from "../support/postgres.ts";
import { runCli } from "../support/run-cli.ts";
import { canMount, mountSmallDisk } from "../support/small-disk.ts";
import { sqlOn } from "../support/sql.ts";

const data = commandsOnData([backupCommand, restoreCommand, ...groupCommands, ...messageCommands, ...settingCommands]);
const file = () => data.path("all.backup");
const databaseFile = () => join(data.data(), "aldis.sqlite");

const running: Bun.Subprocess[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) {
    one.kill("SIGKILL");
    await one.exited;
  }
});

/** A gateway's data with so many queued messages. */
async function dataWith(messages: number): Promise<void> {
  await data.migrate();
  const store = await openStore({ url: data.database() });
  const text = "x".repeat(100);
  for (let left = messages; left > 0; left -= 500) {
    await Promise.all(Array.from({ length: Math.min(500, left) }, () => accept(store, { text })));
  }
  await store.close();
}

const leftOvers = (folder: string) => readdirSync(folder).filter((name) => name.startsWith(".aldis-backup-"));

describe.skipIf(!canMount())("a folder that cannot be used is said in a sentence, with what to do", () => {
  const whole = (text: string) => ({ status: 1, err: `aldis: ${text}\n` });

  test("one that is read-only: also for a service of systemd", async () => {
    await dataWith(1);
    using disk = mountSmallDisk(data.path("usb"), { mebibytes: 1 });
    run(["mount", "-o", "remount,ro", disk.path]);
    expect(await data.run(["backup", disk.path])).toMatchObject(
      whole(
        `the folder ${disk.path} is read-only. Under systemd the gateway may write to its data directory alone: run systemctl edit aldis, add the lines [Service] and ReadWritePaths=${disk.path}, and start the gateway again. Otherwise mount the disk for writing`,
      ),
    );
  });

  test("one that is full", async () => {
    await dataWith(1);
    using disk = mountSmallDisk(data.path("usb"), { mebibytes: 1 });
    disk.fill();
    const made = await data.run(["backup", disk.path]);
    const full = "the disk that it goes to is full: delete what is not needed there, or name a folder on another disk";
    expect(made).toMatchObject(whole(`no backup was made: ${full}`));
    expect(leftOvers(disk.path)).toEqual([]);
  });
});

test("a backup is made into a file or a folder, for its owner alone, and never over another", async () => {
  await dataWith(3);
  const made = await data.run(["backup", file()]);
  expect(made).toMatchObject({ status: 0, err: "" });
  expect(made.out).toMatch(/all\.backup: \d+ rows, \d+ KiB\n$/);
  expect(statSync(file()).mode & 0o777).toBe(0o600);
  expect(await data.run(["backup", file()])).toMatchObject({
    status: 1,
    err: expect.stringContaining("exists already"),
  });
  const folder = data.path("backups");
  expect((await data.run(["backup", join(folder, "a.backup")])).err).toContain("does not exist");
  expect(await data.run(["backup", `${folder}/`])).toMatchObject({
    status: 1,
    err: expect.stringContaining(`the folder ${folder} does not exist: make it first`),
  });
  expect(existsSync(folder)).toBe(false);
  mkdirSync(folder);
  expect((await data.run(["backup", folder])).out).toMatch(/\/backups\/aldis-\d{8}-\d{6}\.backup: /);
  expect([...leftOvers(folder), ...leftOvers(data.path(".")), ...leftOvers(data.data())]).toEqual([]);
});

test("there is nothing to back up where no gateway was", async () => {
  const { status, err } = await data.run(["backup", file()]);
  expect({ status, err }).toEqual({ status: 1, err: expect.stringContaining("there is no database") });
  expect(existsSync(data.data())).toBe(false);
});

test("a restore replaces data only with --force, keeps what was there, and says what waits for a person", async () => {
  await dataWith(2);
  await data.run(["backup", file()]);
  await data.run(["group", "add", "later"]);
  const refused = await data.run(["restore", file()]);
  expect(refused).toMatchObject({ status: 1, err: expect.stringContaining("has data already: --force replaces it") });
  expect(await sqlOn(data.database(), "select name from contact_groups")).toEqual([{ name: "later" }]);

  const { status, out } = await data.run(["restore", file(), "--force"]);
  expect(status).toBe(0);
  expect(out).toContain("messages that wait for a person: 2 (aldis message list --state unknown");
  expect(out).toContain(`the database before is ${databaseFile()}.before-restore`);
  expect(await sqlOn(data.database(), "select name from contact_groups")).toEqual([]);
  const before = `sqlite:${databaseFile()}.before-restore`;
  expect(await sqlOn(before, "select name from contact_groups")).toEqual([{ name: "later" }]);
  const store = await openStore({ url: data.database() });
  expect(await stateOf(store, 1)).toBe("unknown");
  await store.close();
  expect(leftOvers(data.data())).toEqual([]);
});

test("a restore goes over a database that is damaged, which is kept as it is", async () => {
  await dataWith(2);
  await data.run(["backup", file()]);
  truncateSync(databaseFile(), 8_192);
  writeFileSync(`${databaseFile()}-wal`, "torn");
  expect(await data.run(["restore", file(), "--force", "--resume-queue"])).toMatchObject({ status: 0 });
  expect(statSync(`${databaseFile()}.before-restore`).size).toBe(8_192);
  const store = await openStore({ url: data.database() });
  expect(await store.outbox.countByState()).toMatchObject({ queued: 2, unknown: 0 });
  await store.close();
});

test("a copy of a SQLite database is restored as a backup is", async () => {
  // Somebody has it open: whoever closes it last takes its log away.
  await data.migrate();
  using other = new Database(databaseFile());
  other.query("select count(*) from outgoing_messages").get();
  await dataWith(2);
  const copy = data.path("copy.sqlite");
  copyFileSync(databaseFile(), copy);
  copyFileSync(`${databaseFile()}-wal`, `${copy}-wal`);
  expect(await data.run(["restore", copy, "--force", "--resume-queue"])).toMatchObject({ status: 0 });
  expect((await data.run(["message", "list"])).out.match(/queued/g)).toHaveLength(2);
});

test("nothing is restored under a gateway that runs, nor from what is not a backup", async () => {
  await dataWith(1);
  await data.run(["backup", file()]);
  const lock = lockFile(join(data.data(), "lock"));
  const refused = await data.run(["restore", file(), "--force"]);
  lock?.release();
  expect(refused).toMatchObject({ status: 1, err: expect.stringContaining("another gateway runs") });
  writeFileSync(data.path("letter"), "to whom it may concern");
  const foreign = await data.run(["restore", data.path("letter"), "--force"]);
  expect(foreign).toMatchObject({ status: 1, err: expect.stringContaining("it is not a backup of Aldis") });
  expect((await data.run(["restore", data.path("none")])).err).toContain("no such file");
  expect((await data.run(["message", "list"])).out).toContain("queued");
});

test("what cannot be restored leaves no data directory behind", async () => {
  await dataWith(1);
  await data.run(["backup", file()]);
  const damaged = data.path("damaged.backup");
  writeFileSync(damaged, readFileSync(file()).subarray(0, 400));
  const copy = data.path("damaged.sqlite");
  writeFileSync(copy, `SQLite format 3\0${"torn".repeat(100)}`);
  mkdirSync(data.path("folder"));
  const elsewhere = data.path("far/away");
  for (const [name, why] of [
    ["none.backup", /none\.backup cannot be used: no such file or directory \(ENOENT\)\n$/],
    ["folder", /was not restored: it is a folder: name a file in it\n$/],
    ["damaged.backup", /was not restored: its end is missing\n$/],
    ["damaged.sqlite", /was not restored: /],
  ] as const) {
    const { status, err } = await runCli(
      (words, io) => runCommand([restoreCommand], words, io),
      [...["restore", data.path(name), "--data", elsewhere]],
    );
    expect({ name, status, err, left: existsSync(data.path("far")) }).toEqual({
      name,
      status: 1,
      err: expect.stringMatching(why),
      left: false,
    });
  }
});

describe("secrets are restored", () => {
  async function verify(url: string) {
    await data.migrate();
    await data.run(["setting", "set", "telegram-token", "--value-stdin"], "123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOpp");
    await data.run(["backup", file()]);
    const key = join(data.data(), "secret.key");
    const elsewhere = data.path("elsewhere");
    const restore = (directory = elsewhere) =>
      runCli(
        (words, io) => runCommand([restoreCommand], words, io),
        [...["restore", file(), "--force", "--data", directory, ...(url === "" ? [] : ["--database", url])]],
      );
    const told = `aldis: before the gateway starts: The secrets in the database need the key ${elsewhere}/secret.key: copy it from the data directory that the database came from`;
    expect(await restore()).toMatchObject({ status: 0, err: expect.stringContaining(told) });
    writeFileSync(join(elsewhere, "secret.key"), `${Buffer.alloc(32, 7).toString("base64url")}\n`, { mode: 0o600 });
    expect((await restore()).err).toContain("made with another key");
    copyFileSync(key, join(elsewhere, "secret.key"));
    expect(await restore()).toMatchObject({ status: 0, err: "" });
  }

  test("SQLite: it says which key has to come along, unless it is there", () => verify(""));

  test.skipIf(!hasPostgres())("PostgreSQL: it says which key has to come along, unless it is there", async () => {
    const url = await createEmptyTestDatabase();
    try {
      await verify(url);
    } finally {
      await dropTestDatabase(url);
    }
  });
});

test.skipIf(!hasPostgres())(
  "on PostgreSQL too, only --force replaces data, and no gateway may work on it",
  async () => {
    await dataWith(2);
    await data.run(["backup", file()]);
    const url = await createEmptyTestDatabase();
    try {
      const restore = (...flags: string[]) => data.run(["restore", file(), "--database", url, ...flags]);
      expect(await restore()).toMatchObject({ status: 0 });
      expect((await restore()).err).toContain("has data already: --force replaces it");
      expect((await restore("--force", "--resume-queue")).status).toBe(0);
      expect(await sqlOn(url, "select distinct state from outgoing_messages")).toEqual([{ state: "queued" }]);
      await sqlOn(url, `insert into nodes (node, epoch, lease_until) values ('alpha', 1, ${Date.now() + 3_600_000})`);
      expect((await restore("--force")).err).toContain("the gateway alpha works on the database: stop it first");
      const seen = (agoMs: number) => `insert into node_states
        (node, name, version, newest, state, started_at, state_since, seen_at, ahead_ms, hears, modems)
        values ('alpha', 'a', '1', '0046-nodes', 'ready', 0, 0, ${Date.now() - agoMs}, 0, 1, '[]')
        on conflict (node) do update set seen_at = excluded.seen_at`;
      await sqlOn(url, seen(-3_600_000));
      expect((await restore("--force")).err).toContain("the gateway alpha works on the database: stop it first");
      await sqlOn(url, seen(22_000));
      expect((await restore("--force")).err).toMatch(
        /the gateway alpha has gone without being stopped \(last heard of \d+ s ago\), and what it had in hand is its own for another \d+ s: run the command again then\n$/,
      );
      expect(await sqlOn(url, "select distinct state from outgoing_messages")).toEqual([{ state: "queued" }]);
    } finally {
      await dropTestDatabase(url);
    }
  },
);

/** Starts a command as a process of its own, and kills it as soon as the folder of its work has a file of this name. */
async function killAt(name: string, words: readonly string[], folder: string): Promise<void> {
  const program = join(import.meta.dir, "../../server.ts");
  const child = Bun.spawn([process.execPath, program, ...words, "--data", data.data()], {
    stdout: "ignore",
    stderr: "ignore",
  });
  running.push(child);
  await eventually(`${name} is begun`, () => {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode} before it was killed`);
    return leftOvers(folder).some((work) => existsSync(join(folder, work, name)));
  });
  child.kill("SIGKILL");
  await child.exited;
  expect(child.signalCode).toBe("SIGKILL");
}

test("a backup or a restore that is killed leaves nothing half, and the next one clears up", async () => {
  await dataWith(20_000);
  await killAt("all.backup", ["backup", file()], data.path("."));
  expect(existsSync(file())).toBe(false);
  expect(leftOvers(data.path("."))).toHaveLength(1);
  expect(await data.run(["backup", file()])).toMatchObject({ status: 0 });

  const [{ n } = { n: 0 }] = await sqlOn(
    data.database(),
    "select count(*) as n from outgoing_messages where state = 'queued'",
  );
  await killAt("restored.sqlite", ["restore", file(), "--force"], data.data());
  expect(await sqlOn(data.database(), "select count(*) as n from outgoing_messages where state = 'queued'")).toEqual([
    { n },
  ]);
  expect(leftOvers(data.data()).length).toBeGreaterThan(0);
  expect(await data.run(["restore", file(), "--force"])).toMatchObject({ status: 0 });
  expect(leftOvers(data.data())).toEqual([]);
  expect(await sqlOn(data.database(), "select count(*) as n from outgoing_messages where state = 'unknown'")).toEqual([
    { n },
  ]);
}, 180_000);
