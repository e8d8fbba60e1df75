import { expect, test } from "bun:test";
import { resolve } from "node:path";
import { runAldis } from "./support/process.ts";

const copying = resolve(import.meta.dir, "../lib/store/sqlite-copying.ts");

test("a thread that was started when few files could be opened works, though all others are taken at once", async () => {
  const program = `
    const { openSync } = await import("node:fs");
    const { startCopier } = await import(${JSON.stringify(copying)});
    const copier = startCopier();
    let isUsedUp = false;
    while (!isUsedUp) try { openSync("/dev/null", "r"); } catch { isUsedUp = true; }
    console.log(JSON.stringify(await copier.ask("close")));
    process.exit(0);`;
  const command = ["prlimit", "--nofile=96:96", process.execPath, "-e", program];
  expect(await runAldis([], { command })).toEqual({ exit: 0, output: '{"complete":true}\n' });
});

test("no thread is started when all files are used up, also where nobody has counted them before", async () => {
  const program = `
    const { closeSync, openSync } = await import("node:fs");
    const { startCopier } = await import(${JSON.stringify(copying)});
    const opened = [];
    let isUsedUp = false;
    while (!isUsedUp) try { opened.push(openSync("/dev/null", "r")); } catch { isUsedUp = true; }
    let said = "a thread was started";
    try { startCopier(); } catch (error) { said = error.message; }
    for (const descriptor of opened) closeSync(descriptor);
    console.log(said);
    process.exit(0);`;
  const command = ["prlimit", "--nofile=96:96", process.execPath, "-e", program];
  const output = "96 of 96 files and connections that the system allows are open\n";
  expect(await runAldis([], { command })).toEqual({ exit: 0, output });
});
