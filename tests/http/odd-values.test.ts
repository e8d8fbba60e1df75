import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { eventually } from "../support/eventually.ts";
import type { TestGateway } from "../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../support/postgres.ts";
import { startWebhookGateway, type WebhookGateway } from "../support/telegram/webhook-gateway.ts";

/** What databases differ in: SQLite keeps any text and rounds any number, PostgreSQL neither. */
function claims(database: () => Promise<string[]>): void {
  let started: WebhookGateway;
  let gateway: TestGateway;
  beforeAll(async () => {
    started = await startWebhookGateway("--isms", "on", ...(await database()));
    gateway = started.gateway;
    await gateway.addUser(
      "apiuser",
      "http-api",
      "rest-api",
      "incoming-messages",
      "sent-messages",
      "contacts",
      "groups",
    );
  });
  afterAll(async () => {
    expect(gateway.output().match(/.*request failed.*/)?.[0]).toBeUndefined();
    await started[Symbol.asyncDispose]();
  });

  const get = async (path: string) => {
    const response = await gateway.as("apiuser")(path);
    return { status: response.status, body: await response.text() };
  };
  const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const response = await gateway.as("apiuser")(path, { method: "POST", body: text, headers });
    return { status: response.status, body: await response.text() };
  };
  const as = async (name: string, path: string) =>
    (await fetch(`${gateway.url}${path}`, { headers: { authorization: `Basic ${btoa(`${name}:secret`)}` } })).status;

  describe.each([
    ["NUL", "%00", "\0"],
    ["half a surrogate pair", "%ED%A0%80", "\ud800"],
    ["the other half", "%ED%B0%80", "\udc00"],
  ])("%s", (_, encoded, character) => {
    test("in a user name is a wrong name", async () => {
      for (const name of [`apiuser${encoded}`, encoded]) {
        const php = await fetch(`${gateway.url}/api.php?username=${name}&password=secret&to=1&text=x`);
        expect(php.status).toBe(401);
        expect((await fetch(`${gateway.url}/commands.php?username=${name}&password=x&mode=x`)).status).toBe(401);
        const isms = await fetch(`${gateway.url}/sendmsg?user=${name}&passwd=secret&cat=1&to=1&text=x`);
        expect(await isms.text()).toBe("Err: 601");
      }
      const body = JSON.stringify({ username: `apiuser${character}`, password: "secret" });
      expect([401, 429]).toContain((await fetch(`${gateway.url}/api/signin`, { method: "POST", body })).status);
      if (character === "\0") expect([401, 429]).toContain(await as(`apiuser${character}`, "/api/state"));
    });

    test("in what is asked for finds nothing", async () => {
      expect(await get(`/api/messages?number=${encoded}`)).toEqual({ status: 200, body: "[]" });
      expect(await get(`/api/messages?user=${encoded}`)).toEqual({ status: 200, body: "[]" });
      expect(await get(`/api/contacts?group=${encoded}`)).toEqual({ status: 200, body: "[]" });
      expect((await get(`/api/messages?start_date=${encoded}`)).status).toBe(422);
      expect((await get(`/api/messages?type=${encoded}`)).status).toBe(422);
      expect((await get(`/api/contacts/${encoded}`)).status).toBe(404);
      expect((await get(`/api/messages/${encoded}`)).status).toBe(404);
      expect((await get(`/api/contacts?limit=${encoded}`)).status).toBe(422);
    });

    test("in a recipient reaches nobody", async () => {
      for (const mode of ["number", "user", "group", "teluser"]) {
        const query = `username=apiuser&password=secret&mode=${mode}&to=${encoded}&text=x`;
        expect((await fetch(`${gateway.url}/api.php?${query}`)).status).toBe(400);
      }
      for (const target of ["number", "contact", "contactgroup"]) {
        const recipients = [{ to: `a${character}`, target }];
        expect((await post("/api/messages", { recipients, text: "x" })).status).toBe(422);
      }
      for (const name of ["ton", "group"]) {
        const isms = await fetch(`${gateway.url}/sendmsg?user=apiuser&passwd=secret&cat=1&text=x&${name}=${encoded}`);
        expect(await isms.text()).toBe("Err: 606");
      }
    });

    test("in a text is left out or replaced", async () => {
      const sent = await post("/api/messages", { recipients: [{ to: "01701234567" }], text: `a${character}b` });
      expect(sent.status).toBe(200);
      expect(JSON.parse(sent.body)).toMatchObject([{ text: character === "\0" ? "ab" : "a\ufffdb" }]);
      const alerts = {
        alerts: [{ labels: { alertname: `a${character}`, host: character }, annotations: { summary: character } }],
      };
      expect((await post("/api/v1/alerts?to=01701234567", alerts)).status).toBe(200);
    });

    test("in the address book is refused or replaced, the same on every database", async () => {
      const isKept = character !== "\0";
      const name = `a${character}`;
      for (const [path, body] of [
        ["/api/contacts", { name }],
        ["/api/contactgroups", { name }],
      ] as const) {
        const added = await post(path, body);
        expect(added.status).toBe(isKept ? 200 : 422);
        if (isKept) await gateway.as("apiuser")(`${path}/${JSON.parse(added.body).id}`, { method: "DELETE" });
      }
      expect((await post("/api/contacts", { name: "b", number: `0170${character}` })).status).toBe(422);
      expect((await gateway.command(["contact", "list", "--search", name])).status).toBe(0);
      expect((await gateway.command(["user", "add", name, "--password-stdin"], "secret\n")).status).not.toBe(0);
    });

    test("from Telegram and from the network is taken", async () => {
      const from = { id: 7, is_bot: false, first_name: `A${character}`, username: name };
      const message = { message_id: 1, date: 1, chat: { id: 7, type: "private" }, from };
      for (const more of [{ text: `x${character}` }, { contact: { phone_number: "491701234567", user_id: 7 } }]) {
        const update = { update_id: ++updates, message: { ...message, message_id: updates, ...more } };
        expect(
          (await post("/telegram/webhook", update, { "x-telegram-bot-api-secret-token": started.secret })).status,
        ).toBe(200);
      }
      await gateway.receive("+491701111111", `x${character}y`);
      const incoming = await eventually("it", async () => {
        const { body } = await get("/api/messages?type=incoming&number=%2B491701111111");
        return body !== "[]" && body;
      });
      expect(incoming).toContain("x\ufffdy");
    });
    const name = `a${character}`;
  });

  test.each([
    "9223372036854775807",
    "9223372036854775808",
    "9007199254740991",
    "9007199254740993",
    "99999999999999999999999999",
    "1e300",
    "-1",
    "0",
    "1.5",
    "NaN",
    "0x10",
    "٣",
  ])("the number %s is nothing that exists, wherever it stands", async (number) => {
    const inPath = encodeURIComponent(number);
    for (const path of ["contacts", "contactgroups", "messages", "messages/in-"]) {
      expect((await get(`/api/${path}${path.endsWith("-") ? "" : "/"}${inPath}`)).status).toBe(404);
    }
    expect(await get(`/api/contacts?group=${inPath}`)).toEqual({ status: 200, body: "[]" });
    expect(await get(`/api/messages?user=${inPath}`)).toEqual({ status: 200, body: "[]" });
    for (const name of ["limit", "page", "start_date", "end_date", "number"]) {
      expect((await get(`/api/messages?${name}=${inPath}`)).status).toBeOneOf([200, 422]);
    }
    for (const mode of ["user", "group"]) {
      const query = `username=apiuser&password=secret&mode=${mode}&to=${inPath}&text=x`;
      expect((await fetch(`${gateway.url}/api.php?${query}`)).status).toBe(400);
    }
    const isms = await fetch(`${gateway.url}/querymsg?user=apiuser&passwd=secret&apimsgid=${inPath}`);
    expect(await isms.text()).toBe("Status: 5");
    if (!/^-?\d+(\.\d+)?(e\d+)?$/.test(number)) return;
    for (const groups of [`[${number}]`, `[[${number}]]`, number]) {
      const added = await post("/api/contacts", `{"name":"c","groups":${groups}}`);
      expect(added.status).toBeOneOf([404, 422]);
    }
  });
}

let updates = 0;

describe("on SQLite", () => claims(async () => []));
describe.skipIf(!hasPostgres())("on PostgreSQL", () => claims(async () => ["--database", await createTestDatabase()]));
