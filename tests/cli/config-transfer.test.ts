import { afterEach, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { checkCommands } from "../../lib/cli/check.ts";
import { configTransferCommands } from "../../lib/cli/config-transfer.ts";
import { contactCommands } from "../../lib/cli/contact.ts";
import { groupCommands } from "../../lib/cli/group.ts";
import { optOutCommands } from "../../lib/cli/opt-out.ts";
import { policyCommands } from "../../lib/cli/policy.ts";
import { ruleCommands } from "../../lib/cli/rule.ts";
import { settingCommands } from "../../lib/cli/setting.ts";
import { templateCommands } from "../../lib/cli/template.ts";
import { userCommands } from "../../lib/cli/user.ts";
import { webhookCommands } from "../../lib/cli/webhook.ts";
import { commandsOnData } from "../support/commands-on-data.ts";
import { createEmptyTestDatabase, dropTestDatabase, hasPostgres } from "../support/postgres.ts";
import { sqlOn } from "../support/sql.ts";

const data = commandsOnData([
  ...configTransferCommands,
  ...contactCommands,
  ...groupCommands,
  ...policyCommands,
  ...ruleCommands,
  ...webhookCommands,
  ...checkCommands,
  ...settingCommands,
  ...templateCommands,
  ...userCommands,
  ...optOutCommands,
]);
const others: string[] = [];
afterEach(async () => {
  for (const url of others.splice(0)) await dropTestDatabase(url);
});

async function must(args: string[], stdin?: string): Promise<string> {
  const { status, out, err } = await data.run(args, stdin);
  if (status !== 0) throw new Error(`${args.join(" ")}: ${err}`);
  return out;
}

const file = (name: string, text: string) => {
  writeFileSync(data.path(name), text);
  return data.path(name);
};

/** One of everything that people set. */
async function filled(): Promise<void> {
  await data.migrate();
  await must(["user", "add", "anna", "--grant", "users,permissions,rest-api", "--password-stdin"], "secret-1\n");
  await must(["user", "add", "ben", "--grant", "http-api", "--password-stdin"], "secret-2\n");
  await must(["contact", "add", "Änne Berg", "--number", "+491701234567"]);
  await must(["contact", "add", "ben", "--email", "ben@example.org"]);
  await must(["group", "add", "admins"]);
  for (const name of ["Änne Berg", "ben"]) await must(["group", "member", "add", "admins", name]);
  await must(["group", "schedule", "add", "admins", "ben", "--days", "mon-fri", "--from", "22:00", "--to", "06:00"]);
  await must(["group", "escalation", "admins", "ben,Änne Berg"]);
  const times = ["--from", "2026-12-24T08:00Z", "--until", "2026-12-27T08:00Z"];
  await must(["group", "override", "add", "admins", "Änne Berg", ...times, "--instead-of", "ben"]);
  const policy = { name: "night", steps: [{ notify: [{ group: "admins" }], by: ["sms"] }] };
  await must(["policy", "add", file("policy.json", JSON.stringify(policy))]);
  const rule = {
    name: "to the ERP",
    then: [{ http: { url: "https://erp.example.org/sms", secretHeaders: { Authorization: "Bearer abc" } } }],
  };
  await must(["rule", "add", file("rule.json", JSON.stringify(rule))]);
  await must(["webhook", "add", "erp", "https://erp.example.org/hook", "--events", "message.received"]);
  const check = { name: "shop", probe: { http: { url: "https://shop.example.org", username: "u", password: "p" } } };
  await must(["check", "add", file("check.json", JSON.stringify({ ...check, enabled: false }))]);
  await must(["check", "add", file("beat.json", JSON.stringify({ name: "cron", probe: { heartbeat: {} } }))]);
  await must(["template", "add", "hello", "Hello {name}"]);
  await must(["setting", "set", "unknown", "hold"]);
  await must(["setting", "set", "metrics-token", "a-token-of-metrics"]);
  await must(["opt-out", "add", "+491709876543"]);
}

const exported = async (...flags: string[]) => must(["config", "export", ...flags]);

async function emptied(): Promise<string> {
  const url = await createEmptyTestDatabase();
  others.push(url);
  return url;
}

test("an export has what people have set, and no secret", async () => {
  await filled();
  const text = await exported();
  const json = JSON.parse(text);
  expect(json).toMatchObject({ aldis: "configuration", version: 1, settings: { unknown: ["hold"] } });
  expect(json.users.map(({ name }: { name: string }) => name)).toEqual(["anna", "ben"]);
  expect(json.groups[0].members).toEqual([
    { contact: "ben", escalation: 1 },
    { contact: "Änne Berg", escalation: 2 },
  ]);
  expect(json.groups[0].shifts).toEqual([{ contact: "ben", weekdays: [1, 2, 3, 4, 5], from: "22:00", to: "06:00" }]);
  for (const section of ["contacts", "policies", "templates", "rules", "webhooks", "checks", "optOuts"]) {
    expect({ section, some: json[section].length > 0 }).toEqual({ section, some: true });
  }
  for (const secret of ["argon2", "Bearer abc", "whsec", "a-token-of-metrics"]) expect(text).not.toContain(secret);
  const withPasswords = await exported("--passwords");
  expect(withPasswords).toContain("$argon2id$");
  const locked = await exported("--secrets-passphrase-file", file("pass", "correct horse battery\n"));
  for (const secret of ["argon2", "Bearer abc", "whsec", "a-token-of-metrics"]) expect(locked).not.toContain(secret);
  const short = await data.run(["config", "export", "--secrets-passphrase-file", file("short", "horse")]);
  expect(short).toMatchObject({ status: 1, err: expect.stringContaining("12 to 1000 characters") });
});

test.skipIf(!hasPostgres())(
  "moved to PostgreSQL and back it is the same, byte for byte, and the secrets come along",
  async () => {
    await filled();
    const pass = ["--secrets-passphrase-file", file("pass", "correct horse battery\n")];
    const before = await exported("--passwords");
    const moved = file("moved.json", await exported("--passwords", ...pass));
    const url = await emptied();
    const there = ["--database", url];
    const planned = await must(["config", "import", moved, ...pass, ...there]);
    expect(planned).toContain("users: 2 added, 0 changed, 0 unchanged");
    expect(planned).toContain("nothing was changed: --apply does it");
    expect(planned).not.toContain("left out");
    expect(await sqlOn(url, "select name from users")).toEqual([]);
    await must(["config", "import", moved, "--apply", ...pass, ...there]);
    expect(await exported("--passwords", ...there)).toBe(before);

    const again = await must(["config", "import", moved, "--apply", ...pass, ...there]);
    expect(again).not.toMatch(/[1-9]\d* (added|changed)/);
    const back = file("back.json", await exported("--passwords", ...pass, ...there));
    const home = ["--database", `sqlite:${data.path("home.sqlite")}`];
    await must(["config", "import", back, "--apply", ...pass, ...home]);
    expect(await exported("--passwords", ...home)).toBe(before);
    expect(await must(["config", "import", moved, ...pass, ...home])).not.toMatch(/[1-9]\d* (added|changed)/);
  },
  180_000,
);

test("without the passphrase what needs a secret is switched off, and importing it again changes nothing", async () => {
  await filled();
  const text = file("all.json", await exported());
  const home = ["--database", `sqlite:${data.path("home.sqlite")}`];
  const done = await must(["config", "import", text, "--apply", ...home]);
  for (const line of [
    "users anna: has no password",
    "rules to the ERP: is switched off",
    "webhooks erp: is switched off",
    "checks shop: is switched off",
    "checks cron: is switched off",
  ])
    expect(done).toContain(line);
  const url = home[1] ?? "";
  const switches =
    "select enabled from rules union all select enabled from webhooks union all select enabled from checks";
  expect(await sqlOn(url, switches)).toEqual(Array(4).fill({ enabled: 0 }));
  const again = await must(["config", "import", text, "--apply", ...home]);
  expect(again).not.toMatch(/[1-9]\d* (added|changed)/);
  const wrong = file("wrong", "another passphrase\n");
  const locked = file(
    "locked.json",
    await exported("--secrets-passphrase-file", file("pass", "correct horse battery")),
  );
  const refused = await data.run(["config", "import", locked, "--secrets-passphrase-file", wrong, ...home]);
  expect(refused).toMatchObject({ status: 1, err: expect.stringContaining("not the one of this file") });
});

test("rules come into the order that the file has; those that it does not name keep their places", async () => {
  const rule = (name: string) => file("rule.json", JSON.stringify({ name, then: [], stop: true }));
  await must(["user", "add", "anna", "--grant", "rest-api", "--password-stdin"], "secret-1\n");
  for (const name of ["A", "N", "B"]) await must(["rule", "add", rule(name)]);
  const all = await exported();
  const text = file("rules.json", all);
  const home = ["--database", `sqlite:${data.path("home.sqlite")}`];
  const [a, n, b] = (JSON.parse(all) as { rules: { name: string }[] }).rules;
  const other = { ...JSON.parse(all), rules: [{ ...n, name: "X" }, b, a] };
  await must(["config", "import", file("other.json", JSON.stringify(other)), "--apply", ...home]);
  const done = await must(["config", "import", text, "--apply", ...home]);
  for (const line of ["~ A (order)", "~ B (order)", "+ N"]) expect(done).toContain(line);
  const order = await sqlOn(home[1] ?? "", "select name from rules order by position");
  expect(order.map(({ name }) => name)).toEqual(["X", "A", "N", "B"]);
  const again = await must(["config", "import", text, "--apply", ...home]);
  expect(again).not.toMatch(/[1-9]\d* (added|changed)/);
});

test("a plan names what is changed and what is left out; what the file does not name stays", async () => {
  await filled();
  const json = JSON.parse(await exported());
  json.contacts = [
    { name: "BEN", number: "+491711111111" },
    { name: "Carl", number: "12" },
  ];
  json.groups = [{ name: "night", members: [{ contact: "Dora" }] }];
  json.users = [{ name: "anna", permissions: ["fly"] }];
  json.settings = { unknown: ["never"], nothing: ["1"], data: ["/tmp"] };
  const plan = await must(["config", "import", file("changed.json", JSON.stringify(json)), "--apply"]);
  expect(plan).toContain("~ BEN (name, email, number)");
  expect(plan).toContain("! groups night names the contact Dora");
  expect(plan).toContain("! users anna holds the permission fly");
  expect(plan).toContain("! settings nothing is not a setting");
  expect(plan).toContain("! settings data belongs to the machine");
  expect(plan).toContain("! settings unknown must be");
  const left = JSON.parse(await exported());
  expect(left.contacts.map(({ name }: { name: string }) => name)).toContain("Änne Berg");
  expect(left.groups).toHaveLength(1);
  expect(left.users).toHaveLength(2);
});

test("what is not a configuration, is too large or would leave nobody to manage users is refused whole", async () => {
  await filled();
  const before = await exported("--passwords");
  const of = async (name: string, text: string) => data.run(["config", "import", file(name, text), "--apply"]);
  expect((await of("a", "[]")).err).toContain("is not a configuration that aldis config export has written");
  expect((await of("b", '{"aldis":"configuration","version":2}')).err).toContain("newer version");
  expect((await of("c", '{"aldis":"configuration","version":1,"contacts":[{"name":1}]}')).err).toContain(
    "/contacts/0/name must be a text",
  );
  expect((await of("d", " ".repeat(8 * 1_048_576 + 1))).err).toContain("is larger than");
  const hash = { name: "eve", permissions: [], passwordHash: "$argon2id$v=19$m=99999999,t=9,p=1$AAAA$AAAA" };
  expect((await of("e", JSON.stringify({ aldis: "configuration", version: 1, users: [hash] }))).err).toContain(
    "must be a hash of argon2id",
  );
  const nobody = JSON.parse(before);
  for (const user of nobody.users) user.permissions = [];
  expect((await of("f", JSON.stringify(nobody))).err).toContain("nobody could manage users");
  mkdirSync(data.path("folder"));
  expect((await data.run(["config", "import", data.path("folder")])).err).toContain("is not a file");
  expect(await exported("--passwords")).toBe(before);
});
