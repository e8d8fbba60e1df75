import { afterEach, beforeEach, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { createCommandLine } from "../../lib/cli/index.ts";
import type { HealthReport } from "../../lib/http/index.ts";
import { createApp } from "../../server.ts";
import { eventually } from "../support/eventually.ts";
import { startAldis } from "../support/process.ts";
import { type RunningCli, runCli, startCli, temporaryDirectory } from "../support/run-cli.ts";

const aldis = createCommandLine({ createApp });
let folder = "";
let data: string[] = [];
let running: RunningCli[] = [];
beforeEach(() => {
  folder = temporaryDirectory();
  data = ["--data", join(folder, "data")];
});
afterEach(async () => {
  for (const program of running.reverse()) await program.stop();
  running = [];
  rmSync(folder, { recursive: true });
});

function start(...args: string[]): RunningCli {
  const program = startCli(aldis, args);
  running.push(program);
  return program;
}

async function serve(...modems: string[]): Promise<void> {
  const options = modems.flatMap((modem) => ["--modem", modem]);
  await start("serve", "--port", "0", ...options, ...data).printed(/"gateway started"/);
}

async function simulate(...options: string[]): Promise<string> {
  const link = join(folder, `modem${running.length}`);
  await start("simulator", "--pty", link, ...options).printed(/ready at/);
  return link;
}

async function health() {
  const { status, out, err } = await runCli(aldis, ["health", ...data]);
  return { exit: status, err, ...(JSON.parse(out) as HealthReport) };
}
const until = (state: "ok" | "failed") =>
  eventually(`modems to be ${state}`, async () => {
    const report = await health();
    return report.checks.modems === state && report;
  });
const NO_MODEM = {
  exit: 0,
  status: "degraded",
  ready: true,
  checks: { database: "ok", sending: "ok", modems: "failed" },
  err: "aldis: no modem is ready, so SMS that are accepted wait: aldis modem list says why\n",
} as const;
const WELL = { exit: 0, status: "ok", ready: true, checks: { modems: "ok" }, err: "" } as const;

test("a modem that is ready is well", async () => {
  await serve("simulated");
  expect(await until("ok")).toMatchObject(WELL);
});

test("the only modem's PIN is wrong: degraded, still ready", async () => {
  await serve(`${await simulate("--pin", "4711")}?pin=9999`);
  await eventually("the modem to be out of service", async () => {
    const { out } = await runCli(aldis, ["modem", "list", ...data]);
    return out.includes("out-of-service");
  });
  expect(await health()).toMatchObject(NO_MODEM);
});

test("one modem that is ready is enough, also beside one that is not there", async () => {
  await serve(join(folder, "none"), "simulated?name=spare");
  expect(await until("ok")).toMatchObject(WELL);
});

test("a modem that is not plugged in is none", async () => {
  await serve(join(folder, "none"));
  expect(await until("failed")).toMatchObject(NO_MODEM);
});

test("of a gateway that was killed it says that it has ended without being stopped", async () => {
  const gateway = startAldis(["serve", "--port", "0", "--modem", "simulated", ...data]);
  await gateway.printed(/gateway started/);
  await gateway.kill();
  const { status, err } = await runCli(aldis, ["health", ...data]);
  expect(status).toBe(1);
  expect(err).toMatch(
    /^aldis: http:\/\/127\.0\.0\.1:\d+ does not answer: .*; its process has ended without being stopped\n$/,
  );
}, 180_000);
