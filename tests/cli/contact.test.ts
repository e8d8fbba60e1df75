import { describe, expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { openStore, type Store } from "../../lib/store/index.ts";
import { addressBookCli, must } from "../support/address-book-cli.ts";

const { path, database, run, contact, group, migrate } = addressBookCli();

describe("contacts", () => {
  test("are added, listed, changed and removed, by name or ID", async () => {
    await must(group("add", "ops"));
    expect(
      await must(contact("add", "Anna", "--number", "0170 1234567", "--email", "a@example.org", "--groups", "OPS")),
    ).toBe("Anna was added (ID 1)\n");
    await must(contact("add", "Bernd", "--number", "112"));
    expect(await must(contact("list"))).toBe(
      "1  Anna   +491701234567  a@example.org  ops\n2  Bernd  112            -              -\n",
    );
    expect(await must(contact("list", "--group", "ops"))).toBe("1  Anna  +491701234567  a@example.org  ops\n");
    expect(await must(contact("list", "--search", "BER"))).toBe("2  Bernd  112  -  -\n");
    expect(await must(contact("change", "anna", "--name", "Anna B.", "--email", "", "--groups", ""))).toBe(
      "Anna B. was changed\n1  Anna B.  +491701234567  -  -\n",
    );
    expect(await must(contact("remove", "1"))).toBe("Anna B. was removed\n");
    expect(await must(contact("list"))).toBe("2  Bernd  112  -  -\n");
  });

  test("are shown with all that is known, the Telegram link too", async () => {
    await must(contact("add", "Anna", "--number", "0170 1234567", "--note", "nights\nand weekends"));
    const shown = (telegram: string) =>
      `ID        1\nname      Anna\nnumber    +491701234567\nemail     -\ntelegram  ${telegram}\ngroups    -\nnote      nights\n          and weekends\n`;
    expect(await must(contact("show", "anna"))).toBe(shown("not linked"));
    await withStoreOf(async ({ telegram }) => {
      await telegram.link({ number: "+491701234567", chatId: 7, name: "Anna B.", linkedAt: 1 });
      await telegram.setBlocked(7, 2);
    });
    expect(await must(contact("show", "1"))).toBe(shown("linked as Anna B., who has blocked the bot"));
  });

  test("a national number is read for the home country", async () => {
    await must(contact("add", "Anna", "--number", "0664 1234567", "--country", "AT"));
    expect(await must(contact("list"))).toContain("+436641234567");
  });

  test.each([
    [["contact", "add", "ANNA"], "The contact ANNA already exists"],
    [["contact", "add", "Bernd", "--number", "x", "--email", "y"], "Not a telephone number; not an email address"],
    [["contact", "add", "Bernd", "--groups", "nobody"], "The group nobody does not exist"],
    [["contact", "change", "nobody", "--note", "x"], "The contact nobody does not exist"],
    [["contact", "change", "Anna", "--name", " "], "The name is empty"],
    [["contact", "remove", "nobody"], "The contact nobody does not exist"],
    [["contact", "list", "--group", "nobody"], "The group nobody does not exist"],
    [["contact", "import", "/nowhere/contacts.csv"], "/nowhere/contacts.csv cannot be read"],
    [["group", "add", "OPS"], "The group OPS already exists"],
    [["group", "add", "new", "--members", "Anna,nobody"], "The contact nobody does not exist"],
    [["group", "remove", "nobody"], "The group nobody does not exist"],
    [["group", "schedule", "add", "ops", "Anna"], "Only members of group ops can be in its schedule"],
    [["group", "schedule", "remove", "ops", "Anna"], "Group ops has no schedule"],
    [
      ["group", "escalation", "ops", "Anna"],
      "Only members of group ops can be in its schedule and its escalation order",
    ],
  ])("%p changes nothing and says why", async (args, problem) => {
    await must(contact("add", "Anna"));
    await must(group("add", "ops"));
    const { status, out, err } = await run(args);
    expect({ status, out }).toEqual({ status: 1, out: "" });
    expect(err).toStartWith(`aldis: ${problem}`);
    expect(await must(contact("list"))).toBe("1  Anna  -  -  -\n");
    expect(await must(group("list"))).toBe("1  ops  0 members\n");
  });
});

describe("import", () => {
  const CSV = "Anna;0170 1234567;a@example.org;ops\nBernd;nothing;;\nCarl;112;;\n";

  test("who joins and who leaves a group is named in the dry run, and who leaves in the import too", async () => {
    await must(run(["contact", "import", "-"], "name;number;groups\nAnna;112;ops,Night\nBernd;113;ops\nCarl;114;\n"));
    const file = "name;number;groups\nAnna;112;\nBernd;115;OPS,duty\nCarl;114;\n";
    const dry = await must(run(["contact", "import", "-", "--dry-run"], file));
    expect(dry.split("\n").slice(0, 2)).toEqual([
      "line 2: changed Anna (groups: leaves Night, ops)",
      "line 3: changed Bernd (number, groups: joins duty)",
    ]);
    expect(await run(["contact", "import", "-"], file)).toEqual({
      status: 0,
      out: "0 added, 2 changed, 0 removed, 1 unchanged, 0 refused\n",
      err: "line 2: changed Anna (groups: leaves Night, ops)\n",
    });
    expect((await run(["contact", "import", "-", "--clear"], "Bernd;115\nCarl;x\n")).err).toBe(
      "line 2: refused Carl: not a telephone number\nremoved Anna\nremoved group Night\n",
    );
  });

  test("a dry run shows every row and does nothing; the import names what is refused", async () => {
    const file = path("contacts.csv");
    writeFileSync(file, CSV);
    expect(await must(contact("import", file, "--dry-run"))).toBe(
      "line 1: added Anna\nline 2: refused Bernd: not a telephone number\nline 3: added Carl\nadded group ops\n" +
        "would be: 2 added, 0 changed, 0 removed, 0 unchanged, 1 refused\n",
    );
    expect(await must(contact("list"))).toBe("");
    expect(await contact("import", file)).toEqual({
      status: 0,
      out: "2 added, 0 changed, 0 removed, 0 unchanged, 1 refused\n",
      err: "line 2: refused Bernd: not a telephone number\n",
    });
    expect(await must(contact("list"))).toContain("1  Anna  +491701234567  a@example.org  ops\n");
  });

  test("ends with 1 when no row is good, and with 0 when one is or there is none", async () => {
    const counts = (refused: number) => `0 added, 0 changed, 0 removed, 0 unchanged, ${refused} refused\n`;
    for (const dryRun of [["--dry-run"], []]) {
      expect(await run(["contact", "import", "-", ...dryRun], "Anna;4.9E+11\nBernd;1,7E+10\n")).toMatchObject({
        status: 1,
      });
    }
    expect(await run(["contact", "import", "-"], "Bernd;nothing\n")).toMatchObject({ status: 1, out: counts(1) });
    expect(await run(["contact", "import", "-"], "\n")).toMatchObject({ status: 0, out: counts(0) });
    expect(await must(contact("list"))).toBe("");
  });

  test("reads what a spreadsheet made of numbers, and its first line", async () => {
    await must(
      run(["contact", "import", "-"], 'sep=;\nEmil;491700000001.0\nLena;="+491700000003"\nMia;\u2019+491700000004\n'),
    );
    const list = await must(contact("list"));
    for (const number of ["+491700000001", "+491700000003", "+491700000004"]) expect(list).toContain(`  ${number}  `);
  });

  test("reads standard input, and clears when it is told to", async () => {
    await must(run(["contact", "import", "-"], "Anna;112;;ops\n"));
    expect(await must(run(["contact", "import", "-", "--clear", "--dry-run"], "Carl;112"))).toBe(
      "line 1: added Carl\nremoved Anna\nremoved group ops\nwould be: 1 added, 0 changed, 1 removed, 0 unchanged, 0 refused\n",
    );
    expect(await run(["contact", "import", "-", "--clear"], "Carl;112")).toMatchObject({
      status: 0,
      err: "removed Anna\nremoved group ops\n",
    });
    expect(await must(contact("list"))).toBe("2  Carl  112  -  -\n");
  });

  test("export and import change nothing, through a file and through a pipe", async () => {
    await must(run(["contact", "import", "-"], 'Anna;112;;"ops,dba"\n\'=1+1;110;;\n'));
    const before = await must(contact("list"));
    const file = path("export.csv");
    expect(await contact("export", file, "--bom")).toEqual({
      status: 0,
      out: "",
      err: `wrote the contacts to ${file}\n`,
    });
    expect(readFileSync(file, "utf8")).toBe(
      "\uFEFFname;number;email;groups;note\r\n'=1+1;110;;;\r\nAnna;112;;dba,ops;\r\n",
    );
    const unchanged = "0 added, 0 changed, 0 removed, 2 unchanged, 0 refused\n";
    expect(await must(contact("import", file, "--clear"))).toBe(unchanged);
    const piped = await must(contact("export", "--no-header"));
    expect(piped).toBe("'=1+1;110;;\r\nAnna;112;;dba,ops\r\n");
    expect(await must(run(["contact", "import", "-", "--clear"], piped))).toBe(unchanged);
    expect(await must(contact("list"))).toBe(before);
  });

  test("from a web server", async () => {
    using server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response(CSV) });
    const url = `http://127.0.0.1:${server.port}/contacts.csv?token=secret`;
    expect(await contact("import", url)).toMatchObject({ status: 0, out: expect.stringContaining("2 added") });
    await withEvents((events) => {
      expect(events[0]?.message).toContain(`from http://127.0.0.1:${server.port}/contacts.csv: 2 added`);
      expect(JSON.stringify(events)).not.toContain("secret");
    });
  });
});

