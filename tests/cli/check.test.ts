import { expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { checkCommands } from "../../lib/cli/check.ts";
import { eventCommands } from "../../lib/cli/event.ts";
import { openStore } from "../../lib/store/index.ts";
import { commandsOnData } from "../support/commands-on-data.ts";
import { eventually } from "../support/eventually.ts";

const data = commandsOnData([...checkCommands, ...eventCommands]);
const aldis = (...args: string[]) => data.run(["check", ...args]);
const SHOP = {
  name: "Shop",
  probe: { http: { url: "https://shop.example.org/", username: "u", password: "kept-hidden" } },
};
const BACKUP = { name: "Backup", probe: { heartbeat: {} }, everySeconds: 86_400 };

test("checks are added, listed, shown, exported, imported and removed; secrets are in no output and no database file", async () => {
  await data.migrate();
  expect((await aldis("list")).out).toBe("no checks\n");
  const added = await data.run(["check", "add", "-"], JSON.stringify(SHOP));
  expect(added).toMatchObject({ status: 0, out: "1\n", err: "" });
  const file = data.path("checks.json");
  writeFileSync(file, JSON.stringify([BACKUP]));
  expect(await aldis("import", file)).toMatchObject({ status: 0, out: "1 imported, 2 in all\n" });
  expect((await aldis("list")).out).toMatch(
    /^ID +STATE .*\n2 +unknown +Backup +heartbeat +- +-\n1 +unknown +Shop +https:\/\/shop\.example\.org\/ +- +-\n$/,
  );
  const shown = JSON.parse((await aldis("show", "backup", "--json")).out);
  expect(shown).toMatchObject({ id: 2, heartbeatPath: expect.stringMatching(/^\/heartbeat\/[\w-]{22}$/), results: [] });
  expect((await aldis("show", "1")).out).toContain('"password": "•••"');
  expect((await aldis("export", file)).status).toBe(0);
  const exported = JSON.parse(readFileSync(file, "utf8"));
  expect(exported.checks).toMatchObject([{ name: "Backup" }, { name: "Shop" }]);
  expect((await aldis("remove", "shop")).status).toBe(0);
  // Its secret is gone with it.
  expect(await aldis("import", file)).toMatchObject({
    status: 2,
    err: expect.stringContaining("/checks/1/probe/http/password"),
  });
  expect(await aldis("import", file, "--replace")).toMatchObject({ status: 2 });
  expect((await aldis("list")).out).toContain("Backup");
  expect(readFileSync(data.database().slice("sqlite:".length)).includes("kept-hidden")).toBe(false);
  expect((await data.run(["event", "list"])).out).toContain("Check Shop was removed");
});

test("import takes the file of one check that add takes, and says what it expects of another", async () => {
  await data.migrate();
  const file = data.path("one.json");
  writeFileSync(file, JSON.stringify(BACKUP));
  expect(await aldis("import", file)).toMatchObject({ status: 0, out: "1 imported, 1 in all\n" });
  expect(await aldis("import", file)).toMatchObject({ status: 0, out: "1 imported, 1 in all\n" });
  for (const wrong of [{}, { checks: "none" }]) {
    writeFileSync(file, JSON.stringify(wrong));
    const { status, err } = await aldis("import", file);
    expect([status, err]).toEqual([
      2,
      expect.stringContaining('{"checks": […]}, or one check with its name and probe'),
    ]);
  }
});

test("of a heartbeat the address to call is printed, with an example, and of another check none", async () => {
  await data.migrate();
  const at = ["--public-url", "https://sms.example.org/gateway"];
  const added = await data.run(["check", "add", "-", ...at], JSON.stringify(BACKUP));
  expect(added).toMatchObject({ status: 0, err: "" });
  const { heartbeatPath: path } = JSON.parse((await aldis("show", "backup", "--json")).out);
  const url = `https://sms.example.org/gateway${path}`;
  const call = `Call it by GET or POST, without a sign-in:\n  curl -fsS -m 10 --retry 3 ${url}\n`;
  expect(added.out).toStartWith(`1\n${call}`);
  expect((await aldis("show", "backup", ...at)).out).toContain(`\n${call}`);
  expect(JSON.parse((await aldis("show", "backup", "--json", ...at)).out)).toMatchObject({ heartbeatUrl: url });
  // Where no gateway has run and none is named, nobody knows its address.
  expect((await aldis("show", "backup")).out).toContain(`curl -fsS -m 10 --retry 3 https://GATEWAY${path}\n`);
  await data.run(
    ["check", "add", "-"],
    JSON.stringify({ name: "db", probe: { tcp: { host: "db.example.org", port: 1 } } }),
  );
  expect((await aldis("show", "db", ...at)).out).not.toContain("curl");
});

test("what is wrong is said with its place", async () => {
  await data.migrate();
  const wrong = await data.run(
    ["check", "add", "-"],
    JSON.stringify({ name: "x", probe: { ping: {} }, everySeconds: 1 }),
  );
  expect(wrong).toMatchObject({ status: 2, out: "" });
  expect(wrong.err).toContain("/probe/ping/host is missing");
  expect(wrong.err).toContain("/everySeconds must be a whole number from 30 to 86400");
  expect((await aldis("show", "gone")).err).toContain("no check has this ID or name");
  expect((await data.run(["check", "add", "-"], "{")).err).toContain("standard input: is not JSON with a check");
});

test("run waits for what a gateway finds, and its status is that of the check", async () => {
  await data.migrate();
  await data.run(["check", "add", "-"], JSON.stringify(BACKUP));
  const running = aldis("run", "backup");
  // What a gateway does.
  const store = await openStore({ url: data.database() });
  try {
    const claim = await eventually("the check to be due", async () => {
      const now = Date.now();
      return (await store.checks.claimDue({ now, until: now, most: 1, node: "test", leaseMs: 10_000 }))[0];
    });
    const result = { at: Date.now(), ok: false, milliseconds: 4, text: "was not called" };
    const memory = { ...claim.check.memory, last: result };
    await store.checks.settle([{ claim, memory, result, nextAt: Date.now() + 60_000 }]);
  } finally {
    await store.close();
  }
  expect(await running).toMatchObject({ status: 1, out: expect.stringMatching(/failed +4 +was not called/) });
});
