import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createPowerHook } from "../../lib/gateway/power-hook.ts";
import { eventually } from "../support/eventually.ts";
import { temporaryDirectory } from "../support/run-cli.ts";

const environment = { PATH: process.env.PATH, ALDIS_MODEMS: "/dev/ttyUSB0?pin=4711", SECRET: "hunter2" };
const never = new AbortController().signal;
let folder = "";
beforeEach(() => {
  folder = temporaryDirectory();
});
afterEach(() => rmSync(folder, { recursive: true }));

test("the command learns of the modem by its environment, and of nothing else", async () => {
  const hook = createPowerHook(`env > ${join(folder, "env")}`, { environment });
  await hook({ name: "a b'; touch x", port: "/dev/ttyUSB1", imei: "490154203237518" }, never);
  const lines = readFileSync(join(folder, "env"), "utf8").split("\n");
  expect(lines).toContain("ALDIS_MODEM=a b'; touch x");
  expect(lines).toContain("ALDIS_MODEM_PORT=/dev/ttyUSB1");
  expect(lines).toContain("ALDIS_MODEM_IMEI=490154203237518");
  expect(lines.join()).not.toMatch(/4711|hunter2/);
});

test("a command that fails tells its status and what it said last", async () => {
  const hook = createPowerHook("echo no relay >&2; exit 3", { environment });
  await expect(hook({ name: "m" }, never)).rejects.toThrow("the command for the power failed with status 3: no relay");
});

test("a command that does not end is ended with everything it started", async () => {
  const mark = join(folder, "pid");
  const hook = createPowerHook(`sleep 600 & echo $! > ${mark}; wait`, { environment, limitMs: 300 });
  await expect(hook({ name: "m" }, never)).rejects.toThrow("did not end within 0.3 s");
  await eventually("its child to be gone", () => !isRunning(Number(readFileSync(mark, "utf8"))));
});

test("a gateway that stops does not wait for it", async () => {
  const mark = join(folder, "started");
  const stop = new AbortController();
  const running = createPowerHook(`touch ${mark}; sleep 600`, { environment })({ name: "m" }, stop.signal);
  await eventually("the command to run", () => existsSync(mark));
  stop.abort(new Error("the gateway stops"));
  await expect(running).rejects.toThrow("the gateway stops");
});

/** What is dead and not yet waited for does not run. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}
