import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createCommandLine } from "../../lib/cli/index.ts";
import { createApp } from "../../server.ts";
import { eventually } from "../support/eventually.ts";
import { type RunningCli, runCli, startCli, temporaryDirectory } from "../support/run-cli.ts";

const aldis = createCommandLine({ createApp });
let folder = "";
let link = "";
let simulator: RunningCli;
let control = "";
beforeEach(async () => {
  folder = temporaryDirectory();
  link = join(folder, "modem");
  simulator = startCli(aldis, ["simulator", "--pty", link, "--control", "0", "--pin", "4711"]);
  const [, url = ""] = await simulator.printed(/control on (\S+)\n/);
  control = url;
});
afterEach(async () => {
  await simulator.stop();
  rmSync(folder, { recursive: true });
});

describe("simulator", () => {
  test("prints one line when it is ready, and takes its link away when it stops", async () => {
    expect(existsSync(link)).toBe(true);
    const { status, out } = await simulator.stop();
    expect(status).toBe(0);
    expect(out.split("\n")).toHaveLength(2);
    expect(existsSync(link)).toBe(false);
  });

  test("is the modem of a gateway, through a pseudo-terminal, PIN and all", async () => {
    const data = ["--data", join(folder, "data")];
    const add = ["user", "add", "apiuser", "--grant", "http-api", "--password-stdin", ...data];
    await runCli(aldis, add, { stdin: "secret\n" });
    const gateway = startCli(aldis, ["--port", "0", "--modem", `${link}?pin=4711&name=stick`, ...data]);
    const [, url = ""] = await gateway.printed(/^Gateway: +(\S+)/);
    const text = "über 2 Teile ".repeat(20);
    const body = new URLSearchParams({ username: "apiuser", password: "secret", to: "0170 1234567", text });
    expect((await fetch(`${url}/api.php`, { method: "POST", body })).status).toBe(200);
    const messages = await eventually("the message", async () => {
      const all = (await (await fetch(`${control}/messages`)).json()) as unknown[];
      return all.length > 0 && all;
    });
    expect(messages).toMatchObject([{ to: "+491701234567", text, parts: 2 }]);
    expect(await gateway.stop()).toMatchObject({ status: 0, out: expect.not.stringContaining("4711") });
  });

  test.each([
    [["simulator"], "--pty LINK: missing"],
    [["simulator", "--pty", "/tmp/x", "--profile", "none-such"], "huawei     Huawei E-series"],
    [["simulator", "--pty", "/tmp/x", "--pin", "12"], "--pin: must have 4 to 8 digits"],
    [["simulator", "--pty", "/tmp/x", "--number", "0170"], "--number: must be an international number"],
  ])("called wrongly, %p, says %s", async (args, message) => {
    const { status, out, err } = await runCli(aldis, args);
    expect({ status, out }).toEqual({ status: 2, out: "" });
    expect(err).toContain(message);
  });
});

describe("modem probe", () => {
  test("shows as JSON what the modem is and was set to", async () => {
    const { status, out } = await runCli(aldis, ["modem", "probe", `${link}?pin=4711`, "--data", join(folder, "data")]);
    expect(status).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ answers: true, identity: expect.anything(), sms: expect.anything() });
    expect(out).not.toContain("4711");
  });

  test("of a locked SIM says what to do, with exit status 1", async () => {
    const { status, out } = await runCli(aldis, ["modem", "probe", link]);
    expect(status).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ answers: true, problem: expect.stringContaining("PIN") });
  });

  test("of a port that is not there, or of no modem at all, is one sentence", async () => {
    expect(await runCli(aldis, ["modem", "probe", join(folder, "none")])).toMatchObject({
      status: 1,
      out: "",
      err: expect.stringMatching(/^aldis: .*none does not exist: is the modem plugged in\?\n$/),
    });
    expect(await runCli(aldis, ["modem", "probe", "ttyUSB0"])).toMatchObject({ status: 2, out: "" });
    expect(await runCli(aldis, ["modem", "probe", "simulated"])).toMatchObject({ status: 2, out: "" });
  });
});

test("modem trace prints what passes in both directions until it is stopped", async () => {
  const trace = startCli(aldis, ["modem", "trace", `${link}?pin=4711`, "--data", join(folder, "data")]);
  await trace.printed(/"direction":"in","text":"[^"]*\+CSQ/);
  const { status, out } = await trace.stop();
  expect(status).toBe(0);
  const directions = out
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line).direction);
  expect(new Set(directions)).toEqual(new Set(["in", "out"]));
});

test("modem list opens nothing and does not fail, whatever is plugged in", async () => {
  expect((await runCli(aldis, ["modem", "list"])).status).toBe(0);
});

describe("a trace as a modem", () => {
  test("replays what was recorded, to a gateway that says the same", async () => {
    const trace = startCli(aldis, ["modem", "trace", `${link}?pin=4711`, "--data", join(folder, "data")]);
    await trace.printed(/\+CMGL=4[^\n]*\n.*"direction":"in"/);
    const { out } = await trace.stop();
    const [file, replayed] = [join(folder, "wire.jsonl"), join(folder, "replayed")];
    writeFileSync(file, out);
    const modem = startCli(aldis, ["simulator", "--pty", replayed, "--replay", file]);
    await modem.printed(/^replayed modem \(\d+ records, from .*\) ready at /);
    const again = startCli(aldis, ["modem", "trace", `${replayed}?pin=4711`, "--data", join(folder, "data")]);
    await modem.printed(/^the whole trace has passed/m);
    await again.stop();
    expect(await modem.stop()).toMatchObject({ status: 0, err: "" });
  });

  test("ends with one sentence at the first deviation", async () => {
    const [file, replayed] = [join(folder, "wire.jsonl"), join(folder, "replayed")];
    writeFileSync(file, '{"at":1,"direction":"out","text":"ATZ\\r"}\n{"at":2,"direction":"in","text":"OK"}\n');
    const modem = startCli(aldis, ["simulator", "--pty", replayed, "--replay", file]);
    await modem.printed(/ready at /);
    const probe = startCli(aldis, ["modem", "probe", replayed]);
    expect(await modem.ended).toMatchObject({
      status: 1,
      err: String.raw`aldis: the program does something else than the recorded one: record 1 of the trace: expected "ATZ\r", and "\u001b" came
`,
    });
    await probe.stop();
  });

  test.each([
    [["--replay", "/nowhere/wire.jsonl"], 1, "the trace /nowhere/wire.jsonl cannot be read"],
    [["--replay", "/dev/null"], 1, "the trace /dev/null is empty"],
    [["--replay", "x", "--pin", "1234"], 2, "--pin: not with --replay"],
    [["--paced"], 2, "--paced: only with --replay"],
  ])("called wrongly, %p, is exit status %d: %s", async (args, status, message) => {
    const result = await runCli(aldis, ["simulator", "--pty", join(folder, "no"), ...args]);
    expect(result).toMatchObject({ status, err: expect.stringContaining(message) });
  });
});
