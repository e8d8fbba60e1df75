import { afterAll, beforeAll, expect, test } from "bun:test";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
  await gateway.addUser("anna", "rest-api", "web");
  await gateway.addUser("reader", "web");
});
afterAll(() => gateway[Symbol.asyncDispose]());

const signIn = (username: string, password = "secret") =>
  fetch(`${gateway.url}/api/signin`, {
    method: "POST",
    headers: { accept: "application/json", "content-type": "application/json" },
    body: JSON.stringify({ username, password }),
  });
const me = (authorization?: string) =>
  fetch(`${gateway.url}/api/user/me`, authorization === undefined ? {} : { headers: { authorization } });
const tokenOf = async (username: string) => ((await (await signIn(username)).json()) as { jwt: string }).jwt;

test("signing in gives a token that one client finds with a regular expression", async () => {
  const response = await signIn("anna");
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("application/json");
  const text = await response.text();
  expect(text).toMatch(/^\{"jwt":"[\w-]+\.[\w-]+\.[\w-]+","expireAt":\d{10}\}$/);
  const jwt = /"jwt":"([^"]+)"/.exec(text)?.[1];
  const answer = await me(`Bearer ${jwt}`);
  const payload = JSON.parse(Buffer.from(jwt?.split(".")[1] ?? "", "base64url").toString());
  expect(payload).toMatchObject({ sub: "2", name: "anna", rights: ["rest-api", "web"] });
  expect(answer.status).toBe(200);
  expect(await answer.text()).toBe('{"id":2,"name":"anna","rights":["rest-api","web"]}');
});

test("Basic serves as well as a token", async () => {
  expect((await me(`Basic ${btoa("anna:secret")}`)).status).toBe(200);
  expect((await me(`basic ${btoa("ANNA:secret")}`)).status).toBe(200);
});

test.each<[string, string | undefined, string]>([
  ["nobody", undefined, "Sign in by HTTP Basic or with a token."],
  ["a wrong password", `Basic ${btoa("anna:wrong")}`, "Username or password wrong."],
  ["an unknown user", `Basic ${btoa("nobody:secret")}`, "Username or password wrong."],
  ["a foreign token", "Bearer a.b.c", "The token is invalid or has expired."],
  ["another scheme", "Digest username=anna", "The header Authorization cannot be parsed."],
])("%s is refused with 401", async (_, authorization, reason) => {
  const response = await me(authorization);
  expect(response.status).toBe(401);
  expect(response.headers.get("www-authenticate")).toContain("Bearer");
  expect(await response.text()).toBe(`{"code":401,"message":"Unauthorized","reasons":["${reason}"]}`);
});

test("a user without the permission gets no token and no answer", async () => {
  for (const response of [await signIn("reader"), await me(`Basic ${btoa("reader:secret")}`)]) {
    expect(response.status).toBe(403);
    expect(await response.json()).toEqual({
      code: 403,
      message: "Forbidden",
      reasons: ["Your user does not hold the permission “Access to the REST API”."],
    });
  }
});

test("a new password ends the tokens at once; a restart does not", async () => {
  await gateway.addUser("carl", "rest-api");
  const jwt = await tokenOf("carl");
  await gateway.restart();
  expect((await me(`Bearer ${jwt}`)).status).toBe(200);
  expect(await gateway.command(["user", "passwd", "carl", "--password-stdin"], "another\n")).toMatchObject({
    status: 0,
  });
  expect((await me(`Bearer ${jwt}`)).status).toBe(401);
});

test("too many wrong passwords are answered 429 with the time to wait, without a look at the password", async () => {
  let refused = await signIn("anna", "wrong");
  for (let guess = 0; refused.status === 401 && guess < 20; guess++) refused = await signIn("anna", `wrong ${guess}`);
  expect(refused.status).toBe(429);
  const seconds = Number(refused.headers.get("retry-after"));
  expect(seconds).toBeGreaterThan(0);
  expect(await refused.json()).toEqual({
    code: 429,
    message: "Too many requests",
    reasons: [`Too many wrong passwords: try again in ${seconds} seconds.`],
  });
});

test.each([
  ["GET", "/api/nothing"],
  ["PUT", "/api/messages/1/2"],
])("there is no %s %s, in JSON", async (method, path) => {
  const response = await fetch(`${gateway.url}${path}`, { method });
  expect(response.status).toBe(404);
  expect(await response.json()).toEqual({
    code: 404,
    message: "Not found",
    reasons: ["There is no such operation."],
  });
});

test.each([
  ["PUT", "/api/messages", "GET, HEAD, POST"],
  ["PATCH", "/api/user/me", "GET, HEAD"],
  ["GET", "/api/signin", "POST"],
])("%s %s is answered with the methods that there are, in JSON", async (method, path, allow) => {
  const response = await fetch(`${gateway.url}${path}`, { method });
  expect({ status: response.status, allow: response.headers.get("allow") }).toEqual({ status: 405, allow });
  expect(await response.json()).toEqual({
    code: 405,
    message: "Method not allowed",
    reasons: [`This path accepts ${allow}.`],
  });
});

test("a body that is too large is refused, and no more of it is taken for a request", async () => {
  const response = await fetch(`${gateway.url}/api/signin`, { method: "POST", body: "x".repeat(1_200_000) });
  expect(response.status).toBe(413);
  expect(await response.json()).toMatchObject({ code: 413 });
});
