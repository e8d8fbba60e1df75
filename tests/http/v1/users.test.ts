import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { PERMISSIONS, type Permission } from "../../../lib/auth/index.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../../support/postgres.ts";
import { basic, problemOf } from "../../support/v1.ts";

const ALL = Object.keys(PERMISSIONS) as Permission[];
const MERGE_PATCH = "application/merge-patch+json";

interface ShownUser {
  id: number;
  name: string;
}

function claims(database: () => Promise<string[]>): void {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway(...(await database()));
    await gateway.addUser("admin", ...ALL);
    await gateway.addUser("clerk", "rest-api", "users");
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const type = method === "PATCH" ? MERGE_PATCH : "application/json";
    return fetch(`${gateway.url}/api/v1${path}`, {
      method,
      headers: { ...basic("admin"), ...(body === undefined ? {} : { "content-type": type }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }
  async function add(name: string, more: object = {}): Promise<ShownUser> {
    const response = await call("POST", "/users", { name, password: "secret", ...more });
    expect(response.status).toBe(201);
    return (await response.json()) as ShownUser;
  }
  const statusAs = async (user: string, password = "secret") =>
    (await fetch(`${gateway.url}/api/v1/me`, { headers: basic(user, password) })).status;

  test("a user is added, found at the Location, and can call with what was given", async () => {
    const added = await call("POST", "/users", {
      name: "anna",
      password: "secret",
      permissions: ["web", "rest-api"],
      requestsPerMinute: 60,
    });
    expect(added.status).toBe(201);
    const anna = (await added.json()) as ShownUser;
    expect(anna).toEqual({
      id: anna.id,
      name: "anna",
      disabled: false,
      permissions: ["rest-api", "web"],
      requestsPerMinute: 60,
    } as ShownUser);
    expect(added.headers.get("location")).toBe(`users/${anna.id}`);
    const found = await call("GET", `/users/${anna.id}`);
    expect(await found.json()).toEqual(anna);
    expect(found.headers.get("etag")).toBe(added.headers.get("etag"));
    expect(await statusAs("anna")).toBe(200);
    const [event] = await gateway.events({ kind: "user.added", userName: "admin" });
    expect(event?.message).toBe("User anna was added");
  });

  test("a name that is taken, a weak password and a network that is none are refused, and nothing is repeated", async () => {
    await add("berta");
    const refused = async (body: object, status: number) =>
      problemOf(await call("POST", "/users", { name: "carla", password: "secret", ...body }), status);
    expect(await refused({ name: "BERTA" }, 409)).toMatchObject({ errors: [{ pointer: "/name" }] });
    expect(await refused({ password: "abc" }, 422)).toMatchObject({ errors: [{ pointer: "/password" }] });
    expect(await refused({ password: "CARLA1", name: "carla1" }, 422)).toMatchObject({
      errors: [{ pointer: "/password" }],
    });
    expect(await refused({ name: "car:la" }, 422)).toMatchObject({ errors: [{ pointer: "/name" }] });
    const network = await refused({ networks: ["10.1"] }, 422);
    expect(network).toMatchObject({ errors: [{ pointer: "/networks" }] });
    expect(JSON.stringify(network)).not.toContain("10.1");
    await refused({ permissions: ["root"] }, 422);
    await refused({ unknown: 1 }, 422);
    expect(await statusAs("carla")).toBe(401);
  });

  test("the list is by name and read page by page", async () => {
    for (const name of ["Zoe", "Ämilie", "zacharias"]) await add(name);
    const names: string[] = [];
    let next: string | undefined;
    do {
      const page = await call("GET", `/users?limit=2${next === undefined ? "" : `&after=${next}`}`);
      const { items, next: after } = (await page.json()) as { items: ShownUser[]; next?: string };
      expect(items.length).toBeLessThanOrEqual(2);
      names.push(...items.map(({ name }) => name));
      next = after;
    } while (next !== undefined);
    const whole = (await (await call("GET", "/users")).json()) as { items: ShownUser[] };
    expect(names).toEqual(whole.items.map(({ name }) => name));
    expect(names.filter((name) => /^z/i.test(name))).toEqual(["zacharias", "Zoe"]);
    await problemOf(await call("GET", "/users?after=nowhere"), 422);
  });

  test("a patch changes what it names, null lifts a limit, and disabling counts at once", async () => {
    const { id } = await add("dora", { permissions: ["rest-api"], networks: ["10.0.0.0/8", "127.0.0.0/8", "::1"] });
    const patch = async (body: object) => (await call("PATCH", `/users/${id}`, body)).json();
    expect(await patch({ requestsPerMinute: 1_000 })).toMatchObject({
      networks: ["10.0.0.0/8", "127.0.0.0/8", "::1"],
      requestsPerMinute: 1_000,
    });
    const unlimited = await patch({ networks: null, requestsPerMinute: null });
    expect(Object.keys(unlimited as object)).toEqual(["id", "name", "disabled", "permissions"]);
    expect(await statusAs("dora")).toBe(200);
    expect(await patch({ disabled: true })).toMatchObject({ disabled: true });
    expect(await statusAs("dora")).toBe(401);
    expect(await patch({ disabled: false })).toMatchObject({ disabled: false });
    expect(await statusAs("dora")).toBe(200);
    expect((await gateway.events({ kind: "user.disabled", userName: "admin" }))[0]?.message).toBe(
      "User dora was disabled",
    );
    for (const body of [{ disabled: null }, { name: "other" }, { requestsPerMinute: 0 }, { networks: ["x"] }]) {
      await problemOf(await call("PATCH", `/users/${id}`, body), 422);
    }
  });

  test("who changes with If-Match changes only what is as they read it", async () => {
    const { id } = await add("emil");
    const first = (await call("GET", `/users/${id}`)).headers.get("etag") ?? "";
    const changed = await call("PATCH", `/users/${id}`, { requestsPerMinute: 5 }, { "if-match": first });
    const second = changed.headers.get("etag") ?? "";
    expect(second).not.toBe(first);
    for (const [method, path, body] of [
      ["PATCH", `/users/${id}`, { requestsPerMinute: 6 }],
      ["DELETE", `/users/${id}`, undefined],
      ["PUT", `/users/${id}/password`, { password: "another" }],
    ] as const) {
      const refused = await call(method, path, body, { "if-match": first });
      expect(refused.headers.get("etag")).toBe(second);
      await problemOf(refused, 412);
    }
    expect((await call("GET", `/users/${id}`, undefined, { "if-none-match": second })).status).toBe(304);
    const held = (await call("GET", `/users/${id}/permissions`)).headers.get("etag") ?? "";
    const given = await call("PUT", `/users/${id}/permissions`, { permissions: ["web"] }, { "if-match": held });
    expect(given.status).toBe(200);
    await problemOf(await call("PUT", `/users/${id}/permissions`, { permissions: [] }, { "if-match": held }), 412);
    expect((await call("DELETE", `/users/${id}`, undefined, { "if-match": "*" })).status).toBe(204);
    await problemOf(await call("GET", `/users/${id}`), 404);
    await problemOf(await call("DELETE", `/users/${id}`, undefined, { "if-match": "*" }), 404);
  });

  test("permissions are replaced, and their event says what was held before", async () => {
    const { id } = await add("frida", { permissions: ["web"] });
    const put = await call("PUT", `/users/${id}/permissions`, { permissions: ["sim", "rest-api"] });
    expect(await put.json()).toEqual({ permissions: ["rest-api", "sim"] });
    expect(await (await call("GET", `/users/${id}/permissions`)).json()).toEqual({ permissions: ["rest-api", "sim"] });
    const [event] = await gateway.events({ kind: "user.permissions-changed", userName: "admin" });
    expect(event?.details).toMatchObject({ before: "web", after: "rest-api, sim" });
  });

  test("who may manage users and not permissions gives none", async () => {
    const asClerk = basic("clerk");
    const refused = await call("POST", "/users", { name: "gerd", password: "secret", permissions: ["web"] }, asClerk);
    expect(await problemOf(refused, 403)).toMatchObject({ permission: "permissions" });
    expect((await call("POST", "/users", { name: "gerd", password: "secret" }, asClerk)).status).toBe(201);
  });

  test("nobody changes or removes a user who holds more than they do, nor sets the password", async () => {
    const { id } = await add("hans", { permissions: ["rest-api", "sim"] });
    for (const [method, body] of [
      ["PATCH", { disabled: true }],
      ["PATCH", { requestsPerMinute: 1 }],
      ["DELETE"],
    ] as const) {
      const refused = await call(method, `/users/${id}`, body, basic("clerk"));
      expect(await problemOf(refused, 403)).toMatchObject({ permission: "sim" });
    }
    const set = (headers: Record<string, string>) =>
      call("PUT", `/users/${id}/password`, { password: "taken over" }, headers);
    expect(await problemOf(await set(basic("clerk")), 403)).toMatchObject({ permission: "sim" });
    expect(await statusAs("hans")).toBe(200);
    await call("PUT", `/users/${id}/permissions`, { permissions: ["rest-api"] });
    expect((await set(basic("clerk"))).status).toBe(204);
    expect(await statusAs("hans")).toBe(401);
    expect(await statusAs("hans", "taken over")).toBe(200);
    const [event] = await gateway.events({ kind: "user.password-changed", userName: "clerk" });
    expect(event?.message).toStartWith("The password of user hans was changed");
    expect(gateway.output()).not.toContain("taken over");
  });

  test("the last who manages users and permissions is kept", async () => {
    const users = (await (await call("GET", "/users")).json()) as { items: ShownUser[] };
    const admin = users.items.find(({ name }) => name === "admin")?.id;
    for (const [method, path, body] of [
      ["DELETE", `/users/${admin}`, undefined],
      ["PATCH", `/users/${admin}`, { disabled: true }],
      ["PUT", `/users/${admin}/permissions`, { permissions: ["rest-api", "users"] }],
    ] as const) {
      await problemOf(await call(method, path, body), 409);
    }
    expect(await statusAs("admin")).toBe(200);
  });

  test("nobody shuts themselves out, neither by their networks nor by their permissions", async () => {
    const { id } = (await (await call("GET", "/me")).json()) as ShownUser;
    const refused = await problemOf(await call("PATCH", `/users/${id}`, { networks: ["10.0.0.0/8"] }), 422);
    expect(refused.errors).toEqual([
      {
        pointer: "/networks",
        message:
          "would shut you out: add the address that you call from (127.0.0.1), or let another administrator set your networks",
      },
    ]);
    for (const networks of [["10.0.0.0/8", "127.0.0.1"], null]) {
      expect((await call("PATCH", `/users/${id}`, { networks })).status).toBe(200);
    }
    await add("ida", { permissions: ["users", "permissions", "rest-api"] });
    const put = (permissions: string[]) => call("PUT", `/users/${id}/permissions`, { permissions });
    const without = await problemOf(await put(["users", "permissions", "sim"]), 422);
    expect(without.errors).toEqual([
      { pointer: "/permissions", message: expect.stringContaining("keep web or rest-api") as unknown as string },
    ]);
    expect((await put(ALL)).status).toBe(200);
    expect((await call("PATCH", `/users/${id}`, { networks: ["10.0.0.0/8"] }, basic("ida"))).status).toBe(403);
    expect(await statusAs("admin")).toBe(200);
  });

  test("the presets are named with what they give, and Administrator gives everything", async () => {
    const choices = (await (await call("GET", "/permissions", undefined, basic("clerk"))).json()) as {
      permissions: { id: string }[];
      presets: { id: string; permissions: string[] }[];
    };
    expect(choices.presets.map(({ id }) => id)).toEqual([
      "administrator",
      "sends-messages",
      "reads-only",
      "monitoring-system",
    ]);
    expect(choices.presets[0]?.permissions.toSorted()).toEqual(choices.permissions.map(({ id }) => id).toSorted());
  });

  test("no answer holds a hash of a password", async () => {
    expect(await (await call("GET", "/users?limit=500")).text()).not.toMatch(/argon2|password/i);
  });
}

describe("on SQLite", () => claims(async () => []));
describe.skipIf(!hasPostgres())("on PostgreSQL", () => claims(async () => ["--database", await createTestDatabase()]));
