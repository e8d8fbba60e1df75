import { expect, test } from "bun:test";
import { startTestGateway } from "../support/gateway.ts";
import { createTestDatabase, dropTestDatabase, hasPostgres } from "../support/postgres.ts";

const DIALECTS = [
  { name: "SQLite", database: () => Promise.resolve<string | undefined>(undefined), skip: false },
  { name: "PostgreSQL", database: createTestDatabase, skip: !hasPostgres() },
];

test.each(DIALECTS.filter(({ skip }) => !skip))(
  "until a gateway on $name is started again, commands mean by a national number whom it means, whatever the country was set to",
  async ({ database }) => {
    const url = await database();
    {
      await using gateway = await startTestGateway(...(url === undefined ? [] : ["--database", url]));
      await gateway.addUser("anna", "general", "users");
      const run = (line: string) => gateway.command(line.split(" "));
      expect((await run("contact add Otto --number 01701111111")).err).toBe("");
      await run("setting set country AT");

      const added = await run("opt-out add 01701234567");
      expect(added.err).toBe(
        "aldis: national numbers are read as numbers of DE, as the running gateway reads them until it is started again, not as numbers of AT (database)\n",
      );
      expect((await run("opt-out show 01701234567")).out).toContain("+491701234567");
      expect((await run("erase 01701111111")).out).toContain("contacts: 1");
      // Who names a country gets it, and is told.
      const named = await run("contact add Berta --number 0664123456 --country AT");
      expect(named.err).toContain("as numbers of AT; the running gateway reads them as numbers of DE");
      expect((await run("contact show Berta")).out).toContain("+43664123456");

      await gateway.restart();
      expect(await run("contact add Caro --number 0664123457")).toMatchObject({ err: "" });
      expect((await run("contact show Caro")).out).toContain("+43664123457");
    }
    if (url !== undefined) await dropTestDatabase(url);
  },
);

test("a command without --country means whom a gateway means that was started with one", async () => {
  await using gateway = await startTestGateway("--country", "AT");
  expect(await gateway.command(["contact", "add", "Caro", "--number", "0664123457"])).toMatchObject({
    status: 0,
    err: "",
  });
  expect((await gateway.command(["contact", "show", "Caro"])).out).toContain("+43664123457");
});
