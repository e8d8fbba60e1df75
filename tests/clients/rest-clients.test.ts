import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { sendRaw } from "../support/raw-http.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
  await gateway.addUser("apiuser", "rest-api");
  await gateway.addUser("reader", "web");
});
afterAll(() => gateway[Symbol.asyncDispose]());

/** A telephone of the simulated network that rejects calls, so that none goes on ringing. */
const ANNA = "+4917055509003";

const host = () => new URL(gateway.url).host;
const port = () => Number(new URL(gateway.url).port);

/**
 * A call of NETWAYS notify-brevisone, as Go's client puts it on the wire: compact JSON with `&`, `<` and `>` escaped, and
 * a line end behind it. Only 200 counts.
 */
async function call(path: string, body: unknown, token?: string) {
  const json = `${JSON.stringify(body).replace(/[&<>]/g, escaped)}\n`;
  const bytes = Buffer.from(json, "utf8").toString("latin1");
  const lines = [
    `POST /api/${path} HTTP/1.1`,
    `Host: ${host()}`,
    "User-Agent: Go-http-client/1.1",
    `Content-Length: ${bytes.length}`,
    "Accept: application/json",
    ...(token === undefined ? [] : [`Authorization: Bearer ${token}`]),
    "Content-Type: application/json",
    "Accept-Encoding: gzip",
  ];
  return sendRaw(port(), `${lines.join("\r\n")}\r\n\r\n${bytes}`);
}

const escaped = (character: string) => `\\u00${character.charCodeAt(0).toString(16)}`;

/** Its whole run: sign in, send, and with `ring` call as well. `undefined` when a step is not 200. */
async function notify(options: {
  to: string;
  target?: string;
  text: string;
  ring?: boolean;
  user?: string;
  password?: string;
}): Promise<"sent" | undefined> {
  const { to, target = "number", text, ring, user = "apiuser", password = "secret" } = options;
  const session = await call("signin", { username: user, password });
  if (session.status !== 200) return undefined;
  const { jwt, expireAt } = JSON.parse(session.body) as { jwt: string; expireAt: number };
  expect(expireAt).toBeGreaterThan(Date.now() / 1000);
  for (const type of ring ? ["default", "ring"] : ["default"]) {
    const message = { recipients: [{ to, target }], text, provider: "sms", type };
    const sent = await call("messages", message, jwt);
    if (sent.status !== 200) return undefined;
    expect(Array.isArray(JSON.parse(sent.body))).toBe(true);
  }
  return "sent";
}

describe("NETWAYS notify-brevisone, REST", () => {
  test("a text reaches the telephone, with its lines, signs and umlauts", async () => {
    const text = 'PROBLEM: Tür & <Tor> @ db1 - CRITICAL\r\n"on it" by anna\r\n98 % full';
    expect(await notify({ to: "+491701111111", text })).toBe("sent");
    expect(await gateway.delivered(1)).toMatchObject([
      { to: "+491701111111", text: 'PROBLEM: Tür & <Tor> @ db1 - CRITICAL\n"on it" by anna\n98 % full' },
    ]);
  });

  test("contact and contact group by name, and the ring after the text", async () => {
    await gateway.command(["group", "add", "admins"]);
    await gateway.command(["contact", "add", "Anna", "--number", ANNA, "--groups", "admins"]);
    expect(await notify({ to: "Anna", target: "contact", text: "to Anna" })).toBe("sent");
    expect(await notify({ to: "admins", target: "contactgroup", text: "to the admins", ring: true })).toBe("sent");
    const delivered = await gateway.delivered(3);
    expect(delivered).toContainEqual(expect.objectContaining({ to: ANNA, text: "to Anna" }));
    expect(delivered).toContainEqual(expect.objectContaining({ to: ANNA, text: "to the admins" }));
  });

  test.each([
    ["a wrong password", { password: "wrong" }],
    ["a user without the permission", { user: "reader" }],
    ["no telephone number", { to: "nobody" }],
    ["no such group", { to: "nobody", target: "contactgroup" }],
    ["an empty text", { text: "" }],
  ])("fails and says so: %s", async (_, changes) => {
    expect(await notify({ to: "+491703333333", text: "never", ...changes })).toBeUndefined();
  });
});
