import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../support/postgres.ts";

function claims(database: () => Promise<string[]>): void {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway(...(await database()));
    await gateway.addUser("anna", "http-api", "rest-api", "sim");
    await gateway.addUser("admin", "users", "permissions");
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  const user = (...words: string[]) => gateway.command(["user", ...words]);
  const signIn = (password = "secret") =>
    fetch(`${gateway.url}/api/signin`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ username: "anna", password }),
    });
  const query = new URLSearchParams({ username: "anna", password: "secret", to: "+491701234567", text: "x" });
  const send = async () => (await fetch(`${gateway.url}/api.php?${query}`)).status;
  const byBasic = async (path: string) => (await gateway.as("anna")(path)).status;
  const byToken = async (jwt: string) =>
    (await fetch(`${gateway.url}/api/user/me`, { headers: { authorization: `Bearer ${jwt}` } })).status;
  const everywhere = async (jwt: string) => [
    await send(),
    await byBasic("/api/user/me"),
    await byBasic("/api/v1/simulator/messages"),
    (await signIn()).status,
    await byToken(jwt),
  ];

  test("a disabled user is refused at once at every door, with tokens too, and is let in again when enabled", async () => {
    const { jwt } = (await (await signIn()).json()) as { jwt: string };
    expect(await everywhere(jwt)).toEqual([200, 200, 200, 200, 200]);
    expect(await user("disable", "ANNA")).toMatchObject({ status: 0, out: "ANNA was disabled\n" });
    expect(await everywhere(jwt)).toEqual([401, 401, 401, 401, 401]);
    expect((await user("list")).out).toMatch(/^anna +\S.* {2}disabled$/m);
    expect(await user("enable", "anna")).toMatchObject({ status: 0, out: "anna was enabled\n" });
    // The token stands for the user as it was before; the password is the user's own.
    expect(await everywhere(jwt)).toEqual([200, 200, 200, 200, 401]);
    expect((await user("list")).out).not.toContain("disabled");
    expect((await gateway.events({ kind: "user.disabled" }))[0]).toMatchObject({ message: "User anna was disabled" });
    expect((await gateway.events({ kind: "user.enabled" }))[0]).toMatchObject({ message: "User anna was enabled" });
  });

  test("requests of a disabled script lock nobody out behind its address", async () => {
    await gateway.addUser("berta", "http-api");
    await user("disable", "berta");
    const asBerta = new URLSearchParams({ ...Object.fromEntries(query), username: "berta" });
    for (let time = 0; time < 30; time++) expect((await fetch(`${gateway.url}/api.php?${asBerta}`)).status).toBe(401);
    expect(await send()).toBe(200);
  });

  test("the last administrator cannot be disabled, nor somebody who is not there", async () => {
    expect(await user("disable", "admin")).toMatchObject({
      status: 1,
      err: expect.stringContaining("is the last who may"),
    });
    expect(await user("disable", "nobody")).toMatchObject({
      status: 1,
      err: "aldis: The user nobody does not exist\n",
    });
    expect(await user("disable")).toMatchObject({ status: 2 });
  });
}

describe("on SQLite", () => claims(async () => []));
describe.skipIf(!hasPostgres())("on PostgreSQL", () => claims(async () => ["--database", await createTestDatabase()]));
