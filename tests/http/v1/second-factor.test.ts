import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { copyFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { PERMISSIONS, type Permission } from "../../../lib/auth/index.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { codeAt, stepAt } from "../../support/one-time-code.ts";
import { createTestDatabase, hasPostgres } from "../../support/postgres.ts";
import { basic, problemOf } from "../../support/v1.ts";

const ALL = Object.keys(PERMISSIONS) as Permission[];
const JSON_TYPE = { "content-type": "application/json" };

const callAs = (gateway: TestGateway, user: string) => (method: string, path: string, body?: unknown) =>
  fetch(`${gateway.url}/api/v1${path}`, {
    method,
    headers: { ...basic(user), ...(body === undefined ? {} : JSON_TYPE) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

const signIn = (gateway: TestGateway, name: string, code?: string) =>
  fetch(`${gateway.url}/api/v1/sessions`, {
    method: "POST",
    headers: JSON_TYPE,
    body: JSON.stringify({ name, password: "secret", ...(code === undefined ? {} : { code }) }),
  });

/** Turns on the second factor of a new user. Its first step is used up by that. */
async function enrolled(gateway: TestGateway, name: string, ...grants: Permission[]) {
  await gateway.addUser(name, "rest-api", "web", ...grants);
  const call = callAs(gateway, name);
  const begun = await call("POST", "/me/second-factor", { password: "secret" });
  expect(begun.status).toBe(201);
  const { key: secret } = (await begun.json()) as { key: string };
  const confirmed = await call("PUT", "/me/second-factor", { code: codeAt(secret, stepAt(Date.now())) });
  expect(confirmed.status).toBe(200);
  const { recoveryCodes } = (await confirmed.json()) as { recoveryCodes: string[] };
  return { call, secret, recoveryCodes, next: () => codeAt(secret, stepAt(Date.now()) + 1) };
}

function claims(database: () => Promise<string[]>): void {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway(...(await database()));
    await gateway.addUser("admin", ...ALL);
    await gateway.addUser("clerk", "rest-api", "users");
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  test("who has one needs a code to sign in with a browser; programs go on with the password", async () => {
    const anna = await enrolled(gateway, "anna");
    expect(await problemOf(await signIn(gateway, "anna"), 401)).toMatchObject({ secondFactor: "needed" });
    expect(await problemOf(await signIn(gateway, "anna", "000-000"), 401)).toMatchObject({ secondFactor: "wrong" });
    const code = anna.next();
    const started = await signIn(gateway, "anna", code);
    expect(started.status).toBe(201);
    const cookie = started.headers.get("set-cookie")?.split(";")[0] ?? "";
    const me = await fetch(`${gateway.url}/api/v1/me`, { headers: { cookie } });
    expect(await me.json()).toMatchObject({ name: "anna", signedInBy: "session" });
    await problemOf(await signIn(gateway, "anna", code), 401);
    expect((await anna.call("GET", "/me")).status).toBe(200);
    expect((await signIn(gateway, "anna", anna.recoveryCodes[3])).status).toBe(201);
    expect(await (await anna.call("GET", "/me/second-factor")).json()).toEqual({ enabled: true, recoveryCodesLeft: 9 });
    const file = statSync(join(gateway.data, "secret.key"));
    expect((file.mode & 0o777).toString(8)).toBe("600");
    expect(gateway.output()).not.toMatch(new RegExp(`${anna.secret}|${code}|${anna.recoveryCodes.join("|")}`));
    const [used] = await gateway.events({ kind: "second-factor.recovery-code-used" });
    expect(used).toMatchObject({ severity: "warning", userName: "anna", details: { left: 9 } });
  });

  test("nothing is turned on or off without the password, and nothing is begun twice", async () => {
    const berta = await enrolled(gateway, "berta");
    await problemOf(await berta.call("POST", "/me/second-factor", { password: "secrets" }), 403);
    await problemOf(await berta.call("POST", "/me/second-factor/remove", { password: "secrets" }), 403);
    await problemOf(await berta.call("POST", "/me/second-factor", { password: "secret" }), 409);
    await problemOf(await berta.call("PUT", "/me/second-factor", { code: berta.next() }), 409);
    const remove = (code?: string) => berta.call("POST", "/me/second-factor/remove", { password: "secret", code });
    expect((await problemOf(await remove(), 422)).errors).toEqual([
      { pointer: "/code", message: "is needed: of your authenticator app, or a recovery code" },
    ]);
    expect(await problemOf(await remove("000-000"), 422)).toMatchObject({ errors: [{ pointer: "/code" }] });
    await problemOf(await signIn(gateway, "berta"), 401);
    expect((await remove(berta.next())).status).toBe(204);
    expect((await signIn(gateway, "berta")).status).toBe(201);
    await problemOf(await remove(), 404);
    const hanna = await enrolled(gateway, "hanna");
    const lost = { password: "secret", code: hanna.recoveryCodes[0] };
    expect((await hanna.call("POST", "/me/second-factor/remove", lost)).status).toBe(204);
  });

  test("after many wrong codes it says so of codes, and of passwords after many of those", async () => {
    await enrolled(gateway, "greta");
    const wrong = Array.from({ length: 11 }, () => () => signIn(gateway, "greta", "000-000"));
    const answers: Response[] = [];
    for (const ask of wrong) answers.push(await ask());
    const throttled = answers.find(({ status }) => status === 429) ?? new Response();
    expect((await problemOf(throttled, 429)).detail).toMatch(
      /^Too many wrong codes of the second factor: try again in \d+ seconds\.$/,
    );
    expect(Number(throttled.headers.get("retry-after"))).toBeGreaterThan(0);
    const [event] = await gateway.events({ kind: "v1.refused", userName: "greta" }, 11);
    expect(event?.message).toBe("Refused without a check: too many wrong codes of the second factor");
  });

  test("who manages users turns off that of a user who holds no more than they do", async () => {
    const carla = await enrolled(gateway, "carla", "sim");
    const { id } = (await (await carla.call("GET", "/me")).json()) as { id: number };
    const remove = (user: string) => callAs(gateway, user)("DELETE", `/users/${id}/second-factor`);
    expect(await problemOf(await remove("clerk"), 403)).toMatchObject({ permission: "sim" });
    await problemOf(await signIn(gateway, "carla"), 401);
    expect((await remove("admin")).status).toBe(204);
    expect((await signIn(gateway, "carla")).status).toBe(201);
    await problemOf(await remove("admin"), 404);
    const [event] = await gateway.events({ kind: "second-factor.removed", userName: "admin" });
    expect(event?.message).toBe("The second factor of user carla was turned off");
  });

  test("the shell always turns it off", async () => {
    await enrolled(gateway, "dora");
    const remove = () => gateway.command(["user", "second-factor", "remove", "DORA"]);
    expect(await remove()).toMatchObject({ status: 0, out: "the second factor of dora was turned off\n" });
    expect((await signIn(gateway, "dora")).status).toBe(201);
    expect(await remove()).toMatchObject({ status: 1, err: "aldis: dora has no second factor\n" });
  });
}

describe("on SQLite", () => claims(async () => []));
describe.skipIf(!hasPostgres())("on PostgreSQL", () => {
  claims(async () => ["--database", await createTestDatabase()]);

  test("a gateway without the key of the others says so, and lets in once it was copied", async () => {
    const database = ["--database", await createTestDatabase()];
    await using one = await startTestGateway(...database);
    const emil = await enrolled(one, "emil");
    await using two = await startTestGateway(...database);
    const [told] = await two.events({ kind: "secret-key.unusable" });
    expect(told).toMatchObject({ severity: "warning" });
    const refused = await problemOf(await signIn(two, "emil", emil.next()), 503);
    expect(refused.detail).toContain("copy it from the data directory that the database came from");
    copyFileSync(join(one.data, "secret.key"), join(two.data, "secret.key"));
    expect((await signIn(two, "emil", emil.next())).status).toBe(201);
  });
});
