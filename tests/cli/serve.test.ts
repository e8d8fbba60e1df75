import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { createCommandLine } from "../../lib/cli/index.ts";
import { openStore } from "../../lib/store/index.ts";
import { createApp } from "../../server.ts";
import { eventually } from "../support/eventually.ts";
import { type RunningCli, runCli, startCli, temporaryDirectory } from "../support/run-cli.ts";

const aldis = createCommandLine({ createApp });
let folder = "";
let data = "";
let running: RunningCli[] = [];
beforeEach(() => {
  folder = temporaryDirectory();
  data = join(folder, "data");
});
afterEach(async () => {
  await Promise.all(running.map((gateway) => gateway.stop()));
  running = [];
  rmSync(folder, { recursive: true });
});

const command = (args: string[], stdin?: string) =>
  runCli(aldis, [...args, "--data", data], stdin === undefined ? {} : { stdin });

/** Starts a gateway on any port and resolves once it serves. */
async function serve(...args: string[]): Promise<{ gateway: RunningCli; url: string; banner: string }> {
  const gateway = startCli(aldis, ["serve", "--port", "0", "--data", data, ...args]);
  running.push(gateway);
  const [banner] = await gateway.printed(/^Gateway:(?:.*\n)+?.*"gateway started"/m);
  return { gateway, url: /^Gateway: +(\S+)/.exec(banner)?.[1] ?? "", banner };
}

function addUser(...grants: string[]) {
  return command(["user", "add", "apiuser", "--grant", grants.join(","), "--password-stdin"], "secret\n");
}

const send = (url: string, text: string) =>
  fetch(`${url}/api.php`, {
    method: "POST",
    body: new URLSearchParams({ username: "apiuser", password: "secret", to: "00491701234567", text }),
  });

describe("the banner", () => {
  test("names URL, documentation, data directory and modems, and what to do while there is no user", async () => {
    const { banner, url } = await serve();
    expect(banner).toMatch(/^Gateway: +http:\/\/127\.0\.0\.1:\d+$/m);
    expect(banner).toMatch(new RegExp(`^API documentation: ${RegExp.escape(url)}/docs$`, "m"));
    expect(banner).toMatch(new RegExp(`^Data directory: +${RegExp.escape(data)}$`, "m"));
    expect(banner).toMatch(/^Modems: +simulated: none is configured, so this one is simulated/m);
    expect(banner).toMatch(
      new RegExp(`^First user: +aldis user add NAME --grant http-api --data ${RegExp.escape(data)}$`, "m"),
    );
    expect(banner).toMatch(new RegExp(`; aldis setup-link --data ${RegExp.escape(data)} makes another\\)$`, "m"));
    expect(banner).toMatch(new RegExp(`^First message: +curl -d .* ${RegExp.escape(url)}/api\\.php$`, "m"));
  });

  test("says nothing of a first user once there is one, nor of simulation when it was asked for", async () => {
    await addUser("http-api");
    const { banner } = await serve("--modem", "simulated?name=trial&pin=4711");
    expect(banner).not.toContain("user add");
    expect(banner).toMatch(/^Modems: +trial \(simulated\?name=trial\); what a simulated modem sends reaches nobody$/m);
    expect(banner).not.toContain("4711");
  });

  test("is followed by the log, one JSON object a line", async () => {
    const { gateway } = await serve();
    const { out } = await gateway.stop();
    const lines = out.split("\n").filter((line) => line.startsWith("{"));
    expect(lines.map((line) => JSON.parse(line).msg)).toEqual(
      expect.arrayContaining(["gateway started", "gateway stops", "gateway stopped"]),
    );
  });
});

