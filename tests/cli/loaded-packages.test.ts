import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const LAZY = ["gramio", "re2js", "libphonenumber-js"];

async function packagesLoadedBy(...args: string[]): Promise<string[]> {
  const script = join(import.meta.dir, "../support/loaded-packages.ts");
  const data = mkdtempSync(join(tmpdir(), "aldis-loaded-"));
  try {
    const child = Bun.spawn([process.execPath, script, ...args, "--data", data], { stdout: "pipe", stderr: "ignore" });
    return JSON.parse(await new Response(child.stdout).text());
  } finally {
    rmSync(data, { recursive: true });
  }
}

test("aldis migrate loads no package for Telegram, patterns or telephone numbers", async () => {
  const loaded = await packagesLoadedBy("migrate");
  expect(loaded).toContain("kysely");
  expect(loaded.filter((name) => LAZY.includes(name))).toEqual([]);
});

test("a command that reads a telephone number loads what it takes for that", async () => {
  expect(await packagesLoadedBy("contact", "add", "Ada", "--number", "+4915112345678")).toContain("libphonenumber-js");
});
