import { afterEach, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { createCommandLine } from "../../lib/cli/index.ts";
import { createApp } from "../../server.ts";
import { type RunningCli, runCli, startCli, temporaryDirectory } from "../support/run-cli.ts";

const aldis = createCommandLine({ createApp });
const folders: string[] = [];
const simulators: RunningCli[] = [];
afterEach(async () => {
  for (const simulator of simulators.splice(0)) await simulator.stop();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A simulated modem on a pseudo-terminal; gives its link and its control API. */
async function simulate(profile: string, ...more: string[]): Promise<{ link: string; control: string }> {
  const folder = temporaryDirectory();
  folders.push(folder);
  const link = join(folder, "modem");
  const simulator = startCli(aldis, ["simulator", "--pty", link, "--profile", profile, "--control", "0", ...more]);
  simulators.push(simulator);
  const [, control = ""] = await simulator.printed(/control on (\S+)\n/);
  return { link, control };
}

test("the simulated modem has the number that was asked for", async () => {
  const { link } = await simulate("wavecom", "--number", "491705550000");
  expect(await runCli(aldis, ["modem", "ussd", link, "*101#"])).toMatchObject({
    out: "Your number is +491705550000\n",
  });
});

test.each(["generic", "huawei", "zte"])("ussd on %s prints the network's answer", async (profile) => {
  const { link } = await simulate(profile);
  expect(await runCli(aldis, ["modem", "ussd", link, "*100#"])).toEqual({
    status: 0,
    out: "Your balance is 12.34 EUR. Thank you!\n",
    err: "",
  });
});

test("a menu is answered by the lines of standard input, until one is empty or there is none left", async () => {
  const { link } = await simulate("huawei");
  const menu = "1: Balance\n2: Tariff\n0: End\n";
  const ask = (stdin: string) => runCli(aldis, ["modem", "ussd", link, "*111#"], { stdin });
  expect(await ask("2\n")).toEqual({ status: 0, out: `${menu}You have the test tariff.\n`, err: "" });
  expect(await ask("\n")).toEqual({ status: 0, out: menu, err: "" });
  expect(await ask("")).toEqual({ status: 0, out: menu, err: "" });
});

test("a code that the network does not know, and a modem that needs a person, fail with a sentence", async () => {
  const { link } = await simulate("generic", "--pin", "4711");
  const ussd = (spec: string, code: string) => runCli(aldis, ["modem", "ussd", spec, code, "--data", `${link}-data`]);
  expect(await ussd(`${link}?pin=4711`, "*999#")).toEqual({
    status: 1,
    out: "",
    err: "aldis: the network does not know *999#\n",
  });
  expect(await ussd(`${link}-none`, "*100#")).toMatchObject({ status: 1, err: expect.stringContaining("plugged in") });
  expect(await ussd("simulated", "*100#")).toMatchObject({ status: 2, err: expect.stringContaining("simulator") });
});

test("a SIM that asks for its PIN is told, and none is entered", async () => {
  const { link, control } = await simulate("telit", "--pin", "4711");
  expect(await runCli(aldis, ["modem", "ring", link, "+491701112233"])).toMatchObject({
    status: 1,
    err: expect.stringContaining("asks for its PIN"),
  });
  expect(await (await fetch(`${control}/wire`)).text()).not.toContain("CPIN=");
});

test.each([
  ["ring", "it rang", 0],
  ["answer", "somebody answered", 0],
  ["busy", "busy", 1],
] as const)("ring, at a handset that does %s, says: %s", async (calls, out, status) => {
  const { link, control } = await simulate("ublox");
  await fetch(`${control}/state`, { method: "PATCH", body: JSON.stringify({ calls }) });
  const rung = await runCli(aldis, ["modem", "ring", link, "+491701112233", "--seconds", "2"]);
  expect(rung).toEqual({ status, out: `${out}\n`, err: "" });
  expect(await (await fetch(`${control}/calls`)).json()).toMatchObject([{ to: "+491701112233", phase: "ended" }]);
});

test("ring on a modem that cannot call says so, and refuses what is no number", async () => {
  const { link } = await simulate("bg95");
  const ring = (number: string) => runCli(aldis, ["modem", "ring", link, number]);
  expect(await ring("+491701112233")).toMatchObject({ status: 1, out: expect.stringContaining("does not allow") });
  expect(await ring("12;ATZ")).toMatchObject({ status: 1, err: expect.stringContaining("only digits") });
});

test.each([
  [["112"], "an emergency number"],
  [["+49110"], "an emergency number"],
  [["*31#112"], "an emergency number"],
  [["0112"], "an emergency number"],
  [["133", "--country", "AT"], "an emergency number"],
  [["+41791112233", "--numbers-allowed", "DE"], "not one of --numbers-allowed"],
  [["*31#09001234567", "--numbers-blocked", "0900"], "one of --numbers-blocked"],
])("ring dials none of the numbers that may not be called: %j", async (options, why) => {
  const { link, control } = await simulate("huawei");
  expect(await runCli(aldis, ["modem", "ring", link, ...options])).toMatchObject({
    status: 1,
    err: expect.stringContaining(`is not called: the number is ${why}`),
  });
  expect(await (await fetch(`${control}/calls`)).json()).toEqual([]);
});

test("ring dials an emergency number that --emergency-allowed names", async () => {
  const { link } = await simulate("huawei");
  const rung = await runCli(aldis, ["modem", "ring", link, "112", "--seconds", "2", "--emergency-allowed", "112"]);
  expect(rung.err).not.toContain("is not called");
});

test("ussd does not send an emergency number as a code, since some networks call it", async () => {
  const { link } = await simulate("huawei");
  expect(await runCli(aldis, ["modem", "ussd", link, "112"])).toMatchObject({
    status: 1,
    err: expect.stringContaining("is not called"),
  });
});
