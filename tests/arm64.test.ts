import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { buildPackage } from "../scripts/package/build.ts";
import { eventually } from "./support/eventually.ts";
import { freePort } from "./support/free-port.ts";
import { runAldis, startAldis } from "./support/process.ts";
import { hasProgram, runProgram } from "./support/programs.ts";
import { temporaryDirectory } from "./support/run-cli.ts";

/** A Raspberry Pi's processor, emulated; its C library is Debian's for it, since the package names no other. */
const root = resolve(import.meta.dir, "..");
const NAME = ".tests-arm64";
const LIBRARIES = "libc6,libgcc-s1";
const canRun = ["qemu-aarch64-static", "mmdebstrap", "dpkg-deb"].every(hasProgram);

describe.skipIf(!canRun)("the package for arm64", () => {
  let folder = "";
  let emulated: string[] = [];
  const run = async (command: string[]) => {
    const { exit, output } = await runProgram(command, { timeoutMs: 170_000 });
    if (exit !== 0) throw new Error(`${command.join(" ")}: exit ${exit}\n${output}`);
    return output;
  };

  beforeAll(async () => {
    folder = temporaryDirectory();
    const machine = join(folder, "machine");
    const fetched = run([
      "mmdebstrap",
      "--quiet",
      "--architectures=arm64",
      "--variant=extract",
      `--include=${LIBRARIES}`,
      "bookworm",
      machine,
    ]);
    await run([process.execPath, "run", join(root, "scripts/build.ts"), "--target=linux-arm64", `--name=${NAME}`]);
    const binary = join(root, "dist", NAME);
    const parts = { architecture: "arm64", compression: "none", version: "0.1.0", epoch: 1_764_000_000 } as const;
    const deb = buildPackage({ ...parts, binary, directory: folder });
    await fetched;
    await run(["dpkg-deb", "-x", deb, machine]);
    rmSync(deb);
    rmSync(binary);
    emulated = ["qemu-aarch64-static", "-L", machine, join(machine, "usr/bin/aldis")];
    mkdirSync(join(folder, "data"), { mode: 0o700 });
  }, 180_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("starts on a machine of that kind, checks a password and sends a message", async () => {
    const data = ["--data", join(folder, "data")];
    const base = `http://127.0.0.1:${await freePort()}`;
    await using gateway = startAldis(["serve", "--port", new URL(base).port, ...data], { command: emulated });
    await gateway.printed(/"gateway started"/);
    const add = ["user", "add", "apiuser", "--grant", "http-api,rest-api,sim", "--password-stdin", ...data];
    expect(await runAldis(add, { command: emulated, stdin: "secret\n" })).toMatchObject({ exit: 0 });
    const ask = (password: string) =>
      fetch(`${base}/api.php?username=apiuser&password=${password}&to=00491701234567&text=Grüße`);
    expect(await (await ask("secret")).text()).toBe("OK");
    expect((await ask("wrong")).status).toBe(401);
    const headers = { authorization: `Basic ${btoa("apiuser:secret")}` };
    const delivered = await eventually("the message", async () => {
      const answer = await fetch(`${base}/api/v1/simulator/messages`, { headers });
      const { items } = (await answer.json()) as { items: { text: string }[] };
      return items.length > 0 && items.map(({ text }) => text);
    });
    expect(delivered).toEqual(["Grüße"]);
    expect(await gateway.stop()).toBe(0);
  }, 180_000);
});
