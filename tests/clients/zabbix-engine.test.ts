import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { findClientProgram } from "../support/client-programs.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { runProgram } from "../support/programs.ts";

const zabbixJs = findClientProgram("zabbix_js");
const SCRIPT = join(import.meta.dir, "zabbix-sender.js");

describe.skipIf(zabbixJs === undefined)("Zabbix's own script engine against a running gateway", () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway();
    await gateway.addUser("apiuser", "http-api");
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
});
