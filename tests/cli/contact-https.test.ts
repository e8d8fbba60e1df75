import { afterAll, beforeAll, expect, test } from "bun:test";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generate } from "selfsigned";
import { runAldis } from "../support/process.ts";
import { temporaryDirectory } from "../support/run-cli.ts";

let folder = "";
let url = "";
let stop: (() => Promise<void>) | undefined;
beforeAll(async () => {
  folder = temporaryDirectory();
  const made = await generate([{ name: "commonName", value: "localhost" }], {
    keyType: "ec",
    algorithm: "sha256",
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "subjectAltName", altNames: [{ type: 2, value: "localhost" }] },
    ],
  });
  writeFileSync(join(folder, "trusted.pem"), made.cert);
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    tls: { cert: made.cert, key: made.private },
    fetch: () => new Response("Anna;112\n"),
  });
  url = `https://localhost:${server.port}/contacts.csv`;
  stop = () => server.stop(true);
});
afterAll(async () => {
  await stop?.();
  rmSync(folder, { recursive: true });
});

/** A process of its own, since what a machine trusts is read once. */
function importWith(name: string, args: string[], env: Record<string, string> = {}) {
  return runAldis(["contact", "import", url, "--data", join(folder, name), ...args], {
    env: { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "", ...env },
  });
}

test("https is checked by what the machine trusts, unless the check is skipped", async () => {
  const [unknown, skipped, trusted] = await Promise.all([
    importWith("unknown", []),
    importWith("skipped", ["--skip-certificate-check"]),
    importWith("trusted", [], { SSL_CERT_FILE: join(folder, "trusted.pem") }),
  ]);
  expect(unknown).toMatchObject({ exit: 1, output: expect.stringContaining("its certificate is not trusted") });
  expect(skipped).toMatchObject({ exit: 0, output: expect.stringContaining("1 added") });
  expect(trusted).toMatchObject({ exit: 0, output: expect.stringContaining("1 added") });
});