describe("the import that runs by itself", () => {
  const URL = "https://user:geheim@files.example.org/contacts.csv?key=geheim";

  test("is set, shown without its secrets, and switched off", async () => {
    await migrate();
    expect(await must(contact("schedule"))).toBe("no import is scheduled\n");
    const shown = "contacts are imported from https://files.example.org/contacts.csv at ";
    expect(await must(contact("schedule", URL))).toBe(`${shown}0 3 * * *\n`);
    expect(await must(contact("schedule", URL, "--cron", "*/5 * * * *", "--clear", "--skip-certificate-check"))).toBe(
      `${shown}*/5 * * * *; contacts that the file does not name are removed; the server's certificate is not checked\n`,
    );
    expect(await must(contact("schedule"))).toStartWith(`${shown}*/5 * * * *;`);
    expect(await must(contact("schedule", "--off"))).toBe("no import is scheduled\n");
  });

  test.each([
    [["ftp://example.org/x"], "URL: must begin with https:// or http://"],
    [[URL, "--cron", "0 3 * * * *"], "--cron: must be five fields of cron"],
    [[URL, "--cron", "61 3 * * *"], "--cron: must be five fields of cron"],
    [[URL, "--cron", "0 3 31 2 *"], "--cron: names a time that never comes"],
    [[URL, "--off"], "give a URL or --off, not both"],
    [["--clear"], "URL: missing"],
  ])("%p is wrong usage", async (args, problem) => {
    const { status, err } = await contact("schedule", ...args);
    expect(status).toBe(2);
    expect(err).toStartWith(`aldis: ${problem}`);
    expect(err).not.toContain("geheim");
  });
});

test("every change is an event", async () => {
  await must(contact("add", "Anna"));
  await must(group("add", "ops", "--members", "Anna"));
  await must(contact("remove", "Anna"));
  await withEvents((events) =>
    expect(events.map((event) => event.kind)).toEqual([
      "contact.removed",
      "group.members-changed",
      "group.added",
      "contact.added",
    ]),
  );
});

/** What the event log holds, newest first. */
function withEvents(look: (events: { kind: string; message: string }[]) => void): Promise<void> {
  return withStoreOf(async ({ events }) => look(await events.list({ limit: 100 })));
}

async function withStoreOf(use: (store: Store) => Promise<void>): Promise<void> {
  const store = await openStore({ url: database() });
  try {
    await use(store);
  } finally {
    await store.close();
  }
}
