import { afterAll, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { resolve } from "node:path";
import { runProgram } from "./support/programs.ts";

const root = resolve(import.meta.dir, "..");
/** A binary holds its name. */
const NAME = `reproducible-${process.pid}`;
const file = resolve(root, "dist", NAME);
afterAll(() => rmSync(file, { force: true }));

async function build(): Promise<string> {
  const command = [process.execPath, "run", "scripts/build.ts", `--name=${NAME}`];
  const { exit } = await runProgram(command, { timeoutMs: 170_000 });
  expect(exit).toBe(0);
  const binary = await Bun.file(file).bytes();
  expect(binary.length).toBeGreaterThan(50_000_000);
  rmSync(file);
  return new Bun.CryptoHasher("sha256").update(binary).digest("hex");
}

/** Together with tests/package.test.ts, which packs one binary twice: a package is the same for everybody who builds it. */
test("the binary is the same, byte for byte, when it is built again", async () => {
  expect(await build()).toBe(await build());
});
