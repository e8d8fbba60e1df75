import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../../support/postgres.ts";
import { basic, problemOf } from "../../support/v1.ts";
import { signInToV1, tokenOfV1 } from "../../support/v1-sign-in.ts";

interface Session {
  id: string;
  agent: string;
  current: boolean;
}

function claims(database: () => Promise<string[]>): void {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway(...(await database()));
    await gateway.addUser("anna", "web", "rest-api");
    await gateway.addUser("page", "web");
    await gateway.addUser("program", "rest-api");
    await gateway.addUser("root", "web", "users", "permissions");
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  const call = (path: string, headers: Record<string, string>, method = "GET") =>
    fetch(`${gateway.url}/api/v1${path}`, { method, headers });
  const signIn = (body: object, headers: Record<string, string> = {}) =>
    fetch(`${gateway.url}/api/v1/sessions`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
  const sessionsOf = async (headers: Record<string, string>, path = "/me/sessions") =>
    ((await (await call(path, headers)).json()) as { items: Session[] }).items;

  test("a browser that signs in gets a cookie that no script sees, and calls with it", async () => {
    const { id, setCookie, headers } = await signInToV1(gateway, "page");
    expect(setCookie).toMatch(/^aldis-\d+=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/);
    const me = await call("/me", headers);
    expect(me.headers.get("set-cookie")).toBeNull();
    expect(await me.json()).toMatchObject({ name: "page", permissions: ["web"], signedInBy: "session" });
    expect(await sessionsOf(headers)).toMatchObject([{ id, agent: "Firefox", address: "127.0.0.1", current: true }]);
    expect(JSON.stringify(gateway.log())).not.toContain(headers.cookie.split("=")[1] ?? "");
  });

  test("a wrong password is 401 without the challenge that makes browsers ask for one, and is an event", async () => {
    const response = await signIn({ name: "anna", password: "wrong!" });
    expect(response.headers.get("www-authenticate")).not.toContain("Basic");
    expect(response.headers.get("set-cookie")).toBeNull();
    await problemOf(response, 401);
    await gateway.events({ kind: "v1.refused", userName: "anna" });
  });

  test("who may not use the web interface is told so, also with a session from before", async () => {
    expect(await problemOf(await signIn({ name: "program", password: "secret" }), 403)).toMatchObject({
      permission: "web",
    });
    const { headers } = await signInToV1(gateway, "anna");
    await gateway.command(["user", "revoke", "anna", "web"]);
    expect(await problemOf(await call("/me", headers), 403)).toMatchObject({ permission: "web" });
    await gateway.command(["user", "grant", "anna", "web"]);
    expect((await call("/me", headers)).status).toBe(200);
  });

  test.each([
    ["no password", { name: "anna" }],
    ["no name", { password: "secret" }],
    ["a field too many", { name: "anna", password: "secret", admin: true }],
    ["a number for a name", { name: 1, password: "secret" }],
    ["a name that is longer than any", { name: "a".repeat(65), password: "secret" }],
  ])("%s is 422", async (_, body) => {
    await problemOf(await signIn(body), 422);
  });

  test("another site's page cannot sign a browser in, nor use its session", async () => {
    const foreign = { origin: "http://evil.example" };
    await problemOf(await signIn({ name: "anna", password: "secret" }, foreign), 403);
    const { headers } = await signInToV1(gateway, "anna");
    await problemOf(await call("/sessions/current", { ...headers, ...foreign }, "DELETE"), 403);
    await problemOf(await call("/me", { ...headers, "sec-fetch-site": "cross-site", "sec-fetch-mode": "cors" }), 403);
    expect((await call("/me", headers)).status).toBe(200);
  });

  test("the header Authorization counts alone: a session does not hide that a password is wrong", async () => {
    const { headers } = await signInToV1(gateway, "anna");
    await problemOf(await call("/me", { ...headers, ...basic("anna", "wrong!") }), 401);
    await problemOf(await call("/me", { ...headers, authorization: "Bearer aldis_x" }), 401);
  });

  test("signing out ends the session and removes the cookie", async () => {
    const { headers } = await signInToV1(gateway, "page");
    const other = await signInToV1(gateway, "page");
    const response = await call("/sessions/current", headers, "DELETE");
    expect(response.status).toBe(204);
    expect(response.headers.get("set-cookie")).toMatch(/^aldis-\d+=; Max-Age=0; Path=\/; HttpOnly; SameSite=Lax$/);
    const ended = await call("/me", headers);
    expect(ended.headers.get("www-authenticate")).not.toContain("Basic");
    await problemOf(ended, 401);
    expect((await call("/me", other.headers)).status).toBe(200);
    expect(await gateway.events({ kind: "session.ended", userName: "page" })).toMatchObject([
      { message: "User page signed out", address: "127.0.0.1" },
    ]);
  });

  test("one of several is ended by its ID, all by one call, and no stranger's", async () => {
    const [one, two, three] = [
      await signInToV1(gateway, "anna", "one"),
      await signInToV1(gateway, "anna", "two"),
      await signInToV1(gateway, "anna", "three"),
    ];
    const stranger = await signInToV1(gateway, "page");
    await problemOf(await call(`/sessions/${one.id}`, stranger.headers, "DELETE"), 404);
    const ended = await call(`/sessions/${one.id}`, two.headers, "DELETE");
    expect([ended.status, ended.headers.get("set-cookie")]).toEqual([204, null]);
    await problemOf(await call("/me", one.headers), 401);
    expect((await call("/sessions/all", two.headers, "DELETE")).headers.get("set-cookie")).toMatch(/^aldis-\d+=;/);
    for (const { headers } of [two, three]) await problemOf(await call("/me", headers), 401);
    expect((await call("/me", stranger.headers)).status).toBe(200);
  });

  test("a program has no session to sign out of, and sees those of its user with the password", async () => {
    const { id } = await signInToV1(gateway, "anna");
    await problemOf(await call("/sessions/current", basic("anna"), "DELETE"), 404);
    const { headers } = await tokenOfV1(gateway, "anna");
    await problemOf(await call("/me/sessions", headers), 403);
    expect(await sessionsOf(basic("anna"))).toContainEqual(expect.objectContaining({ id, current: false }));
    expect((await call(`/sessions/${id}`, basic("anna"), "DELETE")).status).toBe(204);
  });

  test("who manages users sees and ends the sessions of others; the event names them", async () => {
    const root = (await signInToV1(gateway, "root")).headers;
    const anna = await signInToV1(gateway, "anna");
    const other = await signInToV1(gateway, "anna");
    const { id } = (await (await call("/me", anna.headers)).json()) as { id: number };
    expect((await sessionsOf(root, `/users/${id}/sessions`)).map((session) => session.id)).toContain(anna.id);
    await problemOf(await call(`/users/${id}/sessions`, anna.headers), 403);
    expect((await call(`/users/${id}/sessions/${anna.id}`, root, "DELETE")).status).toBe(204);
    await problemOf(await call("/me", anna.headers), 401);
    const response = await call(`/users/${id}/sessions`, root, "DELETE");
    expect([response.status, response.headers.get("set-cookie")]).toEqual([204, null]);
    await problemOf(await call("/me", other.headers), 401);
    expect((await call("/me", root)).status).toBe(200);
    await problemOf(await call("/users/999/sessions", root), 404);
    expect((await gateway.events({ kind: "session.ended", userName: "root" }))[0]?.message).toContain("of user anna");
  });

  test("a new password on the command line ends them at once", async () => {
    const { headers } = await signInToV1(gateway, "anna");
    expect((await call("/me", headers)).status).toBe(200);
    await gateway.command(["user", "passwd", "anna", "--password-stdin"], "secret\n");
    await problemOf(await call("/me", headers), 401);
  });

  test("what a page reads does not use up its user's requests, what it changes does", async () => {
    await gateway.addUser("slow", "web");
    const { headers } = await signInToV1(gateway, "slow");
    await gateway.command(["user", "limit", "slow", "--per-minute", "1"]);
    for (let time = 0; time < 5; time++) expect((await call("/me", headers)).status).toBe(200);
    await problemOf(await call("/sessions/x", headers, "DELETE"), 404);
    await problemOf(await call("/sessions/x", headers, "DELETE"), 429);
  });

  test("a session outlives a restart of the gateway", async () => {
    const { headers } = await signInToV1(gateway, "page");
    await gateway.restart();
    // The gateway of a test gets another port, which is in the cookie's name.
    const cookie = headers.cookie.replace(/-\d+=/, `-${new URL(gateway.url).port}=`);
    expect((await call("/me", { ...headers, cookie })).status).toBe(200);
  });
}

describe("on SQLite", () => claims(async () => []));
describe.skipIf(!hasPostgres())("on PostgreSQL", () => claims(async () => ["--database", await createTestDatabase()]));

test("under TLS the cookie is the host's own and secure, and a weaker one counts for nothing", async () => {
  await using gateway = await startTestGateway("--tls", "self-signed", "--http-port", "0");
  await gateway.addUser("anna", "web");
  const tls = { rejectUnauthorized: false };
  const start = (url: string) =>
    fetch(`${url}/api/v1/sessions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name: "anna", password: "secret" }),
      tls,
    });
  const setCookie = (await start(gateway.url)).headers.get("set-cookie") ?? "";
  expect(setCookie).toMatch(/^__Host-aldis-\d+=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax; Secure$/);
  const cookie = setCookie.split(";", 1)[0] ?? "";
  const statusWith = async (sent: string, url = gateway.url) =>
    (await fetch(`${url}/api/v1/me`, { headers: { cookie: sent }, tls })).status;
  expect(await statusWith(cookie)).toBe(200);
  expect(await statusWith(cookie.replace("__Host-", ""))).toBe(401);
  // By the plain listener no browser would send it.
  expect((await start(gateway.httpUrl ?? "")).headers.get("set-cookie")).toMatch(/^aldis-\d+=/);
  expect(await statusWith(cookie, gateway.httpUrl)).toBe(401);
});

test("behind a trusted proxy with TLS the cookie is secure, and valid below the path of the gateway alone", async () => {
  await using gateway = await startTestGateway("--trusted-proxies", "127.0.0.1");
  await gateway.addUser("anna", "web");
  const proxy = { "x-forwarded-for": "192.0.2.7", "x-forwarded-proto": "https", "x-forwarded-prefix": "/sms" };
  const response = await fetch(`${gateway.url}/api/v1/sessions`, {
    method: "POST",
    headers: { "content-type": "application/json", ...proxy },
    body: JSON.stringify({ name: "anna", password: "secret" }),
  });
  const setCookie = response.headers.get("set-cookie") ?? "";
  expect(setCookie).toMatch(
    /^__Secure-aldis-\d+=[\w-]{43}; Max-Age=2592000; Path=\/sms\/; HttpOnly; SameSite=Lax; Secure$/,
  );
  const cookie = setCookie.split(";", 1)[0] ?? "";
  const statusOf = async (headers: Record<string, string>) =>
    (await fetch(`${gateway.url}/api/v1/me`, { headers: { cookie, ...headers } })).status;
  expect(await statusOf(proxy)).toBe(200);
  expect(await statusOf({ ...proxy, "x-forwarded-prefix": "" })).toBe(401);
});
