import { expect, test } from "bun:test";
import { queryOf, startApi } from "../../support/api-server.ts";

const UNAUTHORIZED = "401 Unauthorized - Username or Password wrong.";

test("the body of a GET request is read where the server hands it on", async () => {
  await using api = await startApi();
  const body = "username=apiuser&password=secret&to=00491701234567";
  const request = new Request("http://gateway/api.php?text=Test", {
    method: "GET",
    body,
    // As on the wire: without a length there is no body (RFC 9112 §6.3).
    headers: { "content-type": "application/x-www-form-urlencoded", "content-length": String(body.length) },
  });
  expect((await api.app.handle(request)).status).toBe(200);
});

test("a refusal is an event with user, recipient, address and reason", async () => {
  await using api = await startApi();
  await api.get({ password: "wrong!" });
  expect(api.events.all).toEqual([
    {
      severity: "warning",
      kind: "api.php.refused",
      message: "Refused: unknown user, wrong password or disabled user",
      userName: "apiuser",
      address: "127.0.0.1",
      details: { reason: "wrong-credentials", recipient: "00491701234567" },
    },
  ]);
});

test("a parameter that is missing is named in the event", async () => {
  await using api = await startApi();
  await api.get({ to: undefined, text: "" });
  expect(api.events.all).toMatchObject([{ message: "Refused: missing or empty parameters: to, text" }]);
});

test("too many wrong passwords are answered 401 with Retry-After, the right one too", async () => {
  await using api = await startApi();
  for (let i = 0; i < 10; i++) {
    const response = await api.get({ password: `wrong ${i}` });
    expect(response.headers.get("retry-after")).toBeNull();
  }
  const response = await api.get();
  expect(response.status).toBe(401);
  expect(await response.text()).toBe(UNAUTHORIZED);
  expect(Number(response.headers.get("retry-after"))).toBeWithin(1, 13);
  expect(api.accepted).toEqual([]);
  expect(api.events.ofKind("api.php.refused").at(-1)).toMatchObject({ details: { reason: "throttled" } });
});

test("a request's line in the log has method, path, status, time and user, and nothing else", async () => {
  await using api = await startApi();
  await api.get();
  await api.get({ username: "reader" });
  const lines = api.logLines.map((line) => JSON.parse(line));
  expect(lines).toEqual([
    {
      level: "debug",
      time: expect.any(String),
      method: "GET",
      path: "/api.php",
      status: 200,
      ms: expect.any(Number),
      user: "apiuser",
      msg: "request",
    },
    {
      level: "info",
      time: expect.any(String),
      method: "GET",
      path: "/api.php",
      status: 403,
      ms: expect.any(Number),
      user: "reader",
      reason: "no-permission",
      msg: "request refused",
    },
  ]);
});

test("what was refused is in the log with its reason: clients are told to look there", async () => {
  await using api = await startApi();
  await api.get({ mode: "user", to: "Nobody" });
  await api.get({ regex: "^[+]43", list: "white" });
  await api.get({ to: "0170 123 45 6x" });
  await api.get({ to: "(0170) 12-34/567 890 123 456" });
  const lines = api.logLines.map((line) => JSON.parse(line)).filter((line) => line.reason !== undefined);
  expect(lines).toMatchObject([
    { level: "info", user: "apiuser", to: "Nobody", reason: "no-such-contact" },
    { level: "info", user: "apiuser", to: "+4917…67", reason: "refused-by-list" },
    { level: "info", user: "apiuser", to: "0170 …6x", reason: "invalid-number" },
    { level: "info", user: "apiuser", to: "(0170…56", reason: "invalid-number" },
  ]);
  expect(lines[0].msg).toBe("Not sent to one recipient: no contact with this ID or name");
});

test("a flood of refusals is counted instead of filling the event log", async () => {
  await using api = await startApi();
  await Promise.all(Array.from({ length: 500 }, () => api.get({ to: undefined })));
  expect(api.events.all.length).toBeWithin(100, 300);
});

test("neither password nor text nor query string reach the log or the events, however a request ends", async () => {
  const password = "p4ssw0rd-of-nobody";
  const text = "dear-Bob-come-home";
  const failing = { accept: () => Promise.reject(new Error("disk full")) };
  for (const options of [{}, failing]) {
    await using api = await startApi(options);
    await api.administration.create({ name: "alice", password, permissions: ["http-api"] });
    const good = { username: "alice", password, text };
    for (const change of [
      {},
      { to: "hello" },
      { to: undefined },
      { mode: "group" },
      { hexmode: "true" },
      { regex: "(", list: "white" },
      { username: "reader" },
      { username: "nobody" },
      { text: undefined },
    ]) {
      await api.get({ ...good, ...change });
      const body = new URLSearchParams(queryOf({ ...good, ...change }));
      await fetch(`${api.url}/api.php`, { method: "POST", body });
      await fetch(`${api.url}/api.php?${body}`, { method: "HEAD" });
      await fetch(`${api.url}/nowhere?${body}`);
    }
    for (let i = 0; i < 12; i++) await api.get({ ...good, username: "bob" });
    const kept = `${api.logLines.join("")}${JSON.stringify(api.events.all)}`;
    expect(kept).not.toContain(password);
    expect(kept).not.toContain(text);
    expect(kept).not.toContain("api.php?");
    expect(api.events.all.length).toBeGreaterThan(10);
  }
});
