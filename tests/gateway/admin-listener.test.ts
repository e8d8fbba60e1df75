import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { isServed } from "../../lib/http/access/listener-paths.ts";
import { PAGE_SEGMENTS } from "../../lib/http/web/paths.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { basic, problemOf } from "../support/v1.ts";
import { signInToV1, tokenOfV1 } from "../support/v1-sign-in.ts";

const LOCAL_TLS = { tls: { rejectUnauthorized: false } };

describe("with a listener for browsers", () => {
  let gateway: TestGateway;
  let admin = "";
  beforeAll(async () => {
    gateway = await startTestGateway("--admin-port", "0", "--isms", "on", "--telegram-updates", "poll");
    admin = gateway.adminUrl ?? "";
    await gateway.addUser("clerk", "web", "rest-api", "http-api");
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  /** Where each route is served. A new one is a decision. */
  const PLACES: [prefix: string, places: string][] = [
    ["/api/v1/setup", "admin"],
    ["/api/v1/single-sign-on/", "admin"],
    ["/api/v1/", "both"],
    ["/api", "first"],
    ["/check.php", "first"],
    ["/commands.php", "first"],
    ["/sendmsg", "first"],
    ["/querymsg", "first"],
    // Without a bot; what serves it otherwise is below.
    ["/telegram/", "nowhere"],
    // No check has the key; where it is served is below, too.
    ["/heartbeat/", "nowhere"],
    // It is switched off.
    ["/metrics", "nowhere"],
    ["/docs", "admin"],
    ["/health", "both"],
    ["/readyz", "both"],
    // What is asked for below is no asset; that assets are there, the shell shows.
    ["/assets/", "nowhere"],
    ...PAGE_SEGMENTS.map((segment): [string, string] => [`/${segment}`, "admin"]),
  ];

  test("each route is where its place says, and nowhere else", async () => {
    const placeOf = (path: string, method: string) => {
      if (path === "/" || (path === "/api/v1/sessions" && method === "POST")) return "admin";
      return PLACES.find(([prefix]) => path.startsWith(prefix))?.[1];
    };
    const isThere = async (url: string, method: string, path: string) => {
      const concrete = path.replace(/:\w+/g, "1").replace("*", "nothing");
      const usual = method === "ALL" ? "GET" : method;
      const headers = { "content-type": "application/json", accept: "text/html" };
      const response = await fetch(`${url}${concrete}`, { method: usual, headers, redirect: "manual" });
      const text = await response.text();
      return !(response.status === 404 && (text === "Not found." || text.includes("Nothing is at this path")));
    };
    const routes = gateway.routes.filter(({ path }) => !path.endsWith("*"));
    for (const { method, path } of routes) {
      const found = [
        ...((await isThere(gateway.url, method, path)) ? ["first"] : []),
        ...((await isThere(admin, method, path)) ? ["admin"] : []),
      ];
      const place = found.length === 2 ? "both" : (found[0] ?? "nowhere");
      expect({ method, path, place }).toEqual({ method, path, place: placeOf(path, method) ?? "unknown" });
    }
    for (const path of ["/telegram/webhook", "/heartbeat/key", "/metrics"]) {
      expect([path, isServed(path, "first"), isServed(path, "admin")]).toEqual([path, true, false]);
    }
  });

  test("an odd path or Host header opens nothing that the listener does not serve", async () => {
    for (const path of ["//docs", "/docs/", "/docs?x", "/%64ocs", "/x/../docs", "/api/../setup"]) {
      expect([path, (await fetch(`${gateway.url}${path}`)).status]).toEqual([path, 404]);
    }
    expect((await fetch(`${gateway.url}/docs`, { headers: { host: "x" } })).status).toBe(404);
    for (const path of ["//api.php", "/api.php?username=clerk", "/api/"]) {
      expect([path, (await fetch(`${admin}${path}`)).status]).toEqual([path, 404]);
    }
    expect((await fetch(`${admin}//docs`, { headers: { host: "x" } })).status).toBe(200);
    for (const path of ["/api/v1/sessions/", "//api/v1/sessions"]) {
      const headers = { "content-type": "application/json" };
      const body = JSON.stringify({ name: "clerk", password: "secret" });
      const signIn = await fetch(`${gateway.url}${path}`, { method: "POST", headers, body });
      expect([signIn.status, signIn.headers.get("set-cookie")]).toEqual([404, null]);
    }
  });

  test("a session counts on the listener for browsers alone; tokens and passwords count on both", async () => {
    const session = await signInToV1({ url: admin }, "clerk");
    expect((await fetch(`${admin}/api/v1/me`, session)).status).toBe(200);
    await problemOf(await fetch(`${gateway.url}/api/v1/me`, session), 401);
    const token = await tokenOfV1(gateway, "clerk");
    for (const url of [gateway.url, admin]) {
      for (const headers of [token.headers, basic("clerk")]) {
        expect((await fetch(`${url}/api/v1/me`, { headers })).status).toBe(200);
      }
    }
    const [started] = await gateway.events({ kind: "session.started", userName: "clerk" });
    expect(started).toMatchObject({ address: "127.0.0.1" });
  });

  test("an event stream of a session lasts there", async () => {
    const session = await signInToV1({ url: admin }, "clerk");
    const stream = await fetch(`${admin}/api/v1/events`, session);
    const reader = stream.body?.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toContain("retry:");
    await fetch(`${gateway.url}/api.php?username=clerk&password=secret&to=%2B491701234567&text=Hello`);
    expect(new TextDecoder().decode((await reader?.read())?.value)).toContain("event: message");
    await reader?.cancel();
  });
});

test("the set-up link leads to the listener for browsers, and so does aldis setup-link", async () => {
  await using gateway = await startTestGateway("--admin-port", "0");
  await gateway.command(["user", "remove", "tester"]);
  await gateway.restart();
  const url = gateway.adminUrl ?? "";
  expect(gateway.output()).toMatch(new RegExp(`^API documentation: +${url}/docs$`, "m"));
  expect(gateway.output()).toMatch(new RegExp(`^Set-up: +${url}/setup#`, "m"));
  const again = await gateway.command(["setup-link"]);
  expect(again.out).toStartWith(`${url}/setup#`);
  const code = again.out.trim().split("#")[1];
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ code, name: "anna", password: "secret" });
  expect((await fetch(`${gateway.url}/api/v1/setup`, { method: "POST", headers, body })).status).toBe(404);
  expect((await fetch(`${url}/api/v1/setup`, { method: "POST", headers, body })).status).toBe(201);
});

