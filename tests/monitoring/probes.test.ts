import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { parseCheck } from "../../lib/monitoring/index.ts";
import { createManualClock } from "../support/manual-clock.ts";
import { look, makeProbes, NEVER, said, stored } from "../support/probes.ts";
import { type ReceivedRequest, type Receiver, startRawReceiver, startReceiver } from "../support/receivers.ts";
import { certificateFor } from "../support/self-signed.ts";

describe("an HTTP check", () => {
  let server: Receiver;
  const requests: ReceivedRequest[] = [];
  const answers: Record<string, (response: ServerResponse) => unknown> = {
    "/": (response) => response.end("The shop is open. Cart: 17"),
    "/moved": (response) => response.writeHead(301, { location: "https://new.example.org/secret?token=1" }).end(),
    "/login": (response) => response.writeHead(302, { location: "/login.html" }).end(),
    "/error": (response) => response.writeHead(500).end("broken"),
    "/reset": (response) => response.socket?.resetAndDestroy(),
    "/half": (response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("half");
      setImmediate(() => response.socket?.destroy());
    },
    "/endless": (response) => {
      const more = () => {
        while (!response.destroyed && response.write("x".repeat(16_384)));
        response.once("drain", more);
      };
      more();
    },
  };
  beforeAll(async () => {
    server = await startReceiver((request, response) => {
      requests.push(request);
      answers[request.url]?.(response);
    });
  });
  afterAll(() => server[Symbol.asyncDispose]());
  const http = (path: string, more: object = {}) => stored({ http: { url: `${server.url}${path}`, ...more } });

  test.each<[string, object, string]>([
    ["/", {}, "ok: answered 200"],
    ["/", { contains: "Cart" }, "ok: answered 200"],
    ["/", { contains: "cart" }, "failed: the answer does not hold the text"],
    ["/", { matches: "Cart: \\d+$" }, "ok: answered 200"],
    ["/", { matches: "^Cart" }, "failed: the answer does not match the pattern"],
    ["/", { status: [204, 401] }, "failed: answered 200, not 204 or 401"],
    ["/", { method: "HEAD" }, "ok: answered 200"],
    ["/error", {}, "failed: answered 500"],
    ["/error", { status: [500] }, "ok: answered 500"],
    ["/moved", {}, "failed: answered 301 and points to https://new.example.org: redirects are not followed"],
    ["/login", {}, "failed: answered 302 and points to another path: redirects are not followed"],
    ["/login", { status: [302] }, "ok: answered 302"],
    ["/reset", {}, "failed: the server cannot be reached (ECONNRESET)"],
    ["/half", {}, "failed: the server cannot be reached (ECONNRESET)"],
    // The beginning is enough, and the rest is not waited for.
    ["/endless", { contains: "xxx" }, "ok: answered 200"],
  ])("of %s with %j: %s", async (path, more, expected) => {
    expect(await look(http(path, more))).toBe(expected);
  });

  test("user, password and headers go to the server, and the stored check does not hold the secrets", async () => {
    const check = http("/", {
      username: "nagios",
      password: "kept-hidden-1",
      headers: { "X-From": "aldis" },
      secretHeaders: { "X-Key": "kept-hidden-2" },
    });
    expect(JSON.stringify(check)).not.toContain("kept-hidden");
    requests.splice(0);
    expect(await look(check)).toBe("ok: answered 200");
    expect(requests[0]?.headers).toMatchObject({
      authorization: `Basic ${btoa("nagios:kept-hidden-1")}`,
      "x-from": "aldis",
      "x-key": "kept-hidden-2",
    });
  });

  test("this machine is looked at only where --allow-targets names it", async () => {
    expect(await look(http("/"), { isNamed: () => false })).toBe(
      "failed: 127.0.0.1 is an address of this machine: only --allow-targets lets requests go there",
    );
    expect(await look(stored({ tcp: { host: "localhost", port: 1 } }), { isNamed: () => false })).toMatch(
      /^failed: localhost leads to .*, which is an address of this machine: only --allow-targets/,
    );
  });
});

