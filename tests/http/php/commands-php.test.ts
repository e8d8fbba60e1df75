import { describe, expect, test } from "bun:test";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";

const WRONG = "401 Unauthorized - Username or Password wrong.";
const FORBIDDEN = "403 Forbidden - Your User has no right to send SMS over API.";
const MISSING = "Error: Parameter miss.";

async function startGateway(): Promise<TestGateway> {
  const gateway = await startTestGateway();
  await gateway.addUser("operator", "command-api");
  await gateway.addUser("sender", "http-api", "rest-api", "reboot");
  return gateway;
}

const credentials = { username: "operator", password: "secret" };
const urlOf = (gateway: TestGateway, parameters: Record<string, string>) =>
  `${gateway.url}/commands.php?${new URLSearchParams(parameters)}`;

describe("a command that is refused ends nothing", () => {
  test("each with its exact status and body", async () => {
    await using gateway = await startGateway();
    const refused: [Record<string, string>, number, string][] = [
      [{}, 400, MISSING],
      [{ mode: "halt" }, 400, MISSING],
      [{ ...credentials }, 400, MISSING],
      [{ ...credentials, mode: "" }, 400, MISSING],
      [{ username: "operator", mode: "halt" }, 400, MISSING],
      [{ ...credentials, password: "wrong", mode: "halt" }, 401, WRONG],
      [{ ...credentials, username: "nobody", mode: "halt" }, 401, WRONG],
      [{ ...credentials, username: "sender", mode: "halt" }, 403, FORBIDDEN],
      [{ ...credentials, mode: "shutdown" }, 400, "Error. See Gateway logs for more information."],
      [{ ...credentials, mode: "rebootx" }, 400, "Error. See Gateway logs for more information."],
    ];
    for (const [parameters, status, body] of refused) {
      for (const method of ["GET", "POST"]) {
        const response = await fetch(urlOf(gateway, parameters), { method });
        expect({ parameters, status: response.status, body: await response.text() }).toEqual({
          parameters,
          status,
          body,
        });
      }
    }
    const head = await fetch(urlOf(gateway, { ...credentials, mode: "halt" }), { method: "HEAD" });
    expect(head.status).toBe(405);
    expect((await fetch(`${gateway.url}/health`)).status).toBe(200);
  });
});

describe("a command that is obeyed is answered before the gateway ends", () => {
  test.each<[string, number, (gateway: TestGateway) => Promise<Response>]>([
    ["reboot by GET", 75, (gateway) => fetch(urlOf(gateway, { ...credentials, mode: "reboot" }))],
    ["halt by GET", 0, (gateway) => fetch(urlOf(gateway, { ...credentials, mode: "halt" }))],
    [
      "reboot by POST, in a form",
      75,
      (gateway) =>
        fetch(`${gateway.url}/commands.php`, {
          method: "POST",
          body: new URLSearchParams({ ...credentials, mode: "Reboot" }),
        }),
    ],
    [
      "halt by POST, half in the query, half in JSON",
      0,
      (gateway) =>
        fetch(urlOf(gateway, { username: "operator" }), {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ password: "secret", mode: "halt" }),
        }),
    ],
  ])("%s: exit %p", async (_, status, ask) => {
    await using gateway = await startGateway();
    const response = await ask(gateway);
    expect({ status: response.status, body: await response.text() }).toEqual({ status: 200, body: "OK" });
    const ended = await gateway.ended;
    expect(ended.status).toBe(status);
    expect(ended.out).toContain('"gateway stopped"');
    expect(ended.out).not.toContain("secret");
  });

  test("what was accepted before is still there after the restart, and the event log says who", async () => {
    await using gateway = await startGateway();
    const send = await gateway.as("sender")("/api/messages", {
      method: "POST",
      body: JSON.stringify({ recipients: [{ to: "+491701234567" }], text: "kept" }),
    });
    const [message] = (await send.json()) as { id: string }[];
    expect(await (await fetch(urlOf(gateway, { ...credentials, mode: "reboot" }))).text()).toBe("OK");
    await gateway.ended;
    await gateway.restart();
    const found = await gateway.as("sender")(`/api/messages/${message?.id}`);
    expect(await found.json()).toMatchObject({ text: "kept" });
  });
});
