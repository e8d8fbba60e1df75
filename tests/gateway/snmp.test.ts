import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join, parse } from "node:path";
import { createCommandLine } from "../../lib/cli/index.ts";
import manifest from "../../package.json" with { type: "json" };
import { createApp } from "../../server.ts";
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free-port.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { runCli, temporaryDirectory } from "../support/run-cli.ts";
import { engineIn, ofV3, openManager, readVersion, withCommunity } from "../support/snmp-packets.ts";

const COMMUNITY = "sesame-sesame";
const [AUTH, PRIV] = ["Zq7-auth-password", "Zq7-priv-password"];
const MIB = join(import.meta.dir, "../../deploy/snmp");
/** Debian's packages leave the standard's own modules out; those of the package are the same texts. */
const MIBS = `/usr/share/snmp/mibs:${join(import.meta.dir, "../../node_modules/net-snmp/lib/mibs")}:${MIB}`;
const hasTools = process.env.CI === "true" || (Bun.which("snmpget") !== null && Bun.which("smilint") !== null);
const BASE = "1.3.6.1.4.1.8072.9999.9999.2535";

const v2c = (community: string) => ["-v2c", "-c", community];
const v3 = (user: string, [auth, priv]: [string, string] = [AUTH, PRIV]) => [
  ...["-v3", "-l", "authPriv", "-u", user, "-a", "SHA-256", "-A", auth, "-x", "AES", "-X", priv],
];

async function run(command: string[], environment: Record<string, string> = {}) {
  const child = Bun.spawn(command, { stdout: "pipe", stderr: "pipe", env: { ...process.env, ...environment } });
  const [out, err] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  return { code: await child.exited, out: out.trim(), err: err.trim() };
}