describe("the data directory", () => {
  test("is for its owner alone", async () => {
    await serve();
    expect((statSync(data).mode & 0o777).toString(8)).toBe("700");
  });

  test("serves one gateway at a time; the second is told where the first is and how to stop it", async () => {
    const { url, gateway } = await serve();
    expect(await command(["serve", "--port", "0"])).toMatchObject({
      status: 1,
      out: "",
      err: `aldis: another gateway runs on the data directory ${data} (${url}, process ${process.pid}): stop it with "kill ${process.pid}"\n`,
    });
    await gateway.stop();
    await serve();
  });

  test("keeps the gateway's name over restarts", async () => {
    const first = await serve();
    const name = readFileSync(join(data, "node"), "utf8");
    await first.gateway.stop();
    await serve();
    expect(readFileSync(join(data, "node"), "utf8")).toBe(name);
    expect(name.trim()).not.toBe("");
  });
});

describe("what cannot be started is one sentence and exit status 1", () => {
  test("a port in use, and the data directory is free again", async () => {
    const other = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response("mine") });
    try {
      expect(await command(["serve", "--port", String(other.port)])).toMatchObject({
        status: 1,
        err: `aldis: port ${other.port} of 127.0.0.1 is in use: choose another with --port, or 0 for any\n`,
      });
    } finally {
      await other.stop(true);
    }
    await serve();
  });

  test("an address that this machine has not", async () => {
    expect(await command(["serve", "--port", "0", "--host", "192.0.2.1"])).toMatchObject({
      status: 1,
      err: expect.stringMatching(/^aldis: .*192\.0\.2\.1.*\n$/),
    });
  });

  test("a database that cannot be opened", async () => {
    expect(await command(["serve", "--port", "0", "--database", "sqlite:/nowhere/a.sqlite"])).toMatchObject({
      status: 1,
      err: expect.stringMatching(/^aldis: the database cannot be used: /),
    });
  });

  test("nothing at all, when an option is wrong", async () => {
    expect((await command(["serve", "--port", "0", "--modem", "ttyUSB0?pin=4711"])).status).toBe(2);
    expect(existsSync(data)).toBe(false);
  });
});

describe("stopping", () => {
  test("answers what was begun, takes nothing new, and ends with exit status 0", async () => {
    await addUser("http-api");
    const { gateway, url } = await serve();
    const body = "username=apiuser&password=secret&to=00491701234567&text=last";
    const { port } = new URL(url);
    const socket = connect(Number(port), "127.0.0.1");
    const answer = Promise.withResolvers<string>();
    socket.once("data", (bytes) => answer.resolve(String(bytes)));
    const sent = Promise.withResolvers<void>();
    socket.write(
      `POST /api.php HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 20)}`,
      () => sent.resolve(),
    );
    await sent.promise;
    // A request that is answered tells that the one before it has been taken up.
    expect((await fetch(`${url}/health`)).status).toBe(200);

    const ended = gateway.stop();
    socket.write(body.slice(20));
    expect(await answer.promise).toStartWith("HTTP/1.1 200 OK");
    expect(await ended).toMatchObject({ status: 0, err: "" });
    await expect(fetch(`${url}/health`)).rejects.toThrow();
    expect(existsSync(join(data, "gateway.json"))).toBe(false);
  });

  test("lets the part on the wire finish, records it, and begins no other", async () => {
    await addUser("http-api", "rest-api", "sim");
    const { gateway, url } = await serve();
    await simulator(url, "/state", { method: "PATCH", body: JSON.stringify({ latencyMs: 500 }) });
    for (const text of ["on the wire", "next"]) expect((await send(url, text)).status).toBe(200);
    await eventually("a part on the wire", async () =>
      (await (await simulator(url, "/wire")).text()).includes("AT+CMGS"),
    );
    expect(await gateway.stop()).toMatchObject({ status: 0 });

    const store = await openStore({ url: `sqlite:${join(data, "aldis.sqlite")}` });
    try {
      const states = await Promise.all([1, 2].map(async (id) => (await store.outbox.find(id))?.message.state));
      expect(states).toEqual(["sent", "queued"]);
    } finally {
      await store.close();
    }
  });

  test("is not held up by a client that keeps its connection open and asks nothing", async () => {
    // It would wait for as long as this.
    const { gateway, url } = await serve("--stop-timeout", "1h");
    expect((await fetch(`${url}/health`, { headers: { connection: "keep-alive" } })).status).toBe(200);
    expect(await gateway.stop()).toMatchObject({ status: 0 });
  });
});

