import { afterEach, expect, test } from "bun:test";
import {
  chmodSync,
  chownSync,
  copyFileSync,
  lstatSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import {
  aldis,
  callsOf,
  keyFile,
  PHONE,
  receive,
  stack,
  started,
  undoAll,
  WORD,
} from "../support/encrypted-gateway.ts";
import { createTestDatabase, dropTestDatabase, hasPostgres } from "../support/postgres.ts";
import { runCli } from "../support/run-cli.ts";
import { sqlOn } from "../support/sql.ts";

afterEach(undoAll);

test("a key file that is missing, open to others, damaged or another one keeps the gateway from starting, and says what to do", async () => {
  const { file, id, folder } = await keyFile();
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const gateway = await started("--text-key-file", file);
  await receive(gateway, PHONE, WORD);
  await gateway.stop();
  const good = readFileSync(file, "utf8");
  const serve = async (words: string[] = ["--text-key-file", file]) => {
    const { status, err } = await runCli(aldis, ["serve", "--port", "0", "--data", gateway.data, ...words]);
    expect(status).toBe(1);
    expect(err).not.toContain(good.trim().split(" ").at(-1) ?? "");
    return err;
  };
  expect(await serve([])).toContain(`encrypted with the key ${id}: name the file`);
  const none = join(folder, "none");
  const needs = `the texts in the database are encrypted with ${id}: put it back from its copy; if every copy is lost, aldis text-key add makes a new one, and aldis text-key forget gives the lost keys up`;
  const absent = `the key file ${none} does not exist, and ${needs}`;
  expect(await serve(["--text-key-file", none])).toBe(`aldis: ${absent}\n`);
  const missing = ["--json", "--data", gateway.data, "--text-key-file", none];
  expect((await runCli(aldis, ["doctor", ...missing])).out).toContain(`"problem": "${absent}"`);
  expect((await runCli(aldis, ["text-key", "show", ...missing])).err).toBe(`aldis: ${absent}\n`);
  chmodSync(file, 0o640);
  expect(await serve()).toContain(`chmod 600 ${file}`);
  chmodSync(file, 0o600);
  for (const [content, problem] of [
    ["", `no key is in it, and ${needs}`],
    [`${id} abc\n`, "43 characters"],
    [`${good}${good}`, `the key ${id} is there twice`],
    [good.replace(id, "AAAAAAAA"), "does not belong to its ID"],
  ] as const) {
    writeFileSync(file, content);
    expect(await serve()).toContain(problem);
  }
  const { file: another } = await keyFile();
  const add = (to: string) =>
    runCli(aldis, ["text-key", "add", "--below", "--data", gateway.data, "--text-key-file", to]);
  expect((await add(another)).err).toBe(
    `aldis: texts in the database are encrypted with ${id}, which ${another} does not have: add its line from the copy of the key file first, or the gateway does not start\n`,
  );
  expect(await serve(["--text-key-file", another])).toContain(
    `encrypted with the key ${id}, which the key file does not`,
  );
  const doctor = await runCli(aldis, ["doctor", "--json", "--data", gateway.data, "--text-key-file", another]);
  expect(doctor.out).toContain(`texts are encrypted with ${id}`);
  writeFileSync(file, good);
  expect((await add(file)).err).toBe("");
  const saved = await runCli(aldis, ["backup", join(folder, "a.backup"), "--data", gateway.data]);
  expect(saved.out).toContain(`\nits texts are encrypted with ${id}: keep a copy of the key file (--text-key-file)`);
  await gateway.restart();
  expect(await callsOf(gateway).texts("/api/v1/incoming")).toEqual([WORD]);
}, 180_000);

test("a key is added by root for the gateway's user, through a link, below the others, or not at all where there is no folder", async () => {
  const { file, id, folder } = await keyFile();
  const isRoot = process.getuid?.() === 0;
  if (isRoot) chownSync(file, 4711, 4712);
  const link = join(folder, "link.keys");
  symlinkSync(file, link);
  const run = (...words: string[]) => runCli(aldis, ["text-key", ...words, "--data", join(folder, "data")]);
  const below = await run("add", "--below", "--text-key-file", link);
  const above = await run("add", "--text-key-file", link);
  const ids = [above.out.split(" ")[0], id, below.out.split(" ")[0]];
  expect([below.out, above.out]).toEqual([
    expect.stringContaining("is the last key of"),
    expect.stringContaining("is the first key of"),
  ]);
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(statSync(file)).toMatchObject({ uid: isRoot ? 4711 : statSync(folder).uid });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  // No database yet: what the file has is shown all the same.
  const shown = JSON.parse((await run("show", "--json", "--text-key-file", link)).out);
  expect(shown).toMatchObject({ encrypts: true, keys: ids.map((each, at) => ({ id: each, encrypts: at === 0 })) });
  const nowhere = await run("add", "--text-key-file", join(folder, "none", "text.keys"));
  expect(nowhere).toMatchObject({ status: 1, err: expect.stringContaining(`${join(folder, "none")} does not exist`) });
});

test.skipIf(!hasPostgres())(
  "of two nodes none writes what the other cannot read: a key goes round below the others, and then above",
  async () => {
    const url = await createTestDatabase();
    stack.push(() => dropTestDatabase(url));
    const { file: one, id } = await keyFile();
    const { file: two } = await keyFile();
    const same = () => copyFileSync(one, two);
    same();
    const first = await started("--database", url, "--text-key-file", one);
    const second = await started("--database", url, "--text-key-file", two);
    const add = (...words: string[]) => runCli(aldis, ["text-key", "add", "--text-key-file", one, ...words]);
    const before = readFileSync(one, "utf8");
    const early = (await add()).out.split(" ")[0];
    await first.stop();
    const refused = await runCli(aldis, [
      "serve",
      "--port",
      "0",
      "--data",
      first.data,
      "--database",
      url,
      "--text-key-file",
      one,
    ]);
    expect(refused).toMatchObject({ status: 1, err: expect.stringContaining(`texts encrypted with the key ${early}`) });

    writeFileSync(one, before);
    const added = (await add("--below")).out.split(" ")[0] ?? "";
    same();
    await second.restart();
    const lines = readFileSync(one, "utf8").split("\n");
    const line = lines.find((each) => each.startsWith(added)) ?? "";
    writeFileSync(one, [line, ...lines.filter((each) => each !== line)].join("\n"));
    await first.restart();
    for (const [at, node] of [first, second].entries())
      expect((await callsOf(node).post("/api/v1/messages", { to: PHONE, text: `${WORD} ${at}` })).status).toBe(202);
    for (const node of [first, second])
      expect(new Set(await callsOf(node).texts("/api/v1/messages"))).toEqual(new Set([`${WORD} 0`, `${WORD} 1`]));
    const rows = await sqlOn(url, "select text from outgoing_messages order by id");
    expect(rows.map(({ text }) => String(text).split(":")[1])).toEqual([added, id]);
    expect((await first.command(["text-key", "rotate"])).err).toContain("writes texts otherwise");
    same();
    await second.restart();
    expect((await first.command(["text-key", "rotate"])).out).toContain(`no row needs the key ${id} any more`);
  },
  240_000,
);

for (const database of ["SQLite", "PostgreSQL"] as const) {
  const isPostgres = database === "PostgreSQL";
  test.skipIf(isPostgres && !hasPostgres())(
    `on ${database} a command that only reads needs the key file no further, and from one that has written a text on, nothing starts without`,
    async () => {
      const url = isPostgres ? await createTestDatabase() : undefined;
      if (url !== undefined) stack.push(() => dropTestDatabase(url));
      const on = url === undefined ? [] : ["--database", url];
      const gateway = await started(...on);
      await receive(gateway, PHONE, WORD);
      await gateway.stop();
      const { file, id } = await keyFile();
      const data = ["--data", gateway.data, ...on];
      const command = (...words: string[]) => runCli(aldis, [...words, ...data]);
      const keyed = (...words: string[]) => command(...words, "--text-key-file", file);
      for (const words of [
        ["inbox", "list"],
        ["message", "list"],
        ["contact", "add", "Anna", "--number", PHONE],
      ])
        expect(await keyed(...words)).toMatchObject({ status: 0 });
      expect(await sqlOn(gateway.database, "select id from text_keys")).toEqual([]);
      expect((await command("inbox", "list")).out).toContain(WORD);

      expect(await keyed("inbox", "note", "1", "Nachtfalter")).toMatchObject({ status: 0 });
      expect(await sqlOn(gateway.database, "select id from text_keys")).toEqual([{ id }]);
      for (const words of [
        ["inbox", "list"],
        ["serve", "--port", "0"],
      ])
        expect(await command(...words)).toMatchObject({
          status: 1,
          err: expect.stringContaining(`its texts are encrypted with the key ${id}: name the file`),
        });
      const [row] = await sqlOn(gateway.database, "select note from incoming_messages");
      expect(row?.note).toStartWith(`\u0001aldis1:${id}:`);
    },
    180_000,
  );
}

test("a command that would encrypt beside a gateway that cannot read it is refused, and so is a rotation before the gateway has the new key", async () => {
  const { file } = await keyFile();
  const gateway = await started();
  const data = ["--data", gateway.data, "--text-key-file", file];
  await receive(gateway, PHONE, WORD);
  expect(await runCli(aldis, ["inbox", "list", ...data])).toMatchObject({ status: 0, err: "" });
  const refused = await runCli(aldis, ["inbox", "note", "1", WORD, ...data]);
  expect(refused).toMatchObject({
    status: 1,
    err: expect.stringMatching(
      /the gateway on this file could not read texts encrypted with .*, so this command has written none: restart the gateway with the key/,
    ),
  });
  expect(await sqlOn(gateway.database, "select note from incoming_messages")).toEqual([{ note: null }]);
  expect(await sqlOn(gateway.database, "select id from text_keys")).toEqual([]);
  await gateway.stop();
  const sealing = await started("--text-key-file", file);
  expect((await sealing.command(["text-key", "add"])).status).toBe(0);
  const early = await sealing.command(["text-key", "rotate"]);
  expect(early).toMatchObject({ status: 1, err: expect.stringContaining("restart it") });
  await sealing.restart();
  expect(await sealing.command(["text-key", "rotate"])).toMatchObject({ status: 0 });
}, 180_000);

test("the first key is put into a file that is there and empty, and only its owner may read it", async () => {
  const { file } = await keyFile();
  writeFileSync(file, "\n");
  const add = () => runCli(aldis, ["text-key", "add", "--below", "--text-key-file", file]);
  expect(await add()).toMatchObject({ status: 0, err: "", out: expect.stringContaining("is the first key of") });
  expect(readFileSync(file, "utf8")).toMatch(/^# made [\d-]+\n\S{8} \S{43}\n$/);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  // Or without a key, where the refusal to read it says to add one.
  for (const content of ["# of the gateway in Wels\n", "plain\n", "plain"]) {
    writeFileSync(file, content);
    expect(await add()).toMatchObject({ status: 0, err: "", out: expect.stringContaining("is the first key of") });
    expect(readFileSync(file, "utf8")).toMatch(/^# made [\d-]+\n\S{8} \S{43}\n(?:# of the gateway in Wels\n)?$/);
  }
});