describe.skipIf(!hasTools)("with Debian's SNMP tools", () => {
  let gateway: TestGateway;
  let place: string;
  beforeAll(async () => {
    const port = await freePort();
    place = `127.0.0.1:${port}`;
    gateway = await startTestGateway(
      ...["--snmp-port", String(port), "--snmp-community", COMMUNITY, "--snmp-user", "monitor"],
      ...["--snmp-auth-password", AUTH, "--snmp-priv-password", PRIV],
    );
  });
  afterAll(() => gateway?.[Symbol.asyncDispose]());

  const ask = (program: string, who: string[], ...what: string[]) =>
    run([program, "-t", "10", "-r", "1", "-M", MIBS, "-m", "ALDIS-MIB", "-OqsU", ...who, place, ...what]);
  /** Nobody answers, or an error does: it is not waited for as long. */
  const refused = (who: string[]) =>
    run(["snmpget", "-t", "1", "-r", "0", "-M", MIBS, "-m", "ALDIS-MIB", ...who, place, "aldisVersion.0"]);

  test("a walk by v2c and one by v3 show the same: queue, totals and the table of modems", async () => {
    for (const number of ["+491701234561", "+491701234562"]) {
      const body = JSON.stringify({ to: [number], text: "Hello" });
      expect((await gateway.as("tester")("/api/v1/messages", { method: "POST", body })).status).toBe(202);
    }
    await gateway.delivered(2);
    await gateway.receive("+491701234561", "Yes");
    const planned = new Date(Date.now() + 3_600_000).toISOString();
    const later = JSON.stringify({ to: ["+491701234563"], text: "Later", sendAt: planned });
    expect((await gateway.as("tester")("/api/v1/messages", { method: "POST", body: later })).status).toBe(202);
    const lines = [
      "aldisDatabaseUp.0 true",
      "aldisQueueQueued.0 1",
      "aldisQueueUnknown.0 0",
      "aldisQueueOldest.0 0",
      "aldisMessagesAccepted.0 3",
      "aldisMessagesSent.0 2",
      "aldisMessagesDelivered.0 2",
      "aldisMessagesFailed.0 0",
      "aldisMessagesReceived.0 1",
      "aldisModemName.1 simulated",
      "aldisModemState.1 ready",
      "aldisModemRegistration.1 home",
      "aldisModemSent.1 2",
      "aldisModemReceived.1 1",
      "aldisModemRecoveries.1 0",
      "aldisAlarms.0 0",
      "aldisJobsWaiting.0 0",
      "aldisBackupState.0 unscheduled",
      "aldisBackupAge.0 4294967295",
      "aldisBackupOverdue.0 0",
    ];
    const walked = await eventually("all of it in a walk", async () => {
      const { out } = await ask("snmpwalk", v2c(COMMUNITY), "aldisMIB");
      const found = out.split("\n").map((line) => line.replaceAll('"', ""));
      return lines.every((line) => found.includes(line)) && found;
    });
    expect(walked.find((line) => line.startsWith("aldisModemSignal.1 "))).toMatch(/ -\d+( dBm)?$/);
    const byV3 = await ask("snmpwalk", v3("monitor"), "aldisMIB");
    expect(byV3).toMatchObject({ code: 0, err: "" });
    expect(byV3.out.split("\n").map((line) => line.split(" ")[0])).toEqual(walked.map((line) => line.split(" ")[0]));
    const table = await ask("snmptable", v2c(COMMUNITY), "aldisModemTable");
    expect(table.out).toContain("simulated");
  });

  test.each([
    ["another community", v2c("public")],
    ["v1, whose managers know no exception", ["-v1", "-c", COMMUNITY]],
    ["another user", v3("nobody")],
    ["another password", v3("monitor", ["Zq7-wrong-password", PRIV])],
    ["another key of encryption", v3("monitor", [AUTH, "Zq7-wrong-password"])],
    ["the user without a signature", ["-v3", "-l", "noAuthNoPriv", "-u", "monitor"]],
    ["no user at all", ["-v3", "-l", "noAuthNoPriv", "-u", ""]],
    ["the user without encryption", ["-v3", "-l", "authNoPriv", "-u", "monitor", "-a", "SHA-256", "-A", AUTH]],
  ])("%s reads nothing", async (_who, how) => {
    const answer = await refused(how);
    expect(answer).toMatchObject({ out: expect.not.stringContaining("aldisVersion") });
    expect(answer.code).not.toBe(0);
  });

  test("a request of v3 without any user, and with an engine so that it is no discovery, reads nothing", async () => {
    using manager = openManager(Number(place.split(":")[1]));
    await manager.send(ofV3(Buffer.alloc(0), readVersion()));
    const engine = await eventually("the engine", () => manager.answers.map(engineIn)[0]);
    await manager.send(ofV3(engine, readVersion()));
    // Answered after it, and by the same value.
    await manager.send(withCommunity(COMMUNITY, readVersion()));
    const shows = (answer: Buffer) => answer.includes(manifest.version);
    await eventually("the answer to the one with a community", () => manager.answers.some(shows));
    expect(manager.answers.length).toBe(3);
    expect(manager.answers.filter(shows)).toHaveLength(1);
  });

  test("a manager that asks for two million at once gets as many as fit, and one that asks for too many is told so", async () => {
    const bulk = await ask("snmpbulkget", v2c(COMMUNITY), "-Cr2000000", "aldisMIB");
    expect(bulk).toMatchObject({ code: 0, err: "" });
    expect(bulk.out.split("\n").length).toBeLessThanOrEqual(64);
    const many = await ask("snmpget", v2c(COMMUNITY), ...Array.from({ length: 50 }, () => ".1.3.6.1.2.1.1.1.0"));
    expect(many.err).toContain("tooBig");
    // snmpbulkwalk goes on from there.
    const walk = await ask("snmpbulkwalk", v3("monitor"), "-Cr1000", "aldisMIB");
    expect(walk.out).toContain("aldisModemRecoveries.1 0");
  });

  test("what the gateway is, its name and since when it runs is where managers look first", async () => {
    const { out } = await ask("snmpwalk", v2c(COMMUNITY), ".1.3.6.1.2.1.1");
    expect(out).toContain(`Aldis SMS gateway ${manifest.version}`);
    expect(out.split("\n")).toHaveLength(4);
  });

  test("nothing can be set", async () => {
    const answer = await ask("snmpset", v2c(COMMUNITY), "aldisMessagesSent.0", "c", "9");
    expect(answer.code).not.toBe(0);
    expect((await ask("snmpget", v2c(COMMUNITY), "aldisMessagesSent.0")).out).not.toBe("aldisMessagesSent.0 9");
  });

  test("no secret is in the log, whatever was asked", () => {
    for (const secret of [COMMUNITY, "Zq7"]) expect(gateway.output()).not.toContain(secret);
  });

  test("v3 is answered after a restart, too", async () => {
    await gateway.restart();
    expect(await ask("snmpget", v3("monitor"), "aldisDatabaseUp.0")).toMatchObject({
      code: 0,
      out: "aldisDatabaseUp.0 true",
    });
  });

  test("smilint and snmptranslate find nothing wrong with the MIB", async () => {
    const folder = temporaryDirectory();
    const collected = join(folder, "mibs");
    mkdirSync(collected);
    for (const from of MIBS.split(":"))
      for (const file of readdirSync(from)) copyFileSync(join(from, file), join(collected, parse(file).name));
    expect(await run(["smilint", "-l", "6", "-s", "ALDIS-MIB"], { SMIPATH: collected })).toEqual({
      code: 0,
      out: "",
      err: "",
    });
    rmSync(folder, { recursive: true });
    const translate = ["snmptranslate", "-M", MIBS, "-m", "ALDIS-MIB", "-IR", "-On", "aldisModemSignal"];
    expect((await run(translate)).out).toBe(`.${BASE}.1.20.1.4`);
  });
});

test.each([
  [[], "--snmp-port: needs --snmp-community or --snmp-user, or nobody may read"],
  [
    ["--snmp-user", "monitor", "--snmp-auth-password", AUTH],
    "--snmp-user: needs --snmp-auth-password and --snmp-priv-password",
  ],
])("an agent that nobody could ask is refused before anything is made: %p", async (options, problem) => {
  const folder = temporaryDirectory();
  const data = join(folder, "data");
  const args = ["serve", "--port", "0", "--data", data, "--snmp-port", "1161", ...options];
  const { status, out, err } = await runCli(createCommandLine({ createApp }), args);
  expect({ status, out }).toEqual({ status: 2, out: "" });
  expect(err).toStartWith(`aldis: ${problem}\nUsage: aldis serve`);
  expect(existsSync(data)).toBe(false);
  rmSync(folder, { recursive: true });
});
