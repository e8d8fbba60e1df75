import { expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { temporaryDirectory } from "./support/run-cli.ts";

test("SIGTERM to npm start ends the gateway well, and no process of it stays behind", async () => {
  const folder = temporaryDirectory();
  const npm = Bun.spawn(["npm", "start", "--silent", "--", "--port", "0", "--data", join(folder, "data")], {
    cwd: resolve(import.meta.dir, ".."),
    stdout: "pipe",
    stderr: "inherit",
    stdin: "ignore",
    // A process group of its own, so that nothing outlives a test that fails.
    detached: true,
  });
  const limit = setTimeout(() => process.kill(-npm.pid, "SIGKILL"), 120_000);
  let out = "";
  // The stream ends once every process that writes to it has ended, the gateway included.
  for await (const chunk of npm.stdout.pipeThrough(new TextDecoderStream())) {
    const before = out;
    out += chunk;
    if (!before.includes('"gateway started"') && out.includes('"gateway started"')) npm.kill("SIGTERM");
  }
  await npm.exited;
  clearTimeout(limit);
  rmSync(folder, { recursive: true });
  expect(out).toContain('"reason":"SIGTERM"');
  expect(out).toContain('"gateway stopped"');
});
