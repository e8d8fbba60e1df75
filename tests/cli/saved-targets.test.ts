import { expect, test } from "bun:test";
import { checkCommands } from "../../lib/cli/check.ts";
import { contactCommands } from "../../lib/cli/contact.ts";
import { policyCommands } from "../../lib/cli/policy.ts";
import { ruleCommands } from "../../lib/cli/rule.ts";
import { settingCommands } from "../../lib/cli/setting.ts";
import { webhookCommands } from "../../lib/cli/webhook.ts";
import { commandsOnData } from "../support/commands-on-data.ts";

/** Commands refuse the addresses that the API refuses, and say what it warns of. */

const data = commandsOnData([
  ...checkCommands,
  ...contactCommands,
  ...policyCommands,
  ...ruleCommands,
  ...settingCommands,
  ...webhookCommands,
]);
const save = (command: string, json: unknown, ...more: string[]) =>
  data.run([...command.split(" "), "-", ...more], JSON.stringify(json));
const OWN = "http://127.0.0.1:8000/hook";
const ON_THIS_MACHINE = "leads to 127.0.0.1, which is an address of this machine: nothing is sent there unless";
const rule = { name: "Hook", then: [{ http: { url: OWN } }] };
const check = { name: "Own", probe: { http: { url: OWN } } };

test.each<[string, (...more: string[]) => ReturnType<typeof data.run>]>([
  ["rule add", (...more) => save("rule add", rule, ...more)],
  ["rule import", (...more) => save("rule import", [rule], ...more)],
  ["check add", (...more) => save("check add", check, ...more)],
  ["check import", (...more) => save("check import", [check], ...more)],
  ["webhook add", (...more) => data.run(["webhook", "add", "own", OWN, ...more])],
])("%s takes no address of this machine unless --allow-targets names it", async (_, run) => {
  await data.migrate();
  const refused = await run();
  expect(refused.status).not.toBe(0);
  expect(refused.err).toContain(ON_THIS_MACHINE);
  expect((await run("--allow-targets", "127.0.0.0/8")).status).toBe(0);
});

test("what --allow-targets says in the database counts for commands", async () => {
  await data.migrate();
  expect((await data.run(["setting", "set", "allow-targets", "127.0.0.1"])).status).toBe(0);
  expect((await save("rule add", rule)).status).toBe(0);
  expect((await data.run(["webhook", "add", "own", OWN])).status).toBe(0);
  expect(await data.run(["webhook", "change", "own", "--url", "http://[::1]/"])).toMatchObject({
    status: 1,
    err: expect.stringContaining("leads to ::1"),
  });
});

const RULE = {
  name: "Names",
  when: { and: [{ sender: { group: "plant" } }, { not: { sender: { contact: "Ben" } } }] },
  then: [{ group: "admins" }, { contact: "Ben" }, { webhook: "erp" }, { alarm: { policy: "night" } }],
};
const POLICY = {
  name: "day",
  steps: [{ notify: [{ contact: "Ben" }, { onCall: "admins" }, { next: "plant" }], by: ["sms"] }],
  unanswered: [{ webhook: "erp" }, { group: "plant" }],
};
const RULE_WARNINGS = [
  "/when/and/0/sender/group: no group has this name",
  "/when/and/1/not/sender/contact: no contact has this name",
  "/then/0/group: no group has this name or ID",
  "/then/1/contact: no contact has this name or ID",
  "/then/2/webhook: no webhook has this name",
  "/then/3/alarm/policy: no policy has this name",
];
const POLICY_WARNINGS = [
  "/steps/0/notify/0/contact: no contact has this name",
  "/steps/0/notify/1/onCall: no group has this name",
  "/steps/0/notify/2/next: no group has this name",
  "/unanswered/0/webhook: no webhook has this name",
  "/unanswered/1/group: no group has this name",
];
const CHECK = { name: "Shop", probe: { http: { url: "https://shop.example.org/" } }, notify: { policy: "night" } };

test.each<[string, unknown, string[]]>([
  ["rule add", RULE, RULE_WARNINGS],
  ["rule import", [RULE], RULE_WARNINGS.map((warning) => `Names: ${warning}`)],
  ["policy add", POLICY, POLICY_WARNINGS],
  ["policy import", [POLICY], POLICY_WARNINGS.map((warning) => `day: ${warning}`)],
  ["check add", CHECK, ["Shop: /notify/policy: no policy has this name"]],
  ["check import", [CHECK], ["Shop: /notify/policy: no policy has this name"]],
])("%s saves what names somebody who is not there, with a warning", async (command, json, warnings) => {
  await data.migrate();
  const saved = await save(command, json);
  expect(saved.status).toBe(0);
  expect(saved.err.split("\n").filter(Boolean)).toEqual(warnings.map((warning) => `aldis: warning: ${warning}`));
});

test("a name that is there, in whatever case, is no warning", async () => {
  await data.migrate();
  expect((await data.run(["contact", "add", "Ben", "--number", "+491701234567"])).status).toBe(0);
  expect((await data.run(["webhook", "add", "erp", "https://erp.example.org/"])).status).toBe(0);
  const then = [{ contact: "BEN" }, { webhook: "erp" }];
  expect(await save("rule add", { name: "x", when: { sender: { contact: "ben" } }, then })).toMatchObject({
    status: 0,
    err: "",
  });
});
