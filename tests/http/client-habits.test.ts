import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { sendRaw } from "../support/raw-http.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway("--isms-port", "0", "--http-port", "0");
  await gateway.addUser("apiuser", "http-api", "rest-api", "contacts", "groups");
});
afterAll(() => gateway[Symbol.asyncDispose]());

const MARK = "\uFEFF";
const utf8 = (text: string) => new TextEncoder().encode(text);
const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
const send = (path: string, body: string | Uint8Array<ArrayBuffer>, init: RequestInit = {}) =>
  gateway.as("apiuser")(path, { method: "POST", body, ...init });
const ALERTS = "/api/v1/alerts?to=01701234567";
const alert = (summary: string) => JSON.stringify({ alerts: [{ labels: {}, annotations: { summary } }] });
const message = (text: string) => JSON.stringify({ recipients: [{ to: "01701234567" }], text });

/** Every door that takes JSON alone. */
const JSON_DOORS: [string, string, (text: string) => string][] = [
  ["alerts", ALERTS, alert],
  ["REST", "/api/messages", message],
];
describe.each(JSON_DOORS)("JSON for %s", (_, path, json) => {
  test.each([1, 2, 3])("may stand behind %d byte order marks", async (count) => {
    expect((await send(path, utf8(`${MARK.repeat(count)}${json("für 12 €")}`))).status).toBe(200);
  });

  test.each([
    ["Latin-1", latin1(json("St\xf6rung"))],
    ["a character that was cut", latin1(json("ab\xc3"))],
    ["UTF-16", new Uint8Array(Buffer.from(`${MARK}${json("x")}`, "utf16le"))],
  ])("that is not UTF-8 but %s is refused", async (_, body) => {
    const response = await send(path, body);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain("body is");
  });

  test.each([
    ["lists", "[".repeat(40_000)],
    ["objects", '{"a":'.repeat(40_000)],
    ["closed lists", `{"alerts":${"[".repeat(40_000)}${"]".repeat(40_000)}}`],
  ])("of 40,000 nested %s is refused", async (_, body) => {
    expect((await send(path, body)).status).toBeWithin(400, 423);
  });
});

test("signing in takes JSON behind a byte order mark", async () => {
  const body = utf8(`${MARK}${JSON.stringify({ username: "apiuser", password: "secret" })}`);
  expect((await fetch(`${gateway.url}/api/signin`, { method: "POST", body })).status).toBe(200);
});

describe("in REST, a number counts as the text that it is", () => {
  const rest = async (path: string, body: unknown) => {
    const response = await send(path, JSON.stringify(body));
    return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
  };

  test("as a recipient and as a text", async () => {
    const { status, answer } = await rest("/api/messages", { recipients: [{ to: 491701234567 }], text: 12.5 });
    expect(status).toBe(200);
    expect(answer).toMatchObject([{ text: "12.5", recipients: [{ number: "+491701234567" }] }]);
  });

  test("as a contact's number and name", async () => {
    const { status, answer } = await rest("/api/contacts", { name: 4711, number: 491701234568 });
    expect({ status, answer }).toMatchObject({ status: 200, answer: { name: "4711", number: "+491701234568" } });
  });

  test("but not one with more digits than JavaScript keeps, nor anything else", async () => {
    for (const to of [2 ** 60, 1e300, true, ["01701234567"], {}]) {
      const { status, answer } = await rest("/api/messages", { recipients: [{ to }], text: "x" });
      expect({ to, status, answer }).toMatchObject({
        status: 422,
        answer: { reasons: ["recipients[0].to: must be a text"] },
      });
    }
  });
});

test("alerts may be sent by PUT", async () => {
  expect((await send(ALERTS, alert("x"), { method: "PUT" })).status).toBe(200);
  expect((await send(ALERTS, "{}", { method: "PUT" })).status).toBe(400);
  expect((await fetch(`${gateway.url}${ALERTS}`, { method: "PUT", body: alert("x") })).status).toBe(401);
});

describe("slashes in a row count as one", () => {
  const query = "username=apiuser&password=secret&to=01701234567&text=see+http://db1//x";

  test.each(["//api.php", "///api.php", "//api.php/"])("GET %s", async (path) => {
    const port = Number(new URL(gateway.url).port);
    const { status, body } = await sendRaw(port, `GET ${path}?${query} HTTP/1.1\r\nHost: gateway\r\n\r\n`);
    expect({ status, body }).toEqual({ status: 200, body: "OK" });
    const sent = await gateway.as("apiuser")("/api/messages?type=queued,sent&limit=1");
    expect(await sent.json()).toMatchObject([{ text: "see http://db1//x" }]);
  });

  test("at every door, with a body too", async () => {
    const body = new URLSearchParams(query);
    expect((await fetch(`${gateway.url}//api.php`, { method: "POST", body })).status).toBe(200);
    expect((await send("//api///messages", message("x"))).status).toBe(200);
    expect((await send("//api/v1//alerts?to=01701234567", alert("x"))).status).toBe(200);
    expect((await fetch(`${gateway.url}//check.php`)).status).toBe(200);
    const isms = "sendmsg?user=apiuser&passwd=secret&cat=1&to=01701234567&text=x";
    expect(await (await fetch(`${gateway.ismsUrl}//${isms}`)).text()).toStartWith("ID: ");
  });
});

describe("what is not UTF-8", () => {
  const newest = async () => {
    const answer = await gateway.as("apiuser")("/api/messages?type=queued,sent&limit=1");
    return ((await answer.json()) as { text: string }[])[0]?.text;
  };

  test.each(["0", "1"])("is Windows-1252 for iSMS too, with enc=%s", async (enc) => {
    const query = `sendmsg?user=apiuser&passwd=secret&cat=1&to=01701234567&enc=${enc}&text=Gr%FC%DFe+${enc}`;
    expect(await (await fetch(`${gateway.ismsUrl}/${query}`)).text()).toStartWith("ID: ");
    expect(await newest()).toBe(`Grüße ${enc}`);
  });

  test("is Windows-1252 in a user's name by Basic", async () => {
    await gateway.addUser("müller", "rest-api");
    const ask = (pair: string) =>
      fetch(`${gateway.url}/api/user/me`, { headers: { authorization: `Basic ${btoa(pair)}` } });
    expect((await ask("m\xfcller:secret")).status).toBe(200);
    expect((await ask("m\xc3\xbcller:secret")).status).toBe(200);
  });

  test("a byte order mark in front of a text is not sent", async () => {
    expect((await send("/api/messages", message(`${MARK}${MARK}Hallo`))).status).toBe(200);
    expect(await newest()).toBe("Hallo");
  });
});