test("what is accepted leaves through the simulated modem; its passwords and texts are in no log", async () => {
  await addUser("http-api", "rest-api", "sim");
  const { gateway, url } = await serve("--log-level", "debug");
  const answer = await send(url, "a confidential text");
  expect({ status: answer.status, body: await answer.text() }).toEqual({ status: 200, body: "OK" });
  expect(await arrived(url, 1)).toEqual([{ to: "+491701234567", text: "a confidential text" }]);
  const { out } = await gateway.stop();
  expect(out).not.toContain("confidential");
  expect(out).not.toContain("secret");
});

test("a simulated modem is like the profile that its setting names, under its number", async () => {
  await addUser("http-api", "rest-api", "sim");
  const { url } = await serve("--modem", "simulated?profile=telit&number=491709999999&name=office");
  await send(url, "Grüße");
  expect(await arrived(url, 1)).toEqual([{ to: "+491701234567", text: "Grüße" }]);
  const { items } = (await (await simulator(url, "/messages")).json()) as { items: unknown[] };
  const [message] = items;
  expect(message).toMatchObject({ from: "+491709999999" });
  const state = await (await simulator(url, "/state?modem=office")).json();
  expect(state).toMatchObject({ storage: { SM: { total: 30 }, ME: { total: 99 } } });
});

test("the simulated network is for holders of sim only", async () => {
  await addUser("http-api");
  const { url } = await serve();
  const status = async (name: string) =>
    (await fetch(`${url}/api/v1/simulator/messages`, { headers: basic(name, "secret") })).status;
  expect(await status("apiuser")).toBe(403);
  expect(await status("nobody")).toBe(401);
});

describe("health", () => {
  test("is 0 while the gateway is well, and 1 when none runs", async () => {
    expect(await command(["health"])).toMatchObject({ status: 1, out: "" });
    expect(existsSync(data)).toBe(false);
    const { gateway } = await serve();
    expect(await command(["health"])).toMatchObject({ status: 0, out: expect.stringContaining('"ready":true') });
    await gateway.stop();
    expect(await command(["health"])).toMatchObject({ status: 1, out: "" });
  });

  test("reaches a gateway with a certificate of its own", async () => {
    const { url, banner } = await serve("--tls", "self-signed");
    expect(url).toStartWith("https://127.0.0.1:");
    expect(banner).toMatch(/^Certificate \(SHA-256\): [0-9A-F:]{95}$/m);
    expect(await command(["health"])).toMatchObject({ status: 0 });
    const ca = readFileSync(join(data, "tls-certificate.pem"), "utf8");
    expect((await fetch(`${url}/health`, { tls: { ca } })).status).toBe(200);
  });
});

test("migrate makes the database, again and again, also while the gateway runs", async () => {
  expect(await command(["migrate"])).toMatchObject({ status: 0, out: "the database is up to date\n" });
  expect(readdirSync(data)).toContain("aldis.sqlite");
  await serve();
  expect(await command(["migrate"])).toMatchObject({ status: 0 });
});

const basic = (name: string, password: string) => ({ authorization: `Basic ${btoa(`${name}:${password}`)}` });

/** What the simulated network has delivered, once it is `count` messages. */
function arrived(url: string, count: number): Promise<{ to: string; text: string }[]> {
  return eventually(`${count} messages`, async () => {
    const answer = await simulator(url, "/messages");
    const { items } = (await answer.json()) as { items: { to: string; text: string }[] };
    return items.length >= count && items.map(({ to, text }) => ({ to, text }));
  });
}

async function simulator(url: string, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { ...basic("apiuser", "secret"), "content-type": "application/json" };
  const answer = await fetch(`${url}/api/v1/simulator${path}`, { ...init, headers });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return answer;
}
