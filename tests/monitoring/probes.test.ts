import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSecretBox } from "../../lib/auth/index.ts";
import { systemClock } from "../../lib/clock.ts";
import { type CheckProbe, type CheckResult, newCheckMemory, type StoredCheck } from "../../lib/messages/index.ts";
import { createProbes, parseCheck } from "../../lib/monitoring/index.ts";
import { findingOf } from "../../lib/monitoring/probes/ping.ts";
import { contentOf } from "../../lib/monitoring/secrets.ts";
import { ok } from "../../lib/result.ts";
import { createManualClock } from "../support/manual-clock.ts";
import { type ReceivedRequest, type Receiver, startRawReceiver, startReceiver } from "../support/receivers.ts";
import { certificateFor } from "../support/self-signed.ts";

const BOX = createSecretBox(new Uint8Array(32).fill(7));
const NEVER = new AbortController().signal;
const LOOPBACK = { isNamed: () => true };

function stored(probe: unknown, more: object = {}): StoredCheck {
  const content = contentOf({ name: "x", probe, timeoutSeconds: 30, ...more }, { known: {}, seal: BOX });
  if (!content.ok) throw new Error(JSON.stringify(content.problem));
  const times = { createdAt: 0, changedAt: 0, version: 1, nextAt: 0 };
  return { id: 1, ...content.value, memory: newCheckMemory(0), ...times };
}

function makeProbes(more: Partial<Parameters<typeof createProbes>[0]> = {}) {
  const store = { beatAt: async () => undefined };
  return createProbes({ store, open: async () => ok(BOX), ...LOOPBACK, clock: systemClock, ...more });
}

async function look(check: StoredCheck, more: Partial<Parameters<typeof createProbes>[0]> = {}): Promise<string> {
  const result = await makeProbes(more)({ check }, NEVER);
  return said(result);
}
const said = (result: CheckResult | undefined) =>
  result === undefined ? "cut off" : `${result.ok ? "ok" : "failed"}: ${result.text}`;

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

describe("a ping", () => {
  const folder = mkdtempSync(join(tmpdir(), "aldis-ping-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const program = (script: string) => {
    const file = join(folder, `ping-${crypto.randomUUID()}`);
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
    return file;
  };
  const ping: CheckProbe = { ping: { host: "router.lan" } };
  const resolve = async () => [{ address: "192.0.2.8", family: 4 }];

  test("the program gets the address, without a shell in between", async () => {
    const pingProgram = program(
      'echo "$@"; echo "64 bytes from $7: icmp_seq=1 ttl=64 time=0.42 ms"; [ "$*" = "-n -c 1 -W 30 192.0.2.8" ]',
    );
    expect(await look(stored(ping), { pingProgram, resolve })).toBe("ok: answered within 0.42 ms");
  });

  test("one that does not end is ended", async () => {
    const clock = createManualClock();
    const probes = makeProbes({ clock, pingProgram: program("exec sleep 600"), resolve });
    const looking = probes({ check: stored(ping, { timeoutSeconds: 3 }) }, NEVER);
    let result: CheckResult | undefined;
    void looking.then((found) => {
      result = found;
    });
    while (result === undefined) {
      await clock.advance(1_000);
      await Bun.sleep(1);
    }
    expect(said(result)).toBe("failed: no answer within 3 s");
  });

  test("a machine without the program says what to do", async () => {
    expect(await look(stored(ping), { pingProgram: join(folder, "none"), resolve })).toMatch(
      /^failed: there is no program ping on this machine: install it/,
    );
  });

  test.each([
    [
      "busybox",
      "64 bytes from 192.0.2.8: seq=0 ttl=64 time=0.061 ms\n",
      0,
      { ok: true, text: "answered within 0.061 ms" },
    ],
    [
      "a quick answer",
      "64 bytes from 192.0.2.8: icmp_seq=1 ttl=64 time<1 ms\n",
      0,
      { ok: true, text: "answered within 1 ms" },
    ],
    [
      "no answer",
      "1 packets transmitted, 0 received, 100% packet loss\n",
      1,
      { ok: false, text: "no answer within 5 s" },
    ],
    [
      "a router that knows no way",
      "From 192.0.2.1 icmp_seq=1 Destination Host Unreachable\n",
      1,
      { ok: false, text: "no route to the host" },
    ],
    [
      "a user who may not",
      "ping: socktype: SOCK_RAW\nping: socket: Operation not permitted\n",
      2,
      { ok: false, text: expect.stringContaining("may not run ping") },
    ],
    ["one that was ended", "", null, { ok: false, text: "no answer within 5 s" }],
  ])("what it says is understood: %s", (_, output, status, expected) => {
    expect(findingOf(output, status, 5_000)).toEqual(expected as never);
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
