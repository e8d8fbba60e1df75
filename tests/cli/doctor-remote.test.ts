import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createCommandLine } from "../../lib/cli/index.ts";
import { createApp } from "../../server.ts";
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free-port.ts";
import { startTestGateway } from "../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../support/postgres.ts";
import { runAldis } from "../support/process.ts";
import { type RunningCli, runCli, startCli, temporaryDirectory } from "../support/run-cli.ts";
import { startTelegram } from "../support/telegram/server.ts";

/** What goes wrong between this machine and others, and in a modem: each is provoked, and named with what to do. */
const aldis = createCommandLine({ createApp });
const FAKETIME = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu"]
  .map((folder) => join(folder, "faketime/libfaketime.so.1"))
  .find((file) => existsSync(file));
if (FAKETIME === undefined && process.env.CI === "true") throw new Error("install the package faketime");

let folder = "";
beforeAll(() => {
  folder = temporaryDirectory();
});
afterAll(() => rmSync(folder, { recursive: true }));

const readReport = (out: string) => JSON.parse(out) as { findings: { subject: string; problem?: string }[] };

/** Problems by subject, but for a gateway that does not run. */
function problemsIn(out: string): Record<string, string> {
  const wrong = readReport(out).findings.flatMap(({ subject, problem }) =>
    problem === undefined || subject === "gateway" ? [] : [[subject, problem] as const],
  );
  return Object.fromEntries(wrong);
}

const problems = async (...args: string[]) =>
  problemsIn((await runCli(aldis, ["doctor", "--json", "--port", "0", "--data", join(folder, "new"), ...args])).out);

test("a server whose name has no address", async () => {
  const found = await problems("--mail-host", "relay.invalid", "--mail-from", "aldis@example.org");
  expect(found).toEqual({
    DNS: expect.stringMatching(/^no address is found for relay\.invalid: check the name, and the name servers/),
    "mail server": expect.stringMatching(/its name cannot be resolved .*aldis email test/),
  });
});

test("a mail server that is not there, one without encryption, and no sender", async () => {
  const port = String(await freePort());
  const to = ["--mail-host", "127.0.0.1", "--mail-from", "aldis@example.org"];
  expect(await problems(...to, "--mail-port", port)).toEqual({
    "mail server": expect.stringMatching(/no connection: is it there, and is the port right/),
  });
  await using relay = await startTestGateway("--smtp", "on", "--smtp-port", "0");
  const listening = String(
    await eventually("the SMTP server", () => relay.log().find(({ msg }) => msg === "SMTP server listens")?.port),
  );
  expect(await problems(...to, "--mail-port", listening)).toEqual({
    "mail server": expect.stringMatching(/no encrypted connection: it offers no STARTTLS/),
  });
  expect(await problems(...to, "--mail-port", listening, "--mail-tls", "off")).toEqual({});
  expect(await problems("--mail-host", "127.0.0.1", "--mail-port", listening)).toEqual({
    "mail server": "a mail server is configured, and nobody who sends: give --mail-from",
  });
});

test("Telegram: a token that nobody has, and a server that is not there; the token is never shown", async () => {
  await using telegram = await startTelegram();
  const api = ["--telegram-api", telegram.url];
  expect(await problems(...api, "--telegram-token", telegram.token)).toEqual({});
  const wrong = "7000123:AAEhBOweik9ai_2Pbc-othertoken12345678";
  const found = await problems(...api, "--telegram-token", wrong);
  expect(found).toEqual({ Telegram: expect.stringMatching(/^Telegram knows no bot with this token: copy it again/) });
  const away = await problems(
    "--telegram-api",
    `http://127.0.0.1:${await freePort()}`,
    "--telegram-token",
    telegram.token,
  );
  expect(away).toEqual({ Telegram: expect.stringMatching(/cannot be reached .*firewall, proxy/) });
  expect(JSON.stringify([found, away])).not.toMatch(/AAEhBO/);
});

test("a public URL that leads to nobody, to another server, and to a gateway", async () => {
  await using gateway = await startTestGateway();
  using other = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response("It works!") });
  const nobody = `http://127.0.0.1:${await freePort()}`;
  expect(await problems("--public-url", nobody)).toEqual({
    "public URL": expect.stringMatching(/cannot be reached from this machine \(\w+\): correct --public-url/),
  });
  expect(await problems("--public-url", `http://127.0.0.1:${other.port}`)).toEqual({
    "public URL": expect.stringMatching(/leads to something else than a gateway \(status 200\)/),
  });
  expect(await problems("--public-url", gateway.url)).toEqual({});
});

