import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { PERMISSIONS } from "../../../lib/auth/index.ts";
import { eventually } from "../../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { codeAt, stepAt } from "../../support/one-time-code.ts";
import { createTestDatabase, hasPostgres } from "../../support/postgres.ts";
import { basic, isOlder, problemOf } from "../../support/v1.ts";
import { signInToV1, tokenOfV1 } from "../../support/v1-sign-in.ts";

const TYPE = "https://aldis.invalid/problems/second-factor-required";
const OPEN_BEFORE = [
  "GET /api/v1/me",
  "GET /api/v1/me/second-factor",
  "POST /api/v1/me/second-factor",
  "PUT /api/v1/me/second-factor",
  "DELETE /api/v1/sessions/:id",
];

function claims(database: () => Promise<string[]>): void {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway(...(await database()));
    await gateway.addUser("root", ...Object.keys(PERMISSIONS));
    const body = JSON.stringify({ "second-factor": ["users", "permissions"] });
    const headers = { "content-type": "application/merge-patch+json" };
    const set = await gateway.as("root")("/api/v1/settings", { method: "PATCH", headers, body });
    expect(set.status).toBe(200);
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  const meOf = async (session: { headers: { cookie: string } }) =>
    (await fetch(`${gateway.url}/api/v1/me`, session)).json() as Promise<{ secondFactorRequired: boolean }>;
  const contactsOf = (session: { headers: { cookie: string } }) => fetch(`${gateway.url}/api/v1/contacts`, session);
  const call = (session: { headers: { cookie: string } }, method: string, path: string, body: object) =>
    fetch(`${gateway.url}/api/v1/me/second-factor${path}`, {
      method,
      headers: { ...session.headers, "content-type": "application/json" },
      body: JSON.stringify(body),
    });

  test("whoever needs one and has none reaches nothing but its set-up, and then everything with the same session", async () => {
    await gateway.addUser("anna", "web", "users", "contacts");
    const session = await signInToV1(gateway, "anna");
    expect(await meOf(session)).toMatchObject({ name: "anna", secondFactorRequired: true });
    const refused = await problemOf(await contactsOf(session), 403, TYPE);
    expect(refused.detail).toContain("POST /api/v1/me/second-factor");
    const [event] = await gateway.events({ kind: "v1.refused", userName: "anna" });
    expect(event).toMatchObject({ details: { reason: "second-factor-missing" } });

    const begun = await call(session, "POST", "", { password: "secret" });
    const { key } = (await begun.json()) as { key: string };
    await problemOf(await contactsOf(session), 403, TYPE);
    const confirmed = await call(session, "PUT", "", { code: codeAt(key, stepAt(Date.now())) });
    expect(confirmed.status).toBe(200);
    const { recoveryCodes } = (await confirmed.json()) as { recoveryCodes: string[] };
    expect(await meOf(session)).toMatchObject({ secondFactorRequired: false });
    expect((await contactsOf(session)).status).toBe(200);
    const proof = { password: "secret", code: recoveryCodes[0] };
    expect((await call(session, "POST", "/remove", proof)).status).toBe(204);
    await problemOf(await contactsOf(session), 403, TYPE);
    expect((await fetch(`${gateway.url}/api/v1/sessions/current`, { method: "DELETE", ...session })).status).toBe(204);
  });

  test("every other route is refused", async () => {
    await gateway.addUser("berta", ...Object.keys(PERMISSIONS));
    const { headers } = await signInToV1(gateway, "berta");
    const open = new Set<string>();
    for (const { method, path } of gateway.routes) {
      if (
        !path.startsWith("/api/v1/") ||
        isOlder(path) ||
        method === "ALL" ||
        OPEN_BEFORE.includes(`${method} ${path}`)
      )
        continue;
      const response = await fetch(`${gateway.url}${path.replace(/:\w+/g, "1")}`, {
        method,
        headers: { ...headers, "content-type": path === "/api/v1/contacts/import" ? "text/csv" : "application/json" },
        redirect: "manual",
        ...(method === "GET" ? {} : { body: "{}" }),
      });
      const text = await response.text();
      if (response.status !== 403 || !text.includes(TYPE)) open.add(`${method} ${path}`);
    }
    // Those that nobody has to sign in for.
    expect([...open].toSorted()).toEqual([
      "GET /api/v1/single-sign-on/callback",
      "GET /api/v1/single-sign-on/start",
      "POST /api/v1/sessions",
      "POST /api/v1/setup",
      "POST /api/v1/setup/check",
    ]);
  });

  test("who holds none of the permissions, and whoever calls with a password or a token, goes on", async () => {
    await gateway.addUser("carla", "web", "contacts");
    const session = await signInToV1(gateway, "carla");
    expect((await contactsOf(session)).status).toBe(200);
    await gateway.addUser("dora", "web", "rest-api", "users", "contacts");
    const token = await tokenOfV1(gateway, "dora");
    for (const headers of [basic("dora"), token.headers]) {
      expect((await fetch(`${gateway.url}/api/v1/contacts`, { headers })).status).toBe(200);
      const me = await fetch(`${gateway.url}/api/v1/me`, { headers });
      expect(await me.json()).toMatchObject({ secondFactorRequired: false });
    }
    await gateway.command(["user", "grant", "carla", "permissions"]);
    await problemOf(await contactsOf(session), 403, TYPE);
  });

  test("the command line changes it, and the shell's removal of a second factor counts at once", async () => {
    const set = (value: string) => gateway.command(["setting", "set", "second-factor", value]);
    expect(await set("users,cooking")).toMatchObject({
      status: 1,
      err: expect.stringContaining("must be permissions"),
    });
    expect(await set("contacts")).toMatchObject({ status: 0 });
    await gateway.addUser("emil", "web", "contacts");
    const session = await signInToV1(gateway, "emil");
    await eventually("the setting counts", async () => (await contactsOf(session)).status === 403);
    const { key } = (await (await call(session, "POST", "", { password: "secret" })).json()) as { key: string };
    expect((await call(session, "PUT", "", { code: codeAt(key, stepAt(Date.now())) })).status).toBe(200);
    expect((await contactsOf(session)).status).toBe(200);
    await gateway.command(["user", "second-factor", "remove", "emil"]);
    await problemOf(await contactsOf(session), 403, TYPE);
    expect(await gateway.command(["setting", "reset", "second-factor"])).toMatchObject({ status: 0 });
    await eventually("the setting counts", async () => (await contactsOf(session)).status === 200);
  });
}

describe("on SQLite", () => claims(async () => []));
describe.skipIf(!hasPostgres())("on PostgreSQL", () => claims(async () => ["--database", await createTestDatabase()]));
