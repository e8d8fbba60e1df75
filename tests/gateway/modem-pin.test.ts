import { afterEach, beforeEach, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { createCommandLine } from "../../lib/cli/index.ts";
import { createApp } from "../../server.ts";
import { type RunningCli, runCli, startCli, temporaryDirectory } from "../support/run-cli.ts";

const aldis = createCommandLine({ createApp });
let folder = "";
let link = "";
let data: string[] = [];
let simulator: RunningCli;
beforeEach(async () => {
  folder = temporaryDirectory();
  link = join(folder, "modem");
  data = ["--data", join(folder, "data")];
  simulator = startCli(aldis, ["simulator", "--pty", link, "--pin", "4711"]);
  await simulator.printed(/ready at/);
});
afterEach(async () => {
  await simulator.stop();
  rmSync(folder, { recursive: true });
});

const probe = async (query: string) => {
  const { status, out } = await runCli(aldis, ["modem", "probe", `${link}${query}`, ...data]);
  return { status, ...(JSON.parse(out) as { problem?: string; pinAttempts?: number }) };
};
const REFUSED =
  "The SIM refused the configured PIN, which is not entered again: configure the right one. 2 attempts are left.";

test("a PIN that a probe had refused is entered by no command and no gateway any more", async () => {
  const refused = { status: 1, problem: REFUSED, pinAttempts: 2 };
  expect(await probe("?pin=9999")).toMatchObject(refused);
  expect(await probe("?pin=9999")).toMatchObject(refused);
  const trace = startCli(aldis, ["modem", "trace", `${link}?pin=9999`, "--for", "2s", ...data]);
  const { out, err } = await trace.ended;
  expect(out).not.toContain("AT+CPIN=");
  expect(err).toContain(REFUSED);
  for (const command of [
    ["modem", "ussd", `${link}?pin=9999`, "*100#"],
    ["modem", "ring", `${link}?pin=9999`, "+491701234567"],
  ]) {
    const result = await runCli(aldis, [...command, ...data]);
    expect(result).toMatchObject({ status: 1, err: expect.stringContaining(REFUSED) });
  }
  const gateway = startCli(aldis, ["--port", "0", "--modem", `${link}?pin=9999&name=stick`, ...data]);
  await gateway.printed(/2 attempts are left/);
  await gateway.stop();
  expect(await probe("")).toMatchObject({ pinAttempts: 2 });
  // Two are left, so the right one may still be entered.
  const right = await probe("?pin=4711");
  expect(right.status).toBe(0);
  expect(right.problem).toBeUndefined();
});

test("a PIN that a gateway had refused is not entered by a probe", async () => {
  const gateway = startCli(aldis, ["--port", "0", "--modem", `${link}?pin=9999&name=stick`, ...data]);
  await gateway.printed(/2 attempts are left/);
  await gateway.stop();
  expect(await probe("?pin=9999")).toMatchObject({ status: 1, problem: REFUSED, pinAttempts: 2 });
});

test("with one attempt left a probe enters none, not even another one, and says so", async () => {
  await probe("?pin=9999");
  const says =
    "1 attempt is left, which the gateway does not use: configure the right PIN, enter it in a telephone once";
  expect(await probe("?pin=8888")).toMatchObject({ status: 1, problem: expect.stringContaining(says), pinAttempts: 1 });
  expect(await probe("?pin=7777")).toMatchObject({
    status: 1,
    problem: expect.stringContaining("Only 1 attempt is left"),
    pinAttempts: 1,
  });
  expect(await probe("?pin=4711")).toMatchObject({ status: 1, pinAttempts: 1 });
});
