import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free-port.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { sendRaw } from "../support/raw-http.ts";

const TLS = ["--tls", "self-signed"];
const insecure = { tls: { rejectUnauthorized: false } };
const form = (text: string) =>
  new URLSearchParams({ username: "apiuser", password: "secret", to: "+491701111111", text });

async function start(...options: string[]): Promise<TestGateway> {
  const port = options.includes("--http-port") ? [] : ["--http-port", "0"];
  const gateway = await startTestGateway(...TLS, ...port, ...options);
  await gateway.addUser("apiuser", "http-api", "rest-api", "sim");
  return gateway;
}

/** What the gateway has delivered, once its queue is empty. */
async function delivered(gateway: TestGateway, count: number): Promise<number> {
  await gateway.delivered(count);
  // A message has arrived a moment before it is recorded as sent.
  await eventually("the queue to be empty", async () => {
    const answer = await fetch(`${gateway.url}/check.php?option=que`, insecure);
    return (await answer.text()) === "0";
  });
  return (await gateway.delivered(count)).length;
}

/** comNET's plug-in: sends by https, asks the state by plain http, and goes on to the next gateway when that fails. */
async function notify(gateways: readonly TestGateway[], text: string): Promise<number> {
  for (const [index, { url, httpUrl }] of gateways.entries()) {
    try {
      const sent = await fetch(`${url}/api.php`, { method: "POST", body: form(text), ...insecure });
      if (!sent.ok) continue;
      const state = await fetch(`${httpUrl}/check.php?option=state`);
      if (state.ok && !/Blocked|Trouble|Unknown/.test(await state.text())) return index;
    } catch {
      // Nothing listens there: the next gateway.
    }
  }
  return -1;
}

test.each([["all"], ["check"]])(
  "a Checkmk plug-in that sends by https and asks by plain http sends once (--http-serves %s)",
  async (serves) => {
    await using first = await start("--http-serves", serves);
    await using second = await start();
    expect(await notify([first, second], "disk full")).toBe(0);
    expect(await delivered(first, 1)).toBe(1);
    expect(await delivered(second, 0)).toBe(0);
  },
);

describe("the plain listener beside HTTPS", () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await start();
  });
  afterAll(() => gateway[Symbol.asyncDispose]());
  const port = () => Number(new URL(gateway.httpUrl ?? "").port);

  test("is in the banner, and serves pages, forms, JSON and large files", async () => {
    expect(gateway.url).toStartWith("https://");
    expect(gateway.httpUrl).toStartWith("http://");
    const sent = await fetch(`${gateway.httpUrl}/api.php`, { method: "POST", body: form("plain") });
    expect({ status: sent.status, body: await sent.text() }).toEqual({ status: 200, body: "OK" });
    expect(Number(sent.headers.get("x-message-id"))).toBeGreaterThan(0);
    const rest = await fetch(`${gateway.httpUrl}/api/messages`, {
      method: "POST",
      body: JSON.stringify({ recipients: [{ to: "+491701111112" }], text: "Grüße €" }),
      headers: { authorization: `Basic ${btoa("apiuser:secret")}`, "content-type": "application/json" },
    });
    expect(rest.status).toBe(200);
    expect(await gateway.delivered(2)).toContainEqual(expect.objectContaining({ text: "Grüße €" }));
    const [plain, secure] = await Promise.all(
      [fetch(`${gateway.httpUrl}/docs/scalar.js`), fetch(`${gateway.url}/docs/scalar.js`, insecure)].map(
        async (answer) => Bun.hash(await (await answer).arrayBuffer()),
      ),
    );
    expect(plain).toBe(secure);
  });

  test("answers a request without a Host header, which a monitoring check may send", async () => {
    for (const version of ["1.0", "1.1"]) {
      const answer = await sendRaw(port(), `GET /check.php?option=que HTTP/${version}\r\n\r\n`);
      expect({ version, status: answer.status }).toEqual({ version, status: 200 });
    }
  });

  test("knows the client's address, and keeps several requests on one connection apart", async () => {
    await gateway.command(["user", "limit", "apiuser", "--networks", "192.0.2.0/24"]);
    const refused = await fetch(`${gateway.httpUrl}/api.php`, { method: "POST", body: form("x") });
    expect(refused.status).toBe(403);
    await gateway.command(["user", "limit", "apiuser", "--networks", "127.0.0.1"]);
    for (const text of ["one", "two"]) {
      const sent = await fetch(`${gateway.httpUrl}/api.php?${form(text)}`);
      expect(sent.status).toBe(200);
    }
  });

  test("a body beyond the limit is refused there too", async () => {
    const answer = await fetch(`${gateway.httpUrl}/api.php`, { method: "POST", body: form("x".repeat(1_100_000)) });
    expect(answer.status).toBe(413);
  });

  test("iSMS has its paths there only when it is switched on", async () => {
    expect((await fetch(`${gateway.httpUrl}/sendmsg?cat=1`)).status).toBe(404);
  });
});

