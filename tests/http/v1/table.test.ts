import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { PERMISSIONS, type Permission } from "../../../lib/auth/index.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../../support/postgres.ts";
import { basic, callRoute, type DescribedOperation, isOlder, problemOf, readDocument } from "../../support/v1.ts";
import { signInToV1, tokenOfV1 } from "../../support/v1-sign-in.ts";
import { RIGHTS, type Right } from "./rights.ts";

const ALL = Object.keys(PERMISSIONS) as Permission[];

function claims(database: () => Promise<string[]>): void {
  let gateway: TestGateway;
  let rows: { name: string; operation: DescribedOperation; right: Right }[] = [];
  beforeAll(async () => {
    gateway = await startTestGateway(...(await database()));
    const { operations } = await readDocument(gateway);
    rows = Object.entries(RIGHTS).flatMap(([name, right]) => {
      const operation = operations.get(name);
      return operation === undefined ? [] : [{ name, operation, right }];
    });
    await gateway.addUser("clerk", ...ALL);
    const needed = new Set(["rest-api", ...Object.values(RIGHTS).flatMap(({ needs }) => needs)]);
    for (const permission of needed) {
      await gateway.addUser(`without-${permission}`, ...ALL.filter((held) => held !== permission));
    }
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  const closed = () => rows.filter(({ right }) => right.open === undefined);
  /** Those after which the caller is still signed in. */
  const ENDING = ["DELETE /api/v1/users/{id}/sessions", "PUT /api/v1/me/password"];
  const lasting = () => closed().filter(({ name }) => !ENDING.includes(name));

  test("every route is described, and every described one is a row of the table", async () => {
    const described = [...(await readDocument(gateway)).operations.keys()];
    const routed = gateway.routes
      .filter(({ path, method }) => path.startsWith("/api/v1/") && !isOlder(path) && method !== "ALL")
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, "{$1}")}`);
    expect(routed.toSorted()).toEqual(described.toSorted());
    expect(Object.keys(RIGHTS).toSorted()).toEqual(described.toSorted());
  });

  // First: of the refusals below, most are only counted.
  test("each refusal is an event", async () => {
    await gateway.addUser("fresh");
    const [row] = closed();
    if (row !== undefined) await callRoute(gateway, row, basic("fresh"));
    const [refused] = await gateway.events({ kind: "v1.refused", userName: "fresh" });
    expect(refused).toMatchObject({ details: { reason: "no-permission" } });
  });

  test("without a sign-in each answers 401, and says how to sign in", async () => {
    for (const row of closed()) {
      const response = await callRoute(gateway, row, {});
      expect(response.headers.get("www-authenticate")).toContain("Basic");
      await problemOf(response, 401);
    }
  });

  test("a wrong password and an unreadable header are 401", async () => {
    for (const row of closed()) {
      await problemOf(await callRoute(gateway, row, basic("clerk", "wrong!")), 401);
      await problemOf(await callRoute(gateway, row, { authorization: "Negotiate abc" }), 401);
    }
  });

  test("without the permission of the API each answers 403, and names it", async () => {
    for (const row of closed()) {
      const problem = await problemOf(await callRoute(gateway, row, basic("without-rest-api")), 403);
      expect(problem).toMatchObject({ permission: "rest-api" });
    }
  });

  test("without a permission that it needs each answers 403, and names it", async () => {
    for (const row of closed()) {
      for (const permission of row.right.needs) {
        const problem = await problemOf(await callRoute(gateway, row, basic(`without-${permission}`)), 403);
        expect({ name: row.name, problem }).toMatchObject({ name: row.name, problem: { permission } });
      }
    }
  });

  test("with all that it needs each lets in", async () => {
    for (const row of closed()) {
      const { status } = await callRoute(gateway, row, basic("clerk"));
      expect({ name: row.name, isLetIn: ![401, 403].includes(status) }).toEqual({ name: row.name, isLetIn: true });
    }
  });

  test("with a token or a session each lets in as with the password", async () => {
    for (const { headers } of [await tokenOfV1(gateway, "clerk"), await signInToV1(gateway, "clerk")]) {
      for (const row of lasting()) {
        const { status } = await callRoute(gateway, row, headers);
        expect({ name: row.name, isLetIn: ![401, 403].includes(status) }).toEqual({ name: row.name, isLetIn: true });
      }
    }
  });

  test("a token that was given less is 403 for the rest, and one that has ended is 401", async () => {
    for (const row of closed()) {
      for (const permission of row.right.needs) {
        const given = ALL.filter((held) => held !== permission);
        const { headers } = await tokenOfV1(gateway, "clerk", { permissions: given });
        const problem = await problemOf(await callRoute(gateway, row, headers), 403);
        expect({ name: row.name, problem }).toMatchObject({ name: row.name, problem: { permission } });
      }
    }
    const { id, headers } = await tokenOfV1(gateway, "clerk");
    await gateway.as("clerk")(`/api/v1/tokens/${id}`, { method: "DELETE" });
    for (const row of closed()) await problemOf(await callRoute(gateway, row, headers), 401);
  });

  test("a session of somebody who may not use the web interface is 403, and one that has ended is 401", async () => {
    await gateway.addUser("browser", ...ALL);
    const { headers } = await signInToV1(gateway, "browser");
    await gateway.command(["user", "revoke", "browser", "web"]);
    for (const row of closed()) {
      expect(await problemOf(await callRoute(gateway, row, headers), 403)).toMatchObject({ permission: "web" });
    }
    await gateway.command(["user", "disable", "browser"]);
    for (const row of closed()) await problemOf(await callRoute(gateway, row, headers), 401);
  });
}

describe("on SQLite", () => claims(async () => []));
describe.skipIf(!hasPostgres())("on PostgreSQL", () => claims(async () => ["--database", await createTestDatabase()]));
