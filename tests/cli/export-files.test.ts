import { expect, test } from "bun:test";
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { checkCommands } from "../../lib/cli/check.ts";
import { configTransferCommands } from "../../lib/cli/config-transfer.ts";
import { contactCommands } from "../../lib/cli/contact.ts";
import { policyCommands } from "../../lib/cli/policy.ts";
import { ruleCommands } from "../../lib/cli/rule.ts";
import { userCommands } from "../../lib/cli/user.ts";
import { commandsOnData } from "../support/commands-on-data.ts";
import { runAldis } from "../support/process.ts";

const data = commandsOnData([
  ...checkCommands,
  ...configTransferCommands,
  ...contactCommands,
  ...policyCommands,
  ...ruleCommands,
  ...userCommands,
]);
const modeOf = (file: string) => statSync(file).mode & 0o777;

async function withTwoUsers(): Promise<void> {
  await data.migrate();
  for (const name of ["anna", "ben"]) {
    expect(await data.run(["user", "add", name, "--password-stdin"], "secret-1\n")).toMatchObject({ status: 0 });
  }
  expect(await data.run(["contact", "add", "Carl"])).toMatchObject({ status: 0 });
}

test("an exported configuration is its owner's alone, also over an earlier one, and standard error says what was written", async () => {
  await withTwoUsers();
  const file = data.path("all.json");
  const written = { status: 0, out: "", err: `wrote 2 users, 1 contact to ${file}\n` };
  expect(await data.run(["config", "export", file])).toEqual(written);
  expect(modeOf(file)).toBe(0o600);
  chmodSync(file, 0o644);
  const before = statSync(file).ino;
  expect(await data.run(["config", "export", file, "--passwords"])).toEqual(written);
  expect({ mode: modeOf(file), isNew: statSync(file).ino !== before }).toEqual({ mode: 0o600, isNew: true });
  expect(readFileSync(file, "utf8")).toContain("$argon2id$");
  expect(readdirSync(data.path(".")).filter((name) => name.includes(".new"))).toEqual([]);

  const printed = await data.run(["config", "export", "-"]);
  expect(printed).toMatchObject({ status: 0, err: "" });
  expect(JSON.parse(printed.out)).toMatchObject({ aldis: "configuration" });
});

test("whatever is not an earlier export of the kind is left as it is", async () => {
  await withTwoUsers();
  const other = data.path("other");
  for (const command of ["config", "rule", "check", "policy"]) {
    for (const text of ["[hosts]\n127.0.0.1\n", '{"name":"something","version":1}', "null", "SQLite format 3\0"]) {
      writeFileSync(other, text);
      expect(await data.run([command, "export", other])).toEqual({
        status: 1,
        out: "",
        err: `aldis: ${other} is not an earlier export, and was left as it is: name another file, or move it away\n`,
      });
      expect(readFileSync(other, "utf8")).toBe(text);
    }
    writeFileSync(other, "");
    expect(await data.run([command, "export", other])).toMatchObject({
      status: 0,
      err: expect.stringContaining("wrote "),
    });
    expect(await data.run([command, "export", other])).toMatchObject({ status: 0 });
  }
  writeFileSync(other, "SQLite format 3\0");
  expect((await data.run(["contact", "export", other])).err).toContain("is not an earlier export");
  mkdirSync(data.path("folder"));
  expect((await data.run(["config", "export", data.path("folder")])).err).toContain("is a folder: name a file in it");
  expect((await data.run(["config", "export", data.path("none/all.json")])).err).toBe(
    `aldis: ${data.path("none/all.json")} cannot be written: no such file or directory (ENOENT)\n`,
  );
});

test("a link is followed, and what is not a file is written to", async () => {
  await withTwoUsers();
  const [file, link] = [data.path("dated.json"), data.path("newest.json")];
  writeFileSync(file, "");
  symlinkSync(file, link);
  expect(await data.run(["config", "export", link])).toMatchObject({ status: 0 });
  expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ aldis: "configuration" });
  const program = join(import.meta.dir, "../../server.ts");
  const toStdout = ["config", "export", "/dev/stdout", "--data", data.data()];
  const piped = await runAldis(["-c", '"$0" "$@" | cat', process.execPath, program, ...toStdout], {
    command: ["bash"],
  });
  expect(piped).toEqual({ exit: 0, output: expect.stringContaining('"aldis": "configuration"') });
});

test.skipIf(process.getuid?.() !== 0)("root replaces an export of another user for that user", async () => {
  await withTwoUsers();
  const file = data.path("all.json");
  writeFileSync(file, "");
  chownSync(file, 65_534, 65_534);
  expect(await data.run(["config", "export", file])).toMatchObject({ status: 0 });
  const { uid, gid } = statSync(file);
  expect([uid, gid, modeOf(file)]).toEqual([65_534, 65_534, 0o600]);
});
