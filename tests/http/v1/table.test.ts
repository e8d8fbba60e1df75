import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { PERMISSIONS, type Permission } from "../../../lib/auth/index.ts";
import { eventually } from "../../support/eventually.ts";
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
  const foreigners = new Set<string>();
  const ask = (headers: Record<string, string>) => fetch(`${gateway.url}/api/v1/me`, { headers });
  /** Those after which the caller is still signed in. */
  const ENDING = ["DELETE /api/v1/users/{id}/sessions", "PUT /api/v1/me/password"];
  const lasting = () => closed().filter(({ name }) => !ENDING.includes(name));
  const untouched = new Map<string, Promise<Record<string, string>>>();
  /** Calls what is going to refuse. A refusal leaves things as they are, so all refusals of a row are about the same ones. */
  function callInVain(row: (typeof rows)[number], headers: Record<string, string>): Promise<Response> {
    const { path } = row.right;
    if (path === undefined) return callRoute(gateway, row, headers);
    const values = untouched.get(row.name) ?? path(gateway);
    untouched.set(row.name, values);
    return callRoute(gateway, { ...row, right: { ...row.right, path: () => values } }, headers);
  }

  test("every route is described, and every described one is a row of the table", async () => {
    const described = [...(await readDocument(gateway)).operations.keys()];
    const routed = gateway.routes
      .filter(({ path, method }) => path.startsWith("/api/v1/") && !isOlder(path) && method !== "ALL")
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, "{$1}")}`);
    expect(routed.toSorted()).toEqual(described.toSorted());
    expect(Object.keys(RIGHTS).toSorted()).toEqual(described.toSorted());
    const undecided = rows.filter(({ name, right }) => name.includes("{") !== (right.others !== undefined));
    expect(undecided.map(({ name }) => name)).toEqual([]);
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
      const response = await callInVain(row, {});
      expect(response.headers.get("www-authenticate")).toContain("Basic");
      await problemOf(response, 401);
    }
  });

  test("a wrong password and an unreadable header are 401", async () => {
    for (const row of closed()) {
      await problemOf(await callInVain(row, basic("clerk", "wrong!")), 401);
      await problemOf(await callInVain(row, { authorization: "Negotiate abc" }), 401);
    }
  });

  test("without the permission of the API each answers 403, and names it", async () => {
    for (const row of closed()) {
      const problem = await problemOf(await callInVain(row, basic("without-rest-api")), 403);
      expect(problem).toMatchObject({ permission: "rest-api" });
    }
  });

  test("without a permission that it needs each answers 403, and names it", async () => {
    for (const row of closed()) {
      for (const permission of row.right.needs) {
        const problem = await problemOf(await callInVain(row, basic(`without-${permission}`)), 403);
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

  test("what belongs to another user is refused, stays as it is, and is still there for its owner", async () => {
    for (const row of rows.filter(({ name }) => name.includes("{"))) {
      const { needs, others } = row.right;
      const foreigner = `foreigner ${needs.join(" ")}`.trim();
      if (!foreigners.has(foreigner)) await gateway.addUser(foreigner, "rest-api", ...needs);
      foreigners.add(foreigner);
      const values = (await row.right.path?.(gateway)) ?? {};
      const same = { ...row, right: { ...row.right, path: async () => values } };
      const { name } = row;
      const { status } = await callRoute(gateway, same, basic(foreigner));
      if (others === "nobody's own") {
        expect({ name, isLetIn: ![401, 403].includes(status) }).toEqual({ name, isLetIn: true });
        continue;
      }
      expect({ name, status }).toEqual({ name, status: others ?? 0 });
      const own = await callRoute(gateway, same, basic("clerk"));
      expect({ name, ok: own.ok }).toEqual({ name, ok: true });
    }
  });

  test("a token that has expired is 401, also while the gateway remembers it", async () => {
    const { headers } = await tokenOfV1(gateway, "clerk", { expiresAt: new Date(Date.now() + 2_000).toISOString() });
    expect((await ask(headers)).status).toBe(200);
    await eventually("the token expires", async () => (await ask(headers)).status === 401);
    for (const row of closed()) await problemOf(await callInVain(row, headers), 401);
  });

  test.each<[by: string, change: (name: string, id: number) => Promise<boolean>]>([
    [
      "by the command, from another process",
      async (name) =>
        (await gateway.command(["user", "passwd", name, "--password-stdin"], "other-secret\n")).status === 0,
    ],
    [
      "by the API",
      async (_, id) => {
        const body = JSON.stringify({ password: "other-secret" });
        return (await gateway.as("clerk")(`/api/v1/users/${id}/password`, { method: "PUT", body })).ok;
      },
    ],
  ])(
    "a password that was changed %s ends session, token and remembered password at once, for each",
    async (by, change) => {
      const name = `changed ${by.replaceAll(/\W+/g, " ")}`;
      await gateway.addUser(name, ...ALL);
      const signIns = [
        basic(name),
        (await signInToV1(gateway, name)).headers,
        (await tokenOfV1(gateway, name)).headers,
      ];
      for (const headers of signIns) expect((await ask(headers)).status).toBe(200);
      const { id } = (await (await ask(basic(name))).json()) as { id: number };
      expect(await change(name, id)).toBe(true);
      for (const headers of signIns) {
        for (const row of closed()) await problemOf(await callInVain(row, headers), 401);
      }
      expect((await ask(basic(name, "other-secret"))).status).toBe(200);
    },
  );

  test("a token that was given less is 403 for the rest, and one that has ended is 401", async () => {
    // A user has a limited number of tokens: one for each permission that it lacks.
    const lacking = new Map<Permission, Record<string, string>>();
    for (const row of closed()) {
      for (const permission of row.right.needs) {
        const permissions = ALL.filter((held) => held !== permission);
        const headers = lacking.get(permission) ?? (await tokenOfV1(gateway, "clerk", { permissions })).headers;
        lacking.set(permission, headers);
        const problem = await problemOf(await callInVain(row, headers), 403);
        expect({ name: row.name, problem }).toMatchObject({ name: row.name, problem: { permission } });
      }
    }
    const { id, headers } = await tokenOfV1(gateway, "clerk");
    await gateway.as("clerk")(`/api/v1/tokens/${id}`, { method: "DELETE" });
    for (const row of closed()) await problemOf(await callInVain(row, headers), 401);
  });

  test("a session of somebody who may not use the web interface is 403, and one that has ended is 401", async () => {
    await gateway.addUser("browser", ...ALL);
    const { headers } = await signInToV1(gateway, "browser");
    await gateway.command(["user", "revoke", "browser", "web"]);
    for (const row of closed()) {
      expect(await problemOf(await callInVain(row, headers), 403)).toMatchObject({ permission: "web" });
    }
    await gateway.command(["user", "disable", "browser"]);
    for (const row of closed()) await problemOf(await callInVain(row, headers), 401);
  });
}

describe("on SQLite", () => claims(async () => []));
describe.skipIf(!hasPostgres())("on PostgreSQL", () => claims(async () => ["--database", await createTestDatabase()]));
