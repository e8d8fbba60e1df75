import { afterEach, beforeEach, expect, test } from "bun:test";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { createCommandLine } from "../../lib/cli/index.ts";
import { createApp } from "../../server.ts";
import { runCli, startCli, temporaryDirectory } from "../support/run-cli.ts";

const aldis = createCommandLine({ createApp });
let folder = "";
let data = "";
beforeEach(() => {
  folder = temporaryDirectory();
  data = join(folder, "data");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const modeOf = (path: string) => (statSync(path).mode & 0o7777).toString(8);
const addUser = (...more: string[]) =>
  runCli(aldis, ["user", "add", "anna", "--password-stdin", "--data", data, ...more], { stdin: "secret\n" });

/** Starts the gateway on what is there, and gives its log when it has ended again. */
async function serve(...more: string[]): Promise<string> {
  const gateway = startCli(aldis, ["serve", "--port", "0", "--data", data, ...more]);
  await gateway.printed(/"gateway started"/);
  return (await gateway.stop()).out;
}

test("a directory and files that are open to others are closed to them, and the log says which", async () => {
  expect((await addUser()).status).toBe(0);
  await serve("--tls", "self-signed");
  const files = ["aldis.sqlite", "node", "tls-key.pem", "tls-certificate.pem"].map((name) => join(data, name));
  chmodSync(data, 0o777);
  for (const file of files) chmodSync(file, 0o666);
  const log = await serve("--tls", "self-signed");
  expect(modeOf(data)).toBe("755");
  for (const file of files) {
    expect({ file, mode: modeOf(file) }).toEqual({ file, mode: "600" });
    expect(log).toContain(`"path":"${file}","before":"666"`);
  }
  expect(log).toContain(`"path":"${data}","before":"777"`);
  expect(await serve("--tls", "self-signed")).not.toContain("others on this machine");
});

test("a command that opens the database closes it too", async () => {
  await addUser();
  chmodSync(join(data, "aldis.sqlite"), 0o644);
  expect((await runCli(aldis, ["user", "list", "--data", data])).status).toBe(0);
  expect(modeOf(join(data, "aldis.sqlite"))).toBe("600");
});

test("a database elsewhere is closed too, and may be reached by a link", async () => {
  mkdirSync(join(folder, "disk"));
  const file = join(folder, "disk", "texts.db");
  const link = join(folder, "link.db");
  symlinkSync(file, link);
  expect((await addUser("--database", `sqlite:${link}`)).status).toBe(0);
  chmodSync(file, 0o666);
  expect((await runCli(aldis, ["user", "list", "--data", data, "--database", `sqlite:${link}`])).status).toBe(0);
  expect(modeOf(file)).toBe("600");
});

test("files that are not the gateway's are left alone", async () => {
  mkdirSync(data);
  writeFileSync(join(data, "notes.txt"), "mine");
  chmodSync(join(data, "notes.txt"), 0o666);
  await addUser();
  expect(modeOf(join(data, "notes.txt"))).toBe("666");
});

test.each([
  "aldis.sqlite",
  "aldis.sqlite-wal",
  "aldis.sqlite.lock",
  "node",
  "node-origin",
  "lock",
  "tls-key.pem",
  "gateway.json",
  "modems.json",
])("a symbolic link in place of %s is refused, and nothing is written where it leads", async (name) => {
  mkdirSync(data, { mode: 0o700 });
  const target = join(folder, "victim");
  if (name !== "node") writeFileSync(target, "untouched");
  symlinkSync(target, join(data, name));
  const sentence = `aldis: ${join(data, name)} is a symbolic link, which is not followed: put the file itself there\n`;
  expect(await addUser()).toMatchObject({ status: 1, err: sentence });
  expect(await runCli(aldis, ["serve", "--port", "0", "--data", data])).toMatchObject({ status: 1, err: sentence });
  expect(existsSync(target) ? readFileSync(target, "utf8") : "").toBe(name === "node" ? "" : "untouched");
});

test.each(["tls-key.pem", "tls-certificate.pem", "node", "node-origin", "gateway.json", "modems.json"])(
  "a link that waits for the new %s is replaced, not written through",
  async (name) => {
    mkdirSync(data, { mode: 0o700 });
    const target = join(folder, "victim");
    writeFileSync(target, "untouched");
    symlinkSync(target, join(data, `${name}.new`));
    await serve("--tls", "self-signed");
    expect(readFileSync(target, "utf8")).toBe("untouched");
    const kept = join(data, name);
    // The running gateway's address is removed as it ends.
    if (name !== "gateway.json") expect({ name, isFile: lstatSync(kept).isFile() }).toEqual({ name, isFile: true });
  },
);

test.each(["node", "node-origin", "lock", "gateway.json", "modems.json", "tls-key.pem", "aldis.sqlite"])(
  "a pipe in place of %s is refused instead of waited for",
  async (name) => {
    mkdirSync(data, { mode: 0o700 });
    Bun.spawnSync(["mkfifo", join(data, name)]);
    const sentence = `aldis: ${join(data, name)} is not a regular file: move it away\n`;
    expect(await runCli(aldis, ["serve", "--port", "0", "--data", data])).toMatchObject({ status: 1, err: sentence });
  },
);

test("a directory or a pipe that is named as the database is refused and stays as it is", async () => {
  const directory = join(folder, "texts");
  mkdirSync(directory, { mode: 0o755 });
  chmodSync(directory, 0o755);
  const pipe = join(folder, "pipe");
  Bun.spawnSync(["mkfifo", pipe]);
  chmodSync(pipe, 0o666);
  for (const path of [directory, pipe]) {
    const before = modeOf(path);
    const sentence = `aldis: ${path} is not a regular file: name another with --database\n`;
    const named = ["--database", `sqlite:${path}`];
    expect(await addUser(...named)).toMatchObject({ status: 1, err: sentence });
    expect(await runCli(aldis, ["serve", "--port", "0", "--data", data, ...named])).toMatchObject({
      status: 1,
      err: sentence,
    });
    expect({ path, mode: modeOf(path) }).toEqual({ path, mode: before });
  }
});

test("what the system refuses about the gateway's files is a sentence with its path and status 1, for every command", async () => {
  await addUser();
  const loop = join(folder, "loop");
  symlinkSync(loop, loop);
  rmSync(join(data, "gateway.json"), { force: true });
  const elsewhere = ["--database", `sqlite:${loop}`];
  const told = (path: string) =>
    expect.stringMatching(new RegExp(`^aldis: ${path} cannot be used: [a-z][^\n]+ \\(E[A-Z]+\\)\\n$`));
  for (const words of [
    ["message", "list"],
    ["event", "list"],
    ["serve", "--port", "0"],
  ]) {
    expect(await runCli(aldis, [...words, "--data", data, ...elsewhere])).toMatchObject({ status: 1, err: told(loop) });
  }
  const beneath = join(data, "aldis.sqlite", "x.db");
  expect(await runCli(aldis, ["inbox", "list", "--data", data, "--database", `sqlite:${beneath}`])).toMatchObject({
    status: 1,
    err: told(beneath),
  });
  for (const [name, words] of [
    ["gateway.json", ["health"]],
    ["modems.json", ["modem", "list"]],
  ] as const) {
    rmSync(join(data, name), { force: true });
    symlinkSync(join(data, name), join(data, name));
    expect(await runCli(aldis, [...words, "--data", data])).toMatchObject({ status: 1, err: told(join(data, name)) });
  }
});

test("a directory for everybody, such as /tmp, is refused and stays as it is", async () => {
  mkdirSync(data);
  chmodSync(data, 0o1777);
  expect(await addUser()).toMatchObject({ status: 1, err: expect.stringContaining("is a directory for everybody") });
  expect(modeOf(data)).toBe("1777");
});

test("the data directory itself may be a link", async () => {
  mkdirSync(join(folder, "elsewhere"), { mode: 0o700 });
  symlinkSync(join(folder, "elsewhere"), data);
  expect((await addUser()).status).toBe(0);
});