describe("a server that hangs fails its check when the limit passes, and no sooner", () => {
  test("before the connection, and after it", async () => {
    let arrived = Promise.withResolvers<void>();
    await using silent = await startRawReceiver((socket) => socket.once("data", () => arrived.resolve()));
    const clock = createManualClock();
    const check = stored({ http: { url: silent.url } }, { timeoutSeconds: 7 });
    const looking = makeProbes({ clock })({ check }, NEVER);
    await arrived.promise;
    await clock.advance(6_999);
    arrived = Promise.withResolvers();
    expect(await Promise.race([looking, Promise.resolve("still waiting")])).toBe("still waiting");
    await clock.advance(1);
    expect(said(await looking)).toBe("failed: no whole answer within 7 s");
    const dead = stored({ tcp: { host: "db.lan", port: 5432 } }, { timeoutSeconds: 7 });
    const resolve = () => new Promise<never>(() => undefined);
    const unresolved = makeProbes({ clock, resolve })({ check: dead }, NEVER);
    expect(said(await clock.runUntil(unresolved))).toBe("failed: the name was not resolved within 7 s");
  });

  test("when the gateway stops, nothing was found", async () => {
    const arrived = Promise.withResolvers<void>();
    await using silent = await startRawReceiver((socket) => socket.once("data", () => arrived.resolve()));
    const stop = new AbortController();
    const looking = makeProbes()({ check: stored({ http: { url: silent.url } }) }, stop.signal);
    await arrived.promise;
    stop.abort();
    expect(await looking).toBeUndefined();
  });
});

describe("a certificate", () => {
  const servers: Server[] = [];
  const trusted: string[] = [];
  const ports: Record<string, number> = {};
  beforeAll(async () => {
    const made = {
      good: ["shop.test", 20],
      expired: ["shop.test", -3],
      other: ["other.test", 20],
      unknown: ["shop.test", 20],
    } as const;
    for (const [kind, [name, days]] of Object.entries(made)) {
      const { certificate, key } = await certificateFor(name, days);
      if (kind !== "unknown") trusted.push(certificate);
      const server = createServer({ cert: certificate, key }, (_, response) => response.end("fine"));
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      servers.push(server);
      ports[kind] = (server.address() as AddressInfo).port;
    }
  });
  afterAll(() => {
    for (const server of servers) server.close();
  });

  test.each<[string, object, string]>([
    ["good", {}, "ok: answered 200, certificate valid for 20 days"],
    ["good", { certificateDays: 20 }, "ok: answered 200, certificate valid for 20 days"],
    ["good", { certificateDays: 21 }, "failed: its certificate ends in 20 days"],
    ["expired", {}, "failed: its certificate has expired (CERT_HAS_EXPIRED)"],
    ["expired", { certificate: "any" }, "ok: answered 200"],
    ["expired", { certificate: "any", certificateDays: 1 }, "failed: its certificate has expired"],
    ["other", {}, "failed: its certificate is for another host (ERR_TLS_CERT_ALTNAME_INVALID)"],
    ["unknown", {}, "failed: its certificate is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT)"],
    ["unknown", { certificate: "any" }, "ok: answered 200, certificate valid for 20 days"],
  ])("that is %s, with %j: %s", async (kind, more, expected) => {
    const check = stored({ http: { url: `https://shop.test:${ports[kind]}/`, ...more } });
    const resolve = async () => [{ address: "127.0.0.1", family: 4 }];
    expect(await look(check, { certificates: trusted, resolve })).toBe(expected);
  });
});

describe("a TCP check", () => {
  test("an open port is well, a closed one is refused", async () => {
    const open = await startRawReceiver(() => undefined);
    const check = stored({ tcp: { host: "127.0.0.1", port: open.port } });
    expect(await look(check)).toBe(`ok: port ${open.port} is open`);
    await open[Symbol.asyncDispose]();
    expect(await look(check)).toBe(`failed: port ${open.port}: refused`);
  });

  test("a name that does not exist says so", async () => {
    const resolve = () => Promise.reject(Object.assign(new Error("gone"), { code: "ENOTFOUND" }));
    expect(await look(stored({ tcp: { host: "gone.lan", port: 1 } }), { resolve })).toBe(
      "failed: the name cannot be resolved (ENOTFOUND)",
    );
  });
});

test("a heartbeat is well as long as it was called in its time", async () => {
  const clock = createManualClock();
  const check = stored({ heartbeat: { graceSeconds: 60 } }, { everySeconds: 3_600 });
  const lookAfter = async (ms: number) => {
    const store = { beatAt: async () => clock.now() - ms };
    return said(await makeProbes({ clock, store })({ check }, NEVER));
  };
  expect(await lookAfter(3_659_000)).toBe("ok: was called");
  expect(await lookAfter(3_660_000)).toBe("failed: was not called for more than 61 min");
});

test("a stored check is read again as it is", () => {
  const { check } = stored({ http: { url: "https://a.example/", username: "u", password: "p" } });
  expect(parseCheck(check, { masked: true })).toEqual({ ok: true, value: check });
});
