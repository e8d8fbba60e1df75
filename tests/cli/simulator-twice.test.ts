import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, readdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createCommandLine } from "../../lib/cli/index.ts";
import { createApp } from "../../server.ts";
import { startAldis } from "../support/process.ts";
import { type RunningCli, runCli, startCli, temporaryDirectory } from "../support/run-cli.ts";

const aldis = createCommandLine({ createApp });
let folder = "";
let link = "";
let first: RunningCli;
let port = "";
beforeEach(async () => {
  folder = temporaryDirectory();
  link = join(folder, "modem");
  first = startCli(aldis, ["simulator", "--pty", link, "--control", "0"]);
  [, port = ""] = await first.printed(/control on http:\/\/127\.0\.0\.1:(\d+)\n/);
});
afterEach(async () => {
  await first.stop();
  rmSync(folder, { recursive: true });
});

const TAKEN = "aldis: no pseudo-terminal at";

/** Ends by itself when it is refused; else it is stopped, for the test to fail with what it printed. */
async function second(...options: string[]) {
  const running = startCli(aldis, ["simulator", ...options]);
  await Promise.race([running.ended, running.printed(/ready at/).catch(() => undefined)]);
  return running.stop();
}

test("a second simulator on a link is refused, and the first keeps it", async () => {
  const target = readlinkSync(link);
  const refused = {
    status: 1,
    out: "",
    err: `${TAKEN} ${link}: another simulator runs there: choose another link with --pty, or stop it\n`,
  };
  expect(await second("--pty", link)).toEqual(refused);
  expect(await second("--pty", link, "--control", "0")).toEqual(refused);
  expect(readlinkSync(link)).toBe(target);
  expect((await runCli(aldis, ["modem", "probe", link])).status).toBe(0);
  await first.stop();
  expect(readdirSync(folder)).toEqual([]);
});

test("the same link by another path is the same link", async () => {
  const other = join(folder, "other");
  symlinkSync(folder, other);
  expect(await second("--pty", join(other, "modem"))).toMatchObject({ status: 1, err: expect.stringContaining(TAKEN) });
  expect(existsSync(link)).toBe(true);
});

test("a replay on the link of a simulator is refused too", async () => {
  const trace = await runCli(aldis, ["modem", "trace", link, "--for", "1s"]);
  const file = join(folder, "wire.jsonl");
  writeFileSync(file, trace.out);
  expect(await second("--pty", link, "--replay", file)).toMatchObject({ status: 1, out: "" });
  expect(existsSync(link)).toBe(true);
});

test("a second simulator on a control port is refused, and leaves no link behind", async () => {
  const other = join(folder, "other");
  expect(await second("--pty", other, "--control", port)).toEqual({
    status: 1,
    out: "",
    err: `aldis: no control API: port ${port} of 127.0.0.1 is in use: choose another with --control, or 0 for any\n`,
  });
  expect(existsSync(other)).toBe(false);
  expect((await fetch(`http://127.0.0.1:${port}/messages`)).status).toBe(200);
});

test("what a simulator that was killed left behind is taken over", async () => {
  const left = join(folder, "left");
  const killed = startAldis(["simulator", "--pty", left]);
  await killed.printed(/ready at/);
  await killed.kill();
  expect(readdirSync(folder)).toContain("left");
  expect(await second("--pty", left)).toMatchObject({ status: 0, err: "" });
  expect(readdirSync(folder)).not.toContain("left");
});
