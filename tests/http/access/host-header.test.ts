import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { sendRaw } from "../../support/raw-http.ts";

let gateway: TestGateway;
let port = 0;
beforeAll(async () => {
  gateway = await startTestGateway("--isms", "on");
  port = Number(new URL(gateway.url).port);
});
afterAll(() => gateway[Symbol.asyncDispose]());

/** How a client may say, or not say, for which host it asks. */
const HEADS = {
  "HTTP/1.0 without it": "HTTP/1.0",
  "HTTP/1.0, empty": "HTTP/1.0\r\nHost:",
  empty: "HTTP/1.1\r\nHost:",
  blanks: "HTTP/1.1\r\nHost:  \t ",
  "one letter": "HTTP/1.1\r\nHost: a",
  "two words": "HTTP/1.1\r\nHost: a b",
  "an open bracket": "HTTP/1.1\r\nHost: [::1",
  "an address that is none": "HTTP/1.1\r\nHost: 999.1.1.1",
  "a port that is none": "HTTP/1.1\r\nHost: gateway:99999",
  "a path in it": "HTTP/1.1\r\nHost: gateway/docs?x#y",
  "octets beyond ASCII": "HTTP/1.1\r\nHost: \u00fc\u00ff",
  punycode: "HTTP/1.1\r\nHost: xn--a",
  twice: "HTTP/1.1\r\nHost: gateway\r\nHost: other",
};
const BASIC = `Authorization: Basic ${btoa("tester:secret")}`;

describe("no door depends on the Host header", () => {
  test.each(Object.entries(HEADS))("%s", async (_, head) => {
    for (const { method, path } of gateway.routes) {
      const target = path.replace("/:id", "/7").replace("/*", "/messages");
      const ask = (how: string) =>
        sendRaw(port, `${method === "ALL" ? "GET" : method} ${target} ${how}\r\n${BASIC}\r\n\r\n`);
      const usual = await ask("HTTP/1.1\r\nHost: localhost");
      expect({ method, path, status: (await ask(head)).status }).toEqual({ method, path, status: usual.status });
    }
  });

  test("the status page answers a pipeline of HTTP/1.0 requests, and the log has no line of it", async () => {
    const one = "GET /check.php?option=que HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
    const answer = await sendRaw(port, one.repeat(3));
    expect(answer).toMatchObject({ status: 200, body: "0" });
    expect(gateway.log().filter(({ level }) => level === "error")).toEqual([]);
  });

  test.each(Object.entries(HEADS))("what is repeated under one key is done once: %s", async (_, head) => {
    const body = JSON.stringify({ to: ["+491701234567"], text: "once" });
    const key = crypto.randomUUID();
    const send = (how: string) =>
      sendRaw(
        port,
        `POST /api/v1/messages ${how}\r\n${BASIC}\r\nIdempotency-Key: ${key}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      );
    const first = await send(head);
    expect({ status: first.status, body: first.body }).toMatchObject({ status: 202 });
    expect((await send("HTTP/1.1\r\nHost: localhost")).body).toBe(first.body);
  });

  test("a target in absolute form is served for its path", async () => {
    const answer = await sendRaw(port, "GET http://elsewhere.example/check.php?option=que HTTP/1.1\r\nHost: \r\n\r\n");
    // How many messages of the tests before have not left yet.
    expect(answer).toMatchObject({ status: 200, body: expect.stringMatching(/^\d+$/) });
  });

  test("a path behind an odd host is not taken for another one", async () => {
    for (const target of ["/elsewhere00/check.php", "/a/check.php"]) {
      expect((await sendRaw(port, `GET ${target} HTTP/1.0\r\n\r\n`)).status).toBe(404);
    }
  });

  test("behind an odd host the client's address and the body are still the client's", async () => {
    const body = "username=stranger&password=x&to=1&text=x";
    const form = `Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}`;
    const answer = await sendRaw(port, `POST /api.php HTTP/1.0\r\n${form}\r\n\r\n${body}`);
    expect(answer.status).toBe(401);
    const [refused] = await gateway.events({ kind: "api.php.refused", userName: "stranger" });
    expect(refused).toMatchObject({ userName: "stranger", address: "127.0.0.1" });
  });
});
