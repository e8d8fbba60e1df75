import { afterAll, beforeAll, expect, test } from "bun:test";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { problemOf } from "../../support/v1.ts";
import { signInToV1, tokenOfV1 } from "../../support/v1-sign-in.ts";

interface Token {
  id: number;
  name: string;
}

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
  await gateway.addUser("anna", "rest-api", "contacts", "users");
  await gateway.addUser("bernd", "rest-api", "web");
  await gateway.addUser("page", "web");
});
afterAll(() => gateway[Symbol.asyncDispose]());

const call = (path: string, headers: Record<string, string>, method = "GET", body?: object) =>
  fetch(`${gateway.url}/api/v1${path}`, {
    method,
    headers: { ...headers, ...(body && { "content-type": "application/json" }) },
    ...(body && { body: JSON.stringify(body) }),
  });
const listed = async (headers: Record<string, string>, query = "") =>
  ((await (await call(`/tokens${query}`, headers)).json()) as { items: Token[] }).items;

test("a token is shown once, calls for its user with what it was given, and says when it was used", async () => {
  const { id, token, headers } = await tokenOfV1(gateway, "anna", { name: "zabbix", permissions: ["rest-api"] });
  expect(token).toMatch(/^aldis_[\w-]{43}$/);
  expect(await (await call("/me", headers)).json()).toMatchObject({
    name: "anna",
    permissions: ["rest-api"],
    signedInBy: "token",
    simulated: true,
  });
  expect(await listed(headers)).toMatchObject([{ id, name: "zabbix", permissions: ["rest-api"] }]);
  expect(JSON.stringify(await listed(headers))).not.toContain(token);
  expect(JSON.stringify(gateway.log())).not.toContain(token);
  const [added] = await gateway.events({ kind: "token.added", userName: "anna" });
  expect(added?.message).toBe("Token zabbix of user anna was added with rest-api");
});

test("what a token was not given it may not do, though its user may", async () => {
  const { headers } = await tokenOfV1(gateway, "anna", { permissions: ["rest-api"] });
  expect(await problemOf(await call("/tokens?user=bernd", headers), 403)).toMatchObject({ permission: "users" });
  expect(await problemOf(await call("/users/1/sessions", headers), 403)).toMatchObject({ permission: "users" });
  await problemOf(await call("/tokens", headers, "POST", { name: "more", permissions: ["rest-api", "users"] }), 422);
  const made = await call("/tokens", headers, "POST", { name: "as much" });
  expect(await made.json()).toMatchObject({ permissions: ["rest-api"] });
});

test("a permission that a token lacks is said to be the token's matter", async () => {
  const { headers } = await tokenOfV1(gateway, "anna", { permissions: ["rest-api"] });
  for (const path of ["/contacts", "/tokens?user=bernd"]) {
    const { detail } = await problemOf(await call(path, headers), 403);
    expect(detail).toMatch(
      /^This token does not allow “.+”: it was made without the permission, or its user no longer holds it\.$/,
    );
  }
  const refused = await gateway.events({ kind: "v1.refused", userName: "anna" });
  expect(refused[0]?.message).toMatch(/^Refused: the token does not allow “.+”$/);
});

test("a token that ends makes none that lasts longer, and none once it has ended", async () => {
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  const { headers } = await tokenOfV1(gateway, "anna", { expiresAt });
  const made = await call("/tokens", headers, "POST", { name: "no later" });
  expect(await made.json()).toMatchObject({ expiresAt });
  const later = new Date(Date.now() + 7_200_000).toISOString();
  await problemOf(await call("/tokens", headers, "POST", { name: "later", expiresAt: later }), 422);
});

test.each([
  ["a name that is taken, in other case", { name: "TAKEN" }, 409],
  ["no name", {}, 422],
  ["a permission that does not exist", { name: "x", permissions: ["rest-api", "root"] }, 422],
  ["a permission that the user does not hold", { name: "x", permissions: ["rest-api", "sim"] }, 422],
  ["without the permission of the API", { name: "x", permissions: ["contacts"] }, 422],
  ["a time without a zone", { name: "x", expiresAt: "2030-01-01T00:00:00" }, 422],
  ["a time that has passed", { name: "x", expiresAt: "2020-01-01T00:00:00Z" }, 422],
  ["a field that is not known", { name: "x", admin: true }, 422],
])("%s is refused", async (_, body, status) => {
  const { headers } = await tokenOfV1(gateway, "anna");
  await call("/tokens", headers, "POST", { name: "taken" });
  const before = (await listed(headers)).length;
  await problemOf(await call("/tokens", headers, "POST", body), status);
  expect((await listed(headers)).length).toBe(before);
});

test("a session makes tokens too; a user without the permission of the API is told what is missing", async () => {
  const bernd = await signInToV1(gateway, "bernd");
  const { token } = (await (await call("/tokens", bernd.headers, "POST", { name: "by page" })).json()) as {
    token: string;
  };
  expect((await call("/me", { authorization: `Bearer ${token}` })).status).toBe(200);
  const page = await signInToV1(gateway, "page");
  const problem = await problemOf(await call("/tokens", page.headers, "POST", { name: "x" }), 422);
  expect(problem.detail).toContain("grant it to user page first");
});

test("a token is revoked by its user, or by who manages users, and by nobody else", async () => {
  const own = await tokenOfV1(gateway, "bernd");
  const other = await tokenOfV1(gateway, "bernd");
  const annas = await tokenOfV1(gateway, "anna");
  await problemOf(await call(`/tokens/${annas.id}`, own.headers, "DELETE"), 404);
  expect((await call(`/tokens/${own.id}`, own.headers, "DELETE")).status).toBe(204);
  await problemOf(await call("/me", own.headers), 401);
  expect((await listed(annas.headers, "?user=BERND")).map(({ id }) => id)).toContain(other.id);
  expect((await call(`/tokens/${other.id}`, annas.headers, "DELETE")).status).toBe(204);
  await problemOf(await call("/me", other.headers), 401);
  await problemOf(await call(`/tokens/${other.id}`, annas.headers, "DELETE"), 404);
  await problemOf(await call("/tokens?user=nobody", annas.headers), 404);
});

test("the older APIs take no such token", async () => {
  const { headers } = await tokenOfV1(gateway, "anna");
  expect((await fetch(`${gateway.url}/api/user/me`, { headers })).status).toBe(401);
});

test("the networks and the limit of its user hold for a token", async () => {
  await gateway.addUser("limited", "rest-api");
  const { headers } = await tokenOfV1(gateway, "limited");
  await gateway.command(["user", "limit", "limited", "--per-minute", "1"]);
  expect((await call("/me", headers)).status).toBe(200);
  await problemOf(await call("/me", headers), 429);
  await gateway.command(["user", "limit", "limited", "--per-minute", "any", "--networks", "192.0.2.0/24"]);
  await problemOf(await call("/me", headers), 403);
});
