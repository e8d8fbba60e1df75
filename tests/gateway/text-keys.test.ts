import { Database } from "bun:sqlite";
import { afterEach, describe, expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  aldis,
  callsOf,
  keyFile,
  type Listed,
  LONG,
  optionsOn,
  PHONE,
  receive,
  stack,
  started,
  undoAll,
  useAll,
  WORD,
} from "../support/encrypted-gateway.ts";
import { eventually } from "../support/eventually.ts";
import { smtpPort, swaks } from "../support/mail.ts";
import { hasPostfix, startPostfix } from "../support/postfix.ts";
import { createEmptyTestDatabase, dropTestDatabase, hasPostgres } from "../support/postgres.ts";
import { hasProgram } from "../support/programs.ts";
import { readablePlaces } from "../support/readable-texts.ts";
import { runCli } from "../support/run-cli.ts";
import { sqlOn } from "../support/sql.ts";

afterEach(undoAll);

const secondNow = () => Math.floor(Date.now() / 1_000);

/** Opens and reads a SQLite database; gives what closes it. */
function heldOpen(url: string): () => void {
  const database = new Database(url.slice("sqlite:".length));
  database.query("select count(*) from outgoing_messages").get();
  return () => database.close();
}

for (const kind of ["SQLite", "PostgreSQL"] as const) {
  const isPostgres = kind === "PostgreSQL";
  describe.skipIf(isPostgres && !hasPostgres())(`texts on ${kind}`, () => {
    test("are nowhere to be read in the database with a key file, and everywhere else as before, also after a restart", async () => {
      const { file } = await keyFile();
      const gateway = await started(
        ...(await optionsOn(kind)),
        "--text-key-file",
        file,
        "--allow-targets",
        "127.0.0.1",
      );
      await useAll(gateway);
      expect(await readablePlaces(gateway.database, WORD)).toEqual([]);
      const second = secondNow();
      await gateway.restart();
      const { read, texts, post, listed } = callsOf(gateway);
      // The simulated modem starts its references from the beginning: a report with a used reference and the same second counts as repeated.
      await eventually("another second", () => secondNow() > second);
      expect(await texts("/api/v1/incoming?order=oldest")).toEqual([LONG, `${WORD} again`]);
      const [first] = (await read<Listed>("/api/v1/messages?order=oldest")).items;
      expect(first).toMatchObject({ text: LONG, state: "delivered" });
      const conversation = await read<{ items: { incoming?: { text: string } }[] }>(
        `/api/v1/conversations/${encodeURIComponent(PHONE)}`,
      );
      expect(conversation.items.filter(({ incoming }) => incoming !== undefined)).toHaveLength(2);
      const alarms = await read<{ items: { title: string; text: string }[] }>("/api/v1/alarms");
      expect(alarms.items).toMatchObject([{ title: `${WORD} in cellar`, text: `${WORD} in cellar` }]);
      const resent = await post("/api/v1/messages", { to: PHONE, text: WORD });
      expect(resent.status).toBe(202);
      await listed("/api/v1/messages", ({ items }) => items[0]?.text === WORD && items[0].state === "delivered");
      expect((await gateway.command(["message", "list"])).out).toContain(WORD);
      expect(await readablePlaces(gateway.database, WORD)).toEqual([]);
    }, 240_000);

    test("that are encrypted are not searched; numbers are, and the API says so", async () => {
      const { file } = await keyFile();
      const gateway = await started(...(await optionsOn(kind)), "--text-key-file", file);
      const { read, texts } = callsOf(gateway);
      await receive(gateway, PHONE, WORD);
      expect(await read("/api/v1/me")).toMatchObject({ searchesTexts: false });
      expect(await texts("/api/v1/incoming?q=1234567")).toEqual([WORD]);
      expect(await texts(`/api/v1/incoming?q=${encodeURIComponent(WORD)}`)).toEqual([]);
    }, 180_000);

    test("written before encryption are encrypted by a rotation, and readable again by another when the file says so", async () => {
      const options = await optionsOn(kind);
      const plain = await started(...options, "--allow-targets", "127.0.0.1");
      await useAll(plain);
      const places = await readablePlaces(plain.database, WORD);
      expect(places).toEqual(expect.arrayContaining(["outgoing_messages", "outgoing_parts", "incoming_parts", "jobs"]));
      expect(places).toEqual(expect.arrayContaining(["incoming_messages", "alarms"]));
      await plain.stop();
      // As a gateway beside: whoever closes the database last takes its log away.
      if (!isPostgres) stack.push(heldOpen(plain.database));

      const { file, id } = await keyFile();
      const data = ["--data", plain.data, "--database", plain.database, "--text-key-file", file];
      const run = (...words: string[]) => runCli(aldis, [...words, ...data]);
      const rotated = await run("text-key", "rotate");
      expect(rotated).toMatchObject({ status: 0, err: "", out: expect.stringContaining("all texts are encrypted") });
      expect((await run("text-key", "rotate")).out).toStartWith("all texts are encrypted");
      expect(await readablePlaces(plain.database, WORD)).toEqual([]);
      expect((await run("inbox", "list")).out).toContain(WORD);
      expect((await run("text-key", "show")).out).toMatch(new RegExp(`^${id} +encrypts +needed since`, "m"));

      const withoutKey = await runCli(aldis, ["inbox", "list", ...data.slice(0, -2)]);
      expect(withoutKey).toMatchObject({ status: 1, err: expect.stringContaining("--text-key-file") });
      const second = (await run("text-key", "add")).out.split(" ")[0] ?? "";
      expect((await run("text-key", "rotate")).out).toContain(`no row needs the key ${id} any more`);
      const lines = readFileSync(file, "utf8").split("\n");
      writeFileSync(file, lines.filter((line) => !line.startsWith(id)).join("\n"));
      expect((await run("inbox", "list")).out).toContain(WORD);

      await run("text-key", "plain");
      expect((await run("text-key", "rotate")).out).toContain(`no row needs the key ${second} any more`);
      expect((await runCli(aldis, ["inbox", "list", ...data.slice(0, -2)])).out).toContain(WORD);
    }, 240_000);

    test("in a backup are encrypted, and it is restored into the other database only where their key is", async () => {
      const { file, folder } = await keyFile();
      const gateway = await started(...(await optionsOn(kind)), "--text-key-file", file);
      await receive(gateway, PHONE, WORD);
      const backup = join(folder, "all.backup");
      expect((await gateway.command(["backup", backup])).status).toBe(0);
      const other = isPostgres ? `sqlite:${join(folder, "other.sqlite")}` : await createEmptyTestDatabase();
      if (!isPostgres) stack.push(() => dropTestDatabase(other));
      const target = ["--data", join(folder, "data"), "--database", other];
      const refused = await runCli(aldis, ["restore", backup, ...target]);
      expect(refused).toMatchObject({ status: 1, err: expect.stringContaining("--text-key-file") });
      const restored = await runCli(aldis, ["restore", backup, ...target, "--text-key-file", file]);
      expect(restored).toMatchObject({ status: 0, err: "" });
      expect(await readablePlaces(other, WORD)).toEqual([]);
      expect((await runCli(aldis, ["inbox", "list", ...target, "--text-key-file", file])).out).toContain(WORD);
    }, 240_000);

    test("that name a person lose the number when the person is erased, and stay encrypted", async () => {
      const { file } = await keyFile();
      const gateway = await started(...(await optionsOn(kind)), "--text-key-file", file);
      const { texts, post } = callsOf(gateway);
      await receive(gateway, "+491709876543", `${WORD} of somebody`);
      await receive(gateway, PHONE, `${WORD}, call 0170 9876543`);
      expect((await post("/api/v1/messages", { to: PHONE, text: `${WORD} +491709876543` })).status).toBe(202);
      await callsOf(gateway).listed("/api/v1/messages", ({ items }) => items[0]?.state === "delivered");
      const erased = await gateway.command(["erase", "+491709876543"]);
      expect(erased).toMatchObject({
        status: 0,
        err: "",
        out: expect.stringContaining("texts of others that name it (masked): 2"),
      });
      expect(await texts("/api/v1/incoming")).toEqual([`${WORD}, call [erased]`]);
      expect(await texts("/api/v1/messages")).toEqual([`${WORD} [erased]`]);
      expect(await readablePlaces(gateway.database, WORD)).toEqual([]);
      expect(await readablePlaces(gateway.database, "9876543")).toEqual([]);
    }, 180_000);

    test.skipIf(!hasPostfix() || !hasProgram("swaks"))(
      "go by rules to telephones and by mail, and come by mail, and are nowhere to be read in the database",
      async () => {
        const { file } = await keyFile();
        const postfix = await startPostfix();
        stack.push(() => postfix[Symbol.asyncDispose]());
        const gateway = await started(
          ...[...(await optionsOn(kind)), "--text-key-file", file, "--allow-targets", "127.0.0.1"],
          ...["--mail-host", "127.0.0.1", "--mail-port", String(postfix.port), "--mail-certificate", "skip"],
          ...[
            "--mail-from",
            "sms@example.org",
            "--smtp",
            "on",
            "--smtp-port",
            "0",
            "--smtp-domains",
            "sms.example.org",
          ],
          ...["--smtp-networks", "127.0.0.1", "--smtp-user", "mailer"],
        );
        await gateway.addUser("mailer", "http-api");
        const { post, listed, read } = callsOf(gateway);
        const then = [{ number: "+491702222222" }, { email: { to: ["it@example.org"] } }];
        expect((await post("/api/v1/rules", { name: "on", then })).status).toBe(201);
        await receive(gateway, PHONE, WORD);
        await listed("/api/v1/messages", ({ items }) => items[0]?.text === `${PHONE}: ${WORD}`);
        const quoted = Buffer.from(WORD).toString("hex").toUpperCase().replaceAll(/../g, "=$&");
        expect((await postfix.mails(1))[0]?.body).toContain(quoted);
        await listed("/api/v1/jobs", ({ items }) => items[0]?.state === "delivered");
        const data = `Message-ID: <1@example.org>\nContent-Type: text/plain; charset=utf-8\n\n${WORD} by mail\n`;
        const port = smtpPort(gateway);
        for (const once of ["stored", "stored already"]) {
          const sent = await swaks(port, {
            to: `${PHONE.replace("+", "00")}@sms.example.org`,
            data: data.replaceAll("\n", "\r\n"),
          });
          expect({ once, ...sent }).toMatchObject({ once, exit: 0 });
        }
        await listed("/api/v1/messages", ({ items }) => items[0]?.text.includes(`${WORD} by mail`) === true);
        expect((await read<Listed>("/api/v1/messages")).items).toHaveLength(2);
        expect(await readablePlaces(gateway.database, WORD)).toEqual([]);
      },
      240_000,
    );

    test("that were moved to another row do not open, and nobody takes them for that row's", async () => {
      const { file } = await keyFile();
      const gateway = await started(...(await optionsOn(kind)), "--text-key-file", file);
      await receive(gateway, PHONE, WORD);
      await receive(gateway, "+491709999999", "harmless");
      await gateway.stop();
      const moved = "select text from incoming_messages where sender = '+491701234567'";
      await sqlOn(
        gateway.database,
        `update incoming_messages set text = (${moved}) where sender = '+491709999999' returning id`,
      );
      const listed = await gateway.command(["inbox", "list"]);
      expect(listed).toMatchObject({ status: 0, err: "" });
      expect(listed.out.split(WORD)).toHaveLength(2);
      expect(listed.out).toContain("[text cannot be decrypted]");
      expect((await gateway.command(["text-key", "rotate"])).status).toBe(0);
      await gateway.command(["text-key", "add"]);
      const rotated = await gateway.command(["text-key", "rotate"]);
      expect(rotated).toMatchObject({ status: 1, err: expect.stringContaining("1 rows do not open") });
    }, 180_000);
  });
}