describe("--http-serves check", () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await start("--http-serves", "check");
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  test("sends everything but /check.php to HTTPS, method and query kept", async () => {
    const { port } = new URL(gateway.url);
    for (const [method, path] of [
      ["GET", "/"],
      ["GET", "/docs"],
      ["POST", "/api.php?mode=number"],
      ["PUT", "/api/contacts/1"],
      ["GET", "/check.php.bak"],
      ["GET", "/sendmsg?cat=1"],
    ] as const) {
      const answer = await fetch(`${gateway.httpUrl}${path}`, { method, redirect: "manual" });
      expect({ path, status: answer.status, to: answer.headers.get("location") }).toEqual({
        path,
        status: 308,
        to: `https://127.0.0.1:${port}${path}`,
      });
    }
    const followed = await fetch(`${gateway.httpUrl}/api.php`, { method: "POST", body: form("followed"), ...insecure });
    expect(followed.status).toBe(200);
  });

  test("goes to the name that the client used, and nowhere when that is no name", async () => {
    const { port } = new URL(gateway.url);
    const plain = Number(new URL(gateway.httpUrl ?? "").port);
    const ask = (host: string) => sendRaw(plain, `GET /docs HTTP/1.1\r\n${host}Connection: close\r\n\r\n`);
    expect((await ask("Host: sms.example:80\r\n")).head).toContain(`https://sms.example:${port}/docs`);
    expect((await ask("Host: [::1]:80\r\n")).head).toContain(`https://[::1]:${port}/docs`);
    for (const host of [
      "",
      "Host: \r\n",
      "Host: evil.example/x?\r\n",
      "Host: a@b.example\r\n",
      `Host: ${"a".repeat(254)}\r\n`,
    ]) {
      const answer = await ask(host);
      expect({ host, status: answer.status, location: /location/i.test(answer.head) }).toEqual({
        host,
        status: 400,
        location: false,
      });
    }
  });
});

describe("--isms-port and --http-port on the same port", () => {
  test.each([["all"], ["check"]])("one listener serves both (--http-serves %s)", async (serves) => {
    const port = String(await freePort());
    await using gateway = await start("--http-port", port, "--isms-port", port, "--http-serves", serves);
    await gateway.addUser("nagios", "http-api");
    expect(gateway.ismsUrl).toBe(gateway.httpUrl);
    const query = "user=nagios&passwd=secret&cat=1&to=%2B491703333333&text=both";
    const sent = await sendRaw(Number(port), `GET /sendmsg?${query} HTTP/1.1\r\n\r\n`);
    expect(sent.body).toMatch(/^ID: \d+/);
    expect(sent.head.toLowerCase()).toContain("connection: close");
    expect(await gateway.delivered(1)).toMatchObject([{ to: "+491703333333", text: "both" }]);
    expect((await fetch(`${gateway.httpUrl}/check.php?option=que`)).status).toBe(200);
    const other = await fetch(`${gateway.httpUrl}/health`, { redirect: "manual" });
    expect(other.status).toBe(serves === "all" ? 200 : 308);
  });
});

test("a port that is in use is named with its option", async () => {
  await using gateway = await start();
  const { port } = new URL(gateway.httpUrl ?? "");
  await expect(startTestGateway("--tls", "self-signed", "--http-port", port)).rejects.toThrow(
    `port ${port} of 127.0.0.1 is in use: choose another with --http-port`,
  );
});