const inProcess = async (env: Record<string, string>, ...args: string[]) =>
  problemsIn(
    (
      await runAldis(["doctor", "--json", "--port", "0", "--data", join(folder, "new"), ...args], {
        env: { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "", ...env },
      })
    ).output,
  );

test("a proxy of the environment that does not answer, and one that is no URL", async () => {
  const port = await freePort();
  expect(await inProcess({ HTTPS_PROXY: `http://127.0.0.1:${port}` })).toEqual({
    proxy: expect.stringMatching(
      new RegExp(`through 127\\.0\\.0\\.1:${port}, which does not answer: mend HTTPS_PROXY`),
    ),
  });
  expect(await inProcess({ HTTPS_PROXY: "proxy" })).toEqual({ proxy: expect.stringMatching(/a proxy that is no URL/) });
});

describe.skipIf(FAKETIME === undefined)("the clock", () => {
  const faked = (offset: string) => ({
    LD_PRELOAD: FAKETIME ?? "",
    FAKETIME: offset,
    FAKETIME_DONT_FAKE_MONOTONIC: "1",
  });

  test("of a machine that has forgotten the time", async () => {
    expect(await inProcess(faked("@2000-01-01 00:00:00"))).toEqual({
      clock: expect.stringMatching(/^it says (2000|1999)-.* which is past: set it, and keep it right by NTP/),
    });
  });

  test.skipIf(!hasPostgres())("that is not the database server's", async () => {
    const database = await createTestDatabase();
    await runCli(aldis, ["migrate", "--database", database]);
    expect(await inProcess(faked("+20m"), "--database", database)).toEqual({
      clock: expect.stringMatching(/^it is 20 minutes ahead of the database server's: set it/),
    });
    expect(await inProcess({}, "--database", database)).toEqual({});
  });
});

describe("a modem of the running gateway", () => {
  let gateway: RunningCli;
  let simulator: RunningCli;
  let control = "";
  beforeAll(async () => {
    const link = join(folder, "modem");
    simulator = startCli(aldis, ["simulator", "--pty", link, "--control", "0"]);
    control = (await simulator.printed(/http:\/\/127\.0\.0\.1:\d+/))[0];
    gateway = startCli(aldis, ["serve", "--port", "0", "--data", join(folder, "data"), "--modem", `${link}?name=one`]);
    await gateway.printed(/"gateway started"/);
  });
  afterAll(async () => {
    await gateway.stop();
    await simulator.stop();
  });

  /** What doctor says of the modem once it says that. */
  const told = (sentence: RegExp) =>
    eventually(`doctor says ${sentence}`, async () => {
      const { out } = await runCli(aldis, ["doctor", "--json", "--data", join(folder, "data")]);
      const problem = readReport(out).findings.find(({ subject }) => subject === "modem one")?.problem ?? "well";
      return sentence.test(problem) && problem;
    });
  const change = (state: object) => fetch(`${control}/state`, { method: "PATCH", body: JSON.stringify(state) });
  const restart = () =>
    fetch(`${control}/faults`, { method: "POST", body: JSON.stringify({ name: "unplug", options: { backMs: 100 } }) });

  test("is well", async () => {
    expect(await told(/^well$/)).toBe("well");
  });

  test.each([
    ["no network", { registration: "denied" }, { registration: "home" }, /^The network refuses this SIM: check/],
    ["a weak signal", { signal: -111 }, { signal: -75 }, /^its signal is weak \(-111 dBm\): move the antenna/],
    ["no SIM", { sim: "absent" }, { sim: "ready" }, /^There is no SIM in the modem: put one in/],
  ] as const)("has %s", async (_, wrong, right, sentence) => {
    await change(wrong);
    await restart();
    await told(sentence);
    await change(right);
    await restart();
    await told(/^well$/);
  });

  test("has no service centre", async () => {
    await fetch(`${control}/faults`, {
      method: "POST",
      body: JSON.stringify({ name: "smsc-lost", options: { seconds: 0 } }),
    });
    await restart();
    await told(/^The SIM has no service centre number, .*ask its operator/);
  });
});
