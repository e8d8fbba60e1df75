import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { chownSync, existsSync, linkSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { backupCommand, restoreCommand } from "../../lib/cli/backup.ts";
import { contactCommands } from "../../lib/cli/contact.ts";
import { doctorCommand } from "../../lib/cli/doctor.ts";
import { migrateCommand } from "../../lib/cli/migrate.ts";
import { lockFile } from "../../lib/modem/serial/index.ts";
import { commandsOnData } from "../support/commands-on-data.ts";
import { leaveEarlierVersion } from "../support/earlier-version.ts";

/** What root leaves in the data directory of another user, who is the one that the gateway runs as. */
const isRoot = process.getuid?.() === 0;
const NOBODY = 65_534;
const data = commandsOnData([backupCommand, restoreCommand, doctorCommand, migrateCommand, ...contactCommands]);

const give = (path: string) => chownSync(path, NOBODY, NOBODY);
function makeNobodys(path: string): string {
  mkdirSync(path, { mode: 0o700 });
  give(path);
  return path;
}
/** By their path in the folder: those that do not belong to nobody. */
const others = (folder: string) =>
  (readdirSync(folder, { recursive: true }) as string[]).filter((name) => statSync(join(folder, name)).uid !== NOBODY);

test.skipIf(!isRoot)(
  "root makes a database in a directory of another user for that user, also where others have it open",
  async () => {
    makeNobodys(data.data());
    expect(await data.run(["contact", "add", "Anna"])).toMatchObject({ status: 0 });
    using open = new Database(join(data.data(), "aldis.sqlite"));
    open.query("select count(*) from contacts").get();
    expect(await data.run(["contact", "add", "Bert"])).toMatchObject({ status: 0 });
    expect(readdirSync(data.data())).toEqual(expect.arrayContaining(["aldis.sqlite", "aldis.sqlite-wal"]));
    expect(others(data.data())).toEqual([]);
  },
);

test.skipIf(!isRoot)(
  "root restores and backs up into a directory of another user for that user, locks included",
  async () => {
    expect(await data.run(["contact", "add", "Anna"])).toMatchObject({ status: 0 });
    const file = data.path("my.backup");
    expect(await data.run(["backup", file])).toMatchObject({ status: 0 });
    expect(statSync(file).uid).toBe(0);
    const other = makeNobodys(data.path("other"));
    const into = (...words: string[]) => data.run([...words, "--database", `sqlite:${join(other, "aldis.sqlite")}`]);
    give(data.data());
    expect(await into("restore", file)).toMatchObject({ status: 0 });
    expect(existsSync(join(other, "aldis.sqlite.lock"))).toBe(true);
    expect(others(other)).toEqual([]);
    expect(statSync(join(data.data(), "lock")).uid).toBe(NOBODY);
    expect(await into("restore", file, "--force")).toMatchObject({ status: 0 });
    expect(others(other)).toEqual([]);

    makeNobodys(join(data.data(), "backups"));
    expect(await data.run(["backup", join(data.data(), "backups")])).toMatchObject({ status: 0 });
    expect(others(join(data.data(), "backups"))).toEqual([]);
  },
);

test.skipIf(!isRoot)(
  "the copy before an upgrade that root makes is the other user's, and so is its folder",
  async () => {
    makeNobodys(data.data());
    const row = `insert into users (name, name_key, password_hash, revision) values ('anna', 'anna', 'x', 1)`;
    await leaveEarlierVersion(data.database(), "0040-held-messages", [row]);
    give(join(data.data(), "aldis.sqlite"));
    expect(await data.migrate()).toMatchObject({ status: 0 });
    expect(readdirSync(join(data.data(), "backups"))).toHaveLength(1);
    expect(others(data.data())).toEqual([]);
  },
);

test.skipIf(!isRoot)("root gives away no file that another user has only named", () => {
  const folder = makeNobodys(data.data());
  const own = data.path("own");
  writeFileSync(own, "");
  symlinkSync(own, join(folder, "symbolic"));
  linkSync(own, join(folder, "hard"));
  for (const name of ["symbolic", "hard"]) lockFile(join(folder, name))?.release();
  expect(statSync(own).uid).toBe(0);
});

test.skipIf(!isRoot)(
  "the doctor names the files that the gateway's user may not use, and how they become that user's",
  async () => {
    makeNobodys(data.data());
    await data.run(["contact", "add", "Anna"]);
    const problem = async () => {
      const { out } = await data.run(["doctor", "--json", "--port", "0"]);
      const { findings } = JSON.parse(out) as { findings: { subject: string; problem?: string }[] };
      return findings.find(({ subject }) => subject === "data directory")?.problem;
    };
    expect(await problem()).toBeUndefined();
    const lock = join(data.data(), "lock");
    writeFileSync(lock, "", { mode: 0o600 });
    expect(await problem()).toBe(
      `user 65534, whom the gateway runs as, may not use ${lock}: as root, chown --reference=${data.data()} ${lock}`,
    );
  },
);
