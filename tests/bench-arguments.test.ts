import { expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { temporaryDirectory } from "./support/run-cli.ts";

/** In a process group of its own, with the gateway that it starts. */
const bench = (words: string[], folder = tmpdir()) =>
  Bun.spawn([process.execPath, "run", join(import.meta.dir, "../bench/index.ts"), ...words], {
    detached: true,
    env: { ...process.env, TMPDIR: folder },
    stdout: "pipe",
    stderr: "pipe",
  });

test("--minutes is refused for a figure that does not watch a gateway, with those that do", async () => {
  const asked = bench(["pdu", "--minutes", "2"]);
  expect(await new Response(asked.stderr).text()).toBe(
    "--minutes is for streams and written: pdu takes as long as its work does\n",
  );
  expect(await new Response(asked.stdout).text()).toBe("");
  expect(await asked.exited).toBe(2);
});

test("--minutes is how long the figure of written bytes watches an idle gateway", async () => {
  const folder = temporaryDirectory();
  const asked = bench(["written", "--minutes", "2"], folder);
  try {
    let said = "";
    for await (const chunk of asked.stdout) {
      said += new TextDecoder().decode(chunk);
      if (/^written: .*\n/m.test(said)) break;
    }
    expect(said).toContain("120 s idle");
  } finally {
    process.kill(-asked.pid, "SIGKILL");
    await asked.exited;
    rmSync(folder, { recursive: true });
  }
});
