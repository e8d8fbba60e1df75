import { describe, expect, test } from "bun:test";
import { queryOf, startApi } from "../support/api-server.ts";

const MISSING = "Error: Parameter miss.";
const UNAUTHORIZED = "401 Unauthorized - Username or Password wrong.";
const FORBIDDEN = "403 Forbidden - Your User has no right to send SMS over API.";
const REFUSED = "Error. See Gateway logs for more information.";

describe("accepted", () => {
  test("the answer is OK as plain text, with the message's ID", async () => {
    await using api = await startApi();
    const response = await api.get();
    expect(await response.text()).toBe("OK");
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(response.headers.get("x-message-id")).toBe("1");
    expect(api.accepted).toMatchObject([
      {
        recipient: "+491701234567",
        text: "Test",
        kind: "text",
        flash: false,
        channel: "sms",
        userId: 1,
        source: "api.php",
      },
    ]);
    expect(api.events.all).toEqual([]);
  });

  test("several recipients give their IDs in order", async () => {
    await using api = await startApi();
    const response = await api.get({ to: "00491701234567,01709999999;+431234567" });
    expect(response.headers.get("x-message-id")).toBe("1,2,3");
    expect(api.accepted.map(({ recipient }) => recipient)).toEqual(["+491701234567", "+491709999999", "+431234567"]);
  });

  test.each([
    ["absent mode", {}],
    ["unknown mode", { mode: "pigeon" }],
    ["mode in other case", { mode: "Number" }],
    ["empty mode", { mode: "" }],
  ])("%s is number", async (_, parameters) => {
    await using api = await startApi();
    expect((await api.get(parameters)).status).toBe(200);
    expect(api.accepted).toHaveLength(1);
  });

  test.each([
    ["present without a value", "flash", true],
    ["empty", "flash=", true],
    ["true", "flash=true", true],
    ["1", "flash=1", true],
    ["false", "flash=false", false],
    ["FALSE", "flash=FALSE", false],
    ["0", "flash=0", false],
    ["no", "flash=no", false],
    ["absent", "", false],
  ])("flash %s", async (_, part, flash) => {
    await using api = await startApi();
    await fetch(`${api.url}/api.php?${part}&${queryOf()}`);
    expect(api.accepted).toMatchObject([{ flash, kind: "text" }]);
  });

  test.each([
    ["without a value", "ring", "ring", ""],
    ["true", "ring=true", "ring", ""],
    ["no", "ring=no", "text", "Test"],
    ["false", "ring=false", "text", "Test"],
  ])("ring %s", async (_, part, kind, text) => {
    await using api = await startApi();
    await fetch(`${api.url}/api.php?${queryOf()}&${part}`);
    expect(api.accepted).toMatchObject([{ kind, text }]);
  });

  test("a ring needs no text", async () => {
    await using api = await startApi();
    const response = await api.get({ text: undefined, ring: "" });
    expect(response.status).toBe(200);
    expect(api.accepted).toMatchObject([{ kind: "ring", text: "" }]);
  });

  test("the text of a ring is ignored, malformed hex too", async () => {
    await using api = await startApi();
    expect((await api.get({ text: "xyz", hexmode: "true", ring: "1" })).status).toBe(200);
  });

  test.each([
    ["ASCII", "48616c6c6f", "Hallo"],
    ["upper case", "48616C6C6F", "Hallo"],
    ["UTF-8", "e282ac20f09f9880", "€ 😀"],
    ["a cut character", "6162c3", "ab\uFFFD"],
    ["line ends", "610d0a62", "a\nb"],
  ])("hexmode: %s", async (_, text, expected) => {
    await using api = await startApi();
    await api.get({ text, hexmode: "true" });
    expect(api.accepted).toMatchObject([{ text: expected }]);
  });

  test("hexmode=false leaves the text as it is", async () => {
    await using api = await startApi();
    await api.get({ text: "48616c6c6f", hexmode: "false" });
    expect(api.accepted).toMatchObject([{ text: "48616c6c6f" }]);
  });

  test.each([
    ["white list keeps what matches", "^\\+4917", "white", ["+491701234567"]],
    ["black list keeps what does not", "^\\+4917", "black", ["+431234567"]],
  ])("%s", async (_, regex, list, recipients) => {
    await using api = await startApi();
    const response = await api.get({ to: "00491701234567,00431234567", regex, list });
    expect(response.status).toBe(200);
    expect(api.accepted.map(({ recipient }) => recipient)).toEqual(recipients);
  });
});

describe("refused, with nothing stored", () => {
  test.each([
    ["no username", { username: undefined }, 400, MISSING],
    ["no password", { password: undefined }, 400, MISSING],
    ["no to", { to: undefined }, 400, MISSING],
    ["no text", { text: undefined }, 400, MISSING],
    ["empty username", { username: "" }, 400, MISSING],
    ["empty password", { password: "" }, 400, MISSING],
    ["empty to", { to: "" }, 400, MISSING],
    ["empty text", { text: "" }, 400, MISSING],
    ["no text with ring switched off", { text: undefined, ring: "no" }, 400, MISSING],
    ["wrong password", { password: "wrong!" }, 401, UNAUTHORIZED],
    ["unknown user", { username: "nobody" }, 401, UNAUTHORIZED],
    ["disabled user", { username: "gone" }, 401, UNAUTHORIZED],
    ["no permission", { username: "reader" }, 403, FORBIDDEN],
    ["no valid number", { to: "hello" }, 400, REFUSED],
    ["malformed hex", { text: "4x", hexmode: "true" }, 400, REFUSED],
    ["half a byte of hex", { text: "486", hexmode: "true" }, 400, REFUSED],
    ["malformed regex", { regex: "(", list: "white" }, 400, REFUSED],
    ["regex beyond linear time", { regex: "(a)\\1", list: "white" }, 400, REFUSED],
    ["everyone refused by list", { regex: "^\\+49", list: "black" }, 400, REFUSED],
    ["contact", { mode: "user", to: "alice" }, 400, REFUSED],
    ["group", { mode: "group", to: "admins" }, 400, REFUSED],
    // The order of the checks: parameters, 401, 403, 400.
    ["missing text and wrong password", { text: undefined, password: "wrong!" }, 400, MISSING],
    ["wrong password and malformed hex", { password: "wrong!", text: "4x", hexmode: "true" }, 401, UNAUTHORIZED],
    ["no permission and no valid number", { username: "reader", to: "hello" }, 403, FORBIDDEN],
  ])("%s", async (_, parameters, status, body) => {
    await using api = await startApi();
    const response = await api.get(parameters);
    expect(await response.text()).toBe(body);
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(response.headers.get("x-message-id")).toBeNull();
    expect(api.accepted).toEqual([]);
    expect(api.events.ofKind("api.php.refused").length).toBeGreaterThan(0);
  });

  test.each(["HEAD", "PUT", "DELETE", "OPTIONS"])("%s sends nothing", async (method) => {
    await using api = await startApi();
    const response = await fetch(`${api.url}/api.php?${queryOf()}`, { method });
    expect(response.status).toBeGreaterThanOrEqual(404);
    expect(response.status).toBeLessThan(500);
    expect(api.accepted).toEqual([]);
  });
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

test("a flood of refusals is counted instead of filling the event log", async () => {
  await using api = await startApi();
  await Promise.all(Array.from({ length: 500 }, () => api.get({ to: undefined })));
  expect(api.events.all.length).toBeWithin(200, 400);
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
