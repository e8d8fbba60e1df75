import { expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventCommands } from "../../lib/cli/event.ts";
import { ruleCommands } from "../../lib/cli/rule.ts";
import { commandsOnData } from "../support/commands-on-data.ts";

const data = commandsOnData([...ruleCommands, ...eventCommands]);
const aldis = (...args: string[]) => data.run(["rule", ...args]);

/** Runs `use` with a file of this content. */
async function withFile(content: unknown, use: (file: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "aldis-rules-"));
  try {
    const file = join(folder, "rules.json");
    writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
    await use(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
const RULES = [
  {
    name: "Plant",
    when: { text: { contains: "ALARM" } },
    then: [{ number: "+491701111111" }, { email: { to: ["it@example.org"] } }],
  },
  { name: "Rest", then: [{ autoReply: { text: "Thank you" } }], stop: true },
];

test("rules are imported, listed, moved, switched, shown, exported and deleted", async () => {
  await data.migrate();
  expect((await aldis("list")).out).toBe("no rules\n");
  await withFile(RULES, async (file) => {
    expect(await aldis("import", file)).toMatchObject({ status: 0, out: "2 imported, 2 in all\n", err: "" });
    expect((await aldis("list")).out).toMatch(
      /^ID +SWITCH .*\n1 +on +Plant +number, email +0 +-\n2 +on +Rest +autoReply +stop +0 +-\n$/,
    );
    expect((await aldis("move", "rest", "1")).status).toBe(0);
    expect((await aldis("disable", "Plant")).status).toBe(0);
    expect((await aldis("list")).out).toMatch(/\n2 +on +Rest .*\n1 +off +Plant /);
    expect((await aldis("enable", "1")).status).toBe(0);
    expect(JSON.parse((await aldis("show", "plant")).out)).toMatchObject({ id: 1, enabled: true, matched: 0 });
    expect((await aldis("export", file)).status).toBe(0);
    const exported = JSON.parse(readFileSync(file, "utf8"));
    expect(exported).toMatchObject({ rules: [{ name: "Rest", stop: true }, { name: "Plant" }] });
    expect((await aldis("delete", "Rest")).status).toBe(0);
    expect(await aldis("import", file, "--replace")).toMatchObject({ out: "2 imported, 2 in all\n" });
    expect(JSON.parse((await aldis("export")).out)).toEqual(exported);
  });
  expect((await aldis("show", "gone")).err).toContain("no rule has this ID or name");
});

test("a rule whose policy is not there warns when it is listed, shown and switched on", async () => {
  await data.migrate();
  const rule = { name: "Heat", enabled: false, then: [{ alarm: { policy: "night" } }] };
  const warning = "/then/0/alarm/policy: no policy has this name\n";
  const added = await data.run(["rule", "add", "-"], JSON.stringify(rule));
  expect(added).toMatchObject({ status: 0, err: `aldis: warning: ${warning}` });
  expect((await aldis("list")).err).toBe(`aldis: warning: Heat: ${warning}`);
  expect((await aldis("show", "Heat")).err).toBe(`aldis: warning: ${warning}`);
  expect(await aldis("enable", "Heat")).toMatchObject({ status: 0, err: `aldis: warning: ${warning}` });
});

test("a rule is added from standard input; its secret is in no output and no database file", async () => {
  await data.migrate();
  const then = [{ http: { url: "https://erp.example.org/", secretHeaders: { Authorization: "kept-hidden" } } }];
  const added = await data.run(["rule", "add", "-"], JSON.stringify({ name: "Hook", then }));
  expect(added).toMatchObject({ status: 0, err: "" });
  const shown = await aldis("show", added.out.trim());
  expect(JSON.parse(shown.out)).toMatchObject({ then: [{ http: { secretHeaders: { Authorization: "•••" } } }] });
  const events = await data.run(["event", "list"]);
  expect(events.out).toContain("Rule Hook was added");
  const file = readFileSync(data.database().replace("sqlite:", ""));
  expect(Buffer.concat([file, Buffer.from(shown.out)]).includes("kept-hidden")).toBe(false);
});

test("what is wrong with a rule is said with its place, and a file that is no JSON is named", async () => {
  await data.migrate();
  await withFile({ name: "x", when: { text: { contains: "" } }, then: [{ htp: {} }] }, async (file) => {
    const { status, err } = await aldis("add", file);
    expect(status).toBe(2);
    expect(err).toContain("/when/text/contains must not be empty");
    expect(err).toContain("did you mean “http”?");
  });
  await withFile("{", async (file) => expect((await aldis("add", file)).err).toContain("is not JSON with a rule"));
  expect((await aldis("add", "/nowhere/rule.json")).status).toBe(1);
});

test("a test says which test decided and what would be done, and sends nothing", async () => {
  await data.migrate();
  await withFile(RULES, async (file) => void (await aldis("import", file)));
  const said = await aldis("test", "ALARM in hall 3", "--from", "0170 9999991");
  expect(said.out).toBe(
    [
      "Plant: matched, by /when/text (held)",
      "  text: ALARM in hall 3",
      "  number to +491701111111: 0170 9999991: ALARM in hall 3",
      "  email to email: ALARM in hall 3",
      "    subject: Message from 0170 9999991",
      "Rest: matched",
      "  text: ALARM in hall 3",
      "  autoReply to +491709999991: Thank you",
      "  the rules below are not reached",
      "",
    ].join("\n"),
  );
  const hook = { name: "Hook", then: [{ http: { url: "https://erp.example.org/", body: '{"text": "{text}"}' } }] };
  await data.run(["rule", "add", "-"], JSON.stringify({ ...hook, enabled: true }));
  await aldis("move", "Hook", "1");
  expect((await aldis("test", '5 "x"', "--from", "0170 9999991")).out).toContain(
    '  http to http:https://erp.example.org: POST https://erp.example.org/\n    body: {"text": "5 \\"x\\""}\n',
  );
  expect((await aldis("test", "hello", "--from", "AMAZON")).out).toContain(
    "  autoReply: nothing: The sender is not a telephone number",
  );
  expect((await aldis("test", "--call", "--from", "+491709999991", "--json")).out).toContain(
    '"outcome": "not-matched"',
  );
  expect((await aldis("test")).status).toBe(2);
  expect((await aldis("test", "--message", "7")).err).toContain("no message that came in has this ID");
});