test("its networks are its own", async () => {
  await using gateway = await startTestGateway(
    ...["--admin-port", "0", "--trusted-proxies", "127.0.0.1"],
    ...["--allow-admin", "192.0.2.0/24", "--allow-api", "198.51.100.0/24"],
  );
  await gateway.addUser("clerk", "rest-api");
  const from = (address: string) => ({ headers: { ...basic("clerk"), "x-forwarded-for": address } });
  const statuses = (path: string, address: string) =>
    Promise.all(
      [gateway.url, gateway.adminUrl].map(async (url) => (await fetch(`${url}${path}`, from(address))).status),
    );
  expect(await statuses("/api/v1/me", "192.0.2.1")).toEqual([403, 200]);
  expect(await statuses("/api/v1/me", "198.51.100.1")).toEqual([200, 403]);
  expect(await statuses("/docs", "192.0.2.1")).toEqual([404, 200]);
  expect(await statuses("/docs", "198.51.100.1")).toEqual([404, 403]);
  const refused = await gateway.events({ kind: "v1.refused" }, 2);
  expect(refused.map(({ message }) => message)).toEqual(
    Array(2).fill("Refused: this interface may not be used from this address"),
  );
});

test("with HTTPS both have it, and cookies are secure on the listener for browsers", async () => {
  await using gateway = await startTestGateway("--admin-port", "0", "--tls", "self-signed");
  await gateway.addUser("clerk", "web");
  expect(gateway.adminUrl).toStartWith("https://127.0.0.1:");
  const signedIn = await fetch(`${gateway.adminUrl}/api/v1/sessions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "clerk", password: "secret" }),
    ...LOCAL_TLS,
  });
  expect(signedIn.headers.get("set-cookie")).toMatch(/^__Host-aldis-\d+=/);
});

test.each([
  [["--admin-host", "127.0.0.1"], "--admin-host: is where --admin-port listens: give that too"],
  [["--admin-port", "0", "--admin-host", "192.0.2.1"], "choose another with --admin-host"],
])("%j is refused", async (options, problem) => {
  await expect(startTestGateway(...options)).rejects.toThrow(problem);
});
