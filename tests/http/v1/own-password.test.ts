import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../../support/postgres.ts";
import { basic, problemOf } from "../../support/v1.ts";
import { signInToV1, tokenOfV1 } from "../../support/v1-sign-in.ts";

function claims(database: () => Promise<string[]>): void {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway(...(await database()));
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  const change = (headers: Record<string, string>, body: object) =>
    fetch(`${gateway.url}/api/v1/me/password`, {
      method: "PUT",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify({ currentPassword: "secret", ...body }),
    });
  const statusWith = async (headers: Record<string, string>) =>
    (await fetch(`${gateway.url}/api/v1/me`, { headers })).status;

  test("who changes their password stays signed in where they did it, and nowhere else", async () => {
    await gateway.addUser("anna", "rest-api", "web");
    const here = (await signInToV1(gateway, "anna")).headers;
    const elsewhere = (await signInToV1(gateway, "anna")).headers;
    const token = (await tokenOfV1(gateway, "anna")).headers;
    expect((await change(here, { password: "changed once" })).status).toBe(204);
    const ways = [here, elsewhere, token, basic("anna"), basic("anna", "changed once")];
    expect(await Promise.all(ways.map(statusWith))).toEqual([200, 401, 401, 401, 200]);
    const [event] = await gateway.events({ kind: "user.password-changed", userName: "anna" });
    expect(event?.message).toEndWith("tokens were revoked");
    expect(gateway.output()).not.toContain("changed once");
  });

  test("tokens stay when that is asked for", async () => {
    await gateway.addUser("berta", "rest-api", "web");
    const token = (await tokenOfV1(gateway, "berta")).headers;
    expect((await change(token, { password: "changed", keepTokens: true })).status).toBe(204);
    expect(await Promise.all([token, basic("berta")].map(statusWith))).toEqual([200, 401]);
  });

  test("without the password of now nothing is changed, and a weak one is refused", async () => {
    await gateway.addUser("carla", "rest-api", "web");
    const { headers } = await signInToV1(gateway, "carla");
    await problemOf(await change(headers, { currentPassword: "secrets", password: "taken over" }), 403);
    expect(await problemOf(await change(headers, { password: "abc" }), 422)).toMatchObject({
      errors: [{ pointer: "/password" }],
    });
    expect(await Promise.all([headers, basic("carla")].map(statusWith))).toEqual([200, 200]);
    const refused = await gateway.events({ kind: "v1.refused", userName: "carla" }, 2);
    expect(refused.map(({ details }) => details?.reason)).toEqual(["invalid-payload", "wrong-credentials"]);
  });
}

describe("on SQLite", () => claims(async () => []));
describe.skipIf(!hasPostgres())("on PostgreSQL", () => claims(async () => ["--database", await createTestDatabase()]));
