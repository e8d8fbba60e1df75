import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { findClientProgram } from "../support/client-programs.ts";
import { eventually } from "../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { runProgram } from "../support/programs.ts";

const zabbixJs = findClientProgram("zabbix_js");
const ANNA = "+491700000031";
const SCRIPT = join(import.meta.dir, "zabbix-sender.js");

describe.skipIf(zabbixJs === undefined)("Zabbix's own script engine against a running gateway", () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway();
    await gateway.addUser("apiuser", "http-api,rest-api,contacts,groups,alarms,alarm-policies");
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  /** Runs the sender as Zabbix does, with the parameters of the media type. */
  function notify(changes: Record<string, string> = {}) {
    const parameters = {
      endpoint: `${gateway.url}/api.php`,
      username: "apiuser",
      password: "secret",
      send_to: "491701234567",
      text: "[PROBLEM] Disk full\nHost: db1\nSeverity: High",
      ring: "false",
      flash: "false",
      telauto: "true",
      ...changes,
    };
    return runProgram([zabbixJs ?? "", "-s", SCRIPT, "-p", JSON.stringify(parameters)], { timeoutMs: 120_000 });
  }

  test("the message reaches the telephone, lines and umlauts and all", async () => {
    expect(await notify({ text: "[PROBLEM] Türsensor: 5 € zu viel\nHost: db1" })).toMatchObject({
      exit: 0,
      output: expect.stringContaining("OK"),
    });
    expect(await notify({ send_to: "number:+491709999999", flash: "true" })).toMatchObject({ exit: 0 });
    const delivered = await gateway.delivered(2);
    expect(delivered).toContainEqual(
      expect.objectContaining({ to: "+491701234567", text: "[PROBLEM] Türsensor: 5 € zu viel\nHost: db1" }),
    );
    expect(delivered).toContainEqual(
      expect.objectContaining({ to: "+491709999999", text: expect.stringContaining("Host: db1"), class: 0 }),
    );
  });

  test("a refusal fails the media type, with the gateway's words", async () => {
    const wrong = await notify({ password: "guess-4711" });
    expect(wrong.exit).not.toBe(0);
    expect(wrong.output).toContain("401 Unauthorized - Username or Password wrong.");
    const nobody = await notify({ send_to: "nobody" });
    expect(nobody.exit).not.toBe(0);
    expect(nobody.output).toContain("Error. See Gateway logs for more information.");
  });

  test("a problem that is sent to a group with a policy opens an alarm, and the answer by SMS takes it", async () => {
    const change = async (method: string, path: string, body: object) => {
      const answer = await gateway.as("apiuser")(`/api/v1${path}`, { method, body: JSON.stringify(body) });
      expect({ path, ok: answer.ok }).toEqual({ path, ok: true });
      return (await answer.json()) as { id: number };
    };
    const { id } = await change("POST", "/groups", { name: "admins" });
    const anna = await change("POST", "/contacts", { name: "Anna", number: ANNA });
    await change("POST", `/groups/${id}/members`, { contacts: [anna.id] });
    await change("POST", "/policies", { name: "night", steps: [{ notify: [{ group: "admins" }], by: ["sms"] }] });
    await change("PATCH", `/groups/${id}`, { policy: "night" });
    const received = (start: string) =>
      eventually(`Anna receives “${start}”`, async () =>
        (await gateway.delivered(0)).find(({ to, text }) => to === ANNA && text.startsWith(start)),
      );
    const alarms = async () =>
      ((await (await gateway.as("apiuser")("/api/v1/alarms")).json()) as { items: object[] }).items;

    expect(await notify({ send_to: "group:admins" })).toMatchObject({
      exit: 0,
      output: expect.stringContaining("OK"),
    });
    const called = await received("Alarm 1 (warning): [PROBLEM] Disk full");
    expect(called.text).toContain("Reply 1 to take it");
    const alarm = { number: 1, policy: "night", title: "[PROBLEM] Disk full", source: "api.php", raisedBy: "apiuser" };
    expect(await alarms()).toMatchObject([{ ...alarm, state: "open" }]);
    await gateway.receive(ANNA, "1");
    await received("You have alarm 1");
    expect(await alarms()).toMatchObject([{ ...alarm, state: "acknowledged", holder: "Anna" }]);
  });
});
