import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../../support/postgres.ts";
import { problemOf } from "../../support/v1.ts";

const SHUT_OUT = "would shut you out: you would call from";
const NOT_ALLOWED = "which may not use this API";

function claims(database: () => Promise<string[]>): void {
  let gateway: TestGateway;
  beforeEach(async () => {
    gateway = await startTestGateway("--admin-port", "0", ...(await database()));
    await gateway.addUser("chief", "rest-api", "network", "users");
  });
  afterEach(() => gateway[Symbol.asyncDispose]());

  const from = (address: string) => ({ "x-forwarded-for": address });
  const patch = (body: unknown, headers: Record<string, string> = {}, url = gateway.url) =>
    fetch(`${url}/api/v1/settings`, {
      method: "PATCH",
      body: JSON.stringify(body),
      headers: { authorization: `Basic ${btoa("chief:secret")}`, "content-type": "application/json", ...headers },
    });
  const refused = async (response: Response, address: string, ...names: string[]) =>
    expect((await problemOf(response, 422)).errors).toEqual(
      names.map((name) => ({ pointer: `/${name}`, message: `${SHUT_OUT} ${address}, ${NOT_ALLOWED}` })),
    );

  test("networks that leave out the caller are refused, and others are taken", async () => {
    await refused(await patch({ "allow-api": ["10.0.0.0/8"] }), "127.0.0.1", "allow-api");
    expect((await patch({ "allow-api": ["10.0.0.0/8, 127.0.0.0/8"] })).status).toBe(200);
  });

  test("a trusted proxy that would give the caller another address is refused, also in a second step", async () => {
    const proxy = { "trusted-proxies": ["127.0.0.1"] };
    const both = { "allow-api": ["127.0.0.1"], ...proxy };
    await refused(await patch(both, from("192.0.2.7")), "192.0.2.7", "trusted-proxies", "allow-api");
    expect((await patch({ "allow-api": ["127.0.0.1"] }, from("192.0.2.7"))).status).toBe(200);
    await refused(await patch(proxy, from("192.0.2.7")), "192.0.2.7", "trusted-proxies");
    await refused(await patch(proxy, from("unknown")), "an unknown address", "trusted-proxies");
    const fitting = { ...proxy, "allow-api": ["127.0.0.1", "192.0.2.0/24"] };
    expect((await patch(fitting, from("192.0.2.7"))).status).toBe(200);
  });

  test("so is a proxy that would no longer be trusted, and another header than the proxy writes", async () => {
    const set = { "trusted-proxies": ["127.0.0.1"], "allow-api": ["192.0.2.0/24"] };
    expect((await patch(set, from("192.0.2.7"))).status).toBe(200);
    await refused(await patch({ "trusted-proxies": null }, from("192.0.2.7")), "127.0.0.1", "trusted-proxies");
    const header = { "proxy-header": "forwarded" };
    await refused(await patch(header, from("192.0.2.7")), "127.0.0.1", "proxy-header");
    expect((await patch(header, { ...from("192.0.2.7"), forwarded: "for=192.0.2.9" })).status).toBe(200);
  });

  test("at the listener for browsers its own networks count", async () => {
    const url = gateway.adminUrl ?? "";
    await refused(await patch({ "allow-admin": ["10.0.0.0/8"] }, {}, url), "127.0.0.1", "allow-admin");
    expect((await patch({ "allow-api": ["10.0.0.0/8"] }, {}, url)).status).toBe(200);
    expect((await patch({ "check-page": "off" })).status).toBe(403);
  });

  test("the networks of the user count too", async () => {
    await gateway.command(["user", "limit", "chief", "--networks", "127.0.0.0/8"]);
    const proxy = { "trusted-proxies": ["127.0.0.1"] };
    await refused(await patch(proxy, from("192.0.2.7")), "192.0.2.7", "trusted-proxies");
    expect((await patch(proxy)).status).toBe(200);
  });

  test("no proxy is trusted that is a large part of the Internet", async () => {
    const halves = ["0.0.0.0/1", "128.0.0.0/1"];
    for (const networks of [["0.0.0.0/0"], ["::/0"], halves, ["2000::/3"], ["::ffff:0:0/96"]]) {
      const { errors } = await problemOf(await patch({ "trusted-proxies": networks }), 422);
      expect(errors).toEqual([
        {
          pointer: "/trusted-proxies",
          message: expect.stringContaining("every caller there could claim any address") as unknown as string,
        },
      ]);
    }
    const local = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "fe80::/10", "::1", "2400:cb00::/32"];
    expect((await patch({ "trusted-proxies": local })).status).toBe(200);
  });
}

describe("on SQLite", () => claims(async () => []));
describe.skipIf(!hasPostgres())("on PostgreSQL", () => claims(async () => ["--database", await createTestDatabase()]));
