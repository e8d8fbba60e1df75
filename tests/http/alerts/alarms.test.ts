import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Alarm } from "../../../lib/messages/index.ts";
import { parsePolicy } from "../../../lib/routing/alarms/parse.ts";
import { openStore, type Store } from "../../../lib/store/index.ts";
import { type ApiServer, startApi } from "../../support/api-server.ts";
import { alertmanager, grafana } from "./alert-payloads.ts";

let store: Store;
let api: ApiServer;
beforeAll(async () => {
  store = await openStore({ url: "sqlite::memory:" });
  api = await startApi({ store });
  await store.addressBook.addContact({ name: "Anna", number: "+491701234567" });
  for (const name of ["night", "databases"]) {
    const policy = parsePolicy({ name, steps: [{ notify: [{ contact: "Anna" }], by: ["sms"] }] });
    if (policy.ok) await store.policies.add(policy.value, { now: 0, most: 10 });
  }
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await store.close();
});

const post = (body: unknown, query: string) =>
  fetch(`${api.url}/api/v1/alerts?${query}`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Basic ${btoa("apiuser:secret")}` },
    body: JSON.stringify(body),
  });
async function alarms(): Promise<Alarm[]> {
  return (await store.alarms.page({}, { limit: 100 })).alarms;
}
const firing = (labels: Record<string, string>) => ({ status: "firing" as const, labels });
const resolved = (labels: Record<string, string>) => ({ status: "resolved" as const, labels });

test("a group opens one alarm with its key and severity, adds to it while it fires, and resolves it", async () => {
  const groupKey = '{}:{alertname="InstanceDown"}';
  const labels = { instance: "db1:9100", severity: "critical" };
  expect((await post(alertmanager([firing(labels)]), "policy=Night")).status).toBe(200);
  expect((await alarms())[0]).toMatchObject({
    key: groupKey,
    policy: "night",
    state: "open",
    severity: "critical",
    title: "InstanceDown on db1:9100 (critical)",
    source: { door: "alerts", name: "apiuser" },
    count: 1,
  });
  const both = [resolved(labels), firing({ instance: "db2:9100", severity: "warning" })];
  expect((await post(alertmanager(both), "policy=night")).status).toBe(200);
  expect((await alarms()).map(({ state, count }) => [state, count])).toEqual([["open", 2]]);
  expect((await post(alertmanager([resolved(labels)]), "policy=night")).status).toBe(200);
  expect((await alarms()).map(({ state }) => state)).toEqual(["resolved"]);
  // It was over before.
  expect((await post(alertmanager([resolved(labels)]), "policy=night")).status).toBe(200);
  expect(await alarms()).toHaveLength(1);
});

test("groups with other keys are alarms of their own, whichever of the two programs sends them", async () => {
  const one = alertmanager([firing({ instance: "a" })], { groupKey: "one" });
  const two = { ...grafana([firing({ instance: "b" })]), groupKey: "two" };
  await post(one, "policy=night");
  await post(two, "policy=night");
  expect((await alarms()).filter(({ state }) => state === "open").map(({ key }) => key)).toEqual(["two", "one"]);
});

test("a label names the policy; where it names none, the other counts", async () => {
  const query = "policy=night&policyLabel=team";
  await post(alertmanager([firing({ team: "databases" })], { groupKey: "labelled" }), query);
  await post(alertmanager([firing({ team: "nobody" })], { groupKey: "unknown" }), query);
  await post(alertmanager([firing({})], { groupKey: "none" }), query);
  const policyOf = new Map((await alarms()).map(({ key, policy }) => [key, policy]));
  expect(["labelled", "unknown", "none"].map((key) => policyOf.get(key))).toEqual(["databases", "night", "night"]);
});

test("a policy that there is not is refused for good, with an event that says so", async () => {
  api.forget();
  const response = await post(alertmanager([firing({})], { groupKey: "lost" }), "policy=day");
  const refused = [400, "Error: There is no policy of the name in policy or policyLabel."];
  expect([response.status, await response.text()]).toEqual(refused);
  const over = await post(alertmanager([resolved({})], { groupKey: "lost" }), "policy=day");
  expect([over.status, await over.text()]).toEqual(refused);
  expect(api.events.ofKind("alerts.refused").map(({ message }) => message)).toEqual([
    "Refused: there is no policy of the name that was asked for",
    "Refused: there is no policy of the name that was asked for",
  ]);
});

test.each([
  ["critical", "critical"],
  ["PAGE", "critical"],
  ["error", "critical"],
  ["warning", "warning"],
  ["something", "warning"],
  ["info", "info"],
  ["none", "info"],
])("severity %s is %s", async (severity, expected) => {
  const groupKey = `severity ${severity}`;
  await post(alertmanager([firing({ severity })], { groupKey }), "policy=night");
  expect((await alarms()).find(({ key }) => key === groupKey)?.severity).toBe(expected as Alarm["severity"]);
});

test("the worst of all alerts counts, though the text shows five of them", async () => {
  const many = Array.from({ length: 7 }, (_, at) => firing({ instance: `web${at}`, severity: "info" }));
  await post(
    alertmanager([...many, firing({ instance: "db", severity: "critical" })], { groupKey: "many" }),
    "policy=night",
  );
  await post(alertmanager([...many, firing({ instance: "db" })], { groupKey: "many and one" }), "policy=night");
  const severityOf = new Map((await alarms()).map(({ key, severity }) => [key, severity]));
  expect(["many", "many and one"].map((key) => severityOf.get(key))).toEqual(["critical", "warning"]);
});

test("a resolved group ends the alarm that its own webhook has opened, and nothing else with its key", async () => {
  const labels = { instance: "db1" };
  const groupKey = "shared";
  await post(alertmanager([firing(labels)], { groupKey }), "policy=night");
  await post(alertmanager([firing(labels)], { groupKey }), "policy=databases");
  const open = async (key: string) =>
    (await alarms()).flatMap((alarm) => (alarm.key === key && alarm.state === "open" ? [alarm.policy] : [])).toSorted();
  await post(alertmanager([resolved(labels)], { groupKey }), "policy=databases");
  expect(await open(groupKey)).toEqual(["night"]);
  await post(alertmanager([resolved(labels)], { groupKey }), "policy=other&policyLabel=team");
  expect(await open(groupKey)).toEqual([]);
});

test("where alerts were left out, those that are shown as resolved end no alarm", async () => {
  const labels = { instance: "db1" };
  const groupKey = "truncated";
  const left = { ...alertmanager([resolved(labels)], { groupKey }), truncatedAlerts: 3 };
  await post(alertmanager([firing(labels)], { groupKey }), "policy=night");
  expect((await post(left, "policy=night")).status).toBe(200);
  const found = async () => (await alarms()).filter(({ key }) => key === groupKey).map(({ state }) => state);
  expect(await found()).toEqual(["open"]);
  await post(alertmanager([resolved(labels)], { groupKey }), "policy=night");
  expect(await found()).toEqual(["resolved"]);
});

test("long keys that begin alike are alarms of their own, and each is resolved alone", async () => {
  const begin = "g".repeat(600);
  const open = async () =>
    (await alarms()).filter(({ key, state }) => key?.startsWith("ggg") && state === "open").map(({ text }) => text);
  for (const name of ["one", "two"])
    await post(alertmanager([firing({ instance: name })], { groupKey: `${begin}${name}` }), "policy=night");
  expect(await open()).toHaveLength(2);
  await post(alertmanager([resolved({ instance: "one" })], { groupKey: `${begin}one` }), "policy=night");
  expect(await open()).toEqual([expect.stringContaining("on two")]);
});
