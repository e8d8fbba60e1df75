import { afterEach, beforeEach, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { createCommandLine } from "../../lib/cli/index.ts";
import { createApp } from "../../server.ts";
import { startCli, temporaryDirectory } from "../support/run-cli.ts";

const aldis = createCommandLine({ createApp });
let folder = "";
beforeEach(() => {
  folder = temporaryDirectory();
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What a gateway with these options prints at its start, and the log's line about it. */
async function bannerOf(...options: string[]) {
  const gateway = startCli(aldis, ["serve", "--port", "0", "--data", join(folder, "data"), ...options]);
  const [banner, started = ""] = await gateway.printed(/^Gateway:(?:.*\n)+?(.*"gateway started".*)\n/m);
  await gateway.stop();
  return { banner, url: /^Gateway: +(\S+)$/m.exec(banner)?.[1] ?? "", started: JSON.parse(started) };
}

const warning = (url: string) =>
  new RegExp(`^Warning: +plain HTTP on the network at ${url}: passwords and texts can be read on the way`, "m");

test.each([
  ["0.0.0.0", "http://127.0.0.1:", "IPv4"],
  ["::", "http://[::1]:", "IPv6 and IPv4"],
  ["0:0:0:0:0:0:0:0", "http://[::1]:", "IPv6 and IPv4"],
])("--host %s listens on every address, and plain HTTP there is warned of", async (host, own, protocols) => {
  const { banner, url, started } = await bannerOf("--host", host);
  expect(url).toStartWith(own);
  expect(banner).toMatch(new RegExp(`^Listens on: +every address of this machine, ${protocols}$`, "m"));
  expect(banner).toMatch(new RegExp(`${warning(RegExp.escape(url)).source}; --tls self-signed encrypts$`, "m"));
  expect(started).toMatchObject({ url, host });
});

test.each(["127.0.0.1", "127.0.0.2", "::1", "localhost"])("--host %s is for this machine alone", async (host) => {
  const { banner } = await bannerOf("--host", host);
  expect(banner).not.toMatch(/^(?:Listens on|Warning):/m);
});

test("with HTTPS nothing is warned of", async () => {
  const { banner } = await bannerOf("--host", "0.0.0.0", "--tls", "self-signed");
  expect(banner).toMatch(/^Listens on: +every address/m);
  expect(banner).not.toContain("Warning:");
});

test("plain HTTP beside HTTPS is warned of when it takes passwords", async () => {
  const all = await bannerOf("--host", "0.0.0.0", "--tls", "self-signed", "--http-port", "0");
  expect(all.banner).toMatch(/^Plain HTTP: +http:\/\/127\.0\.0\.1:\d+$/m);
  expect(all.banner).toMatch(warning("http://127\\.0\\.0\\.1:\\d+"));
  const check = ["--tls", "self-signed", "--http-port", "0", "--http-serves", "check"];
  const { banner } = await bannerOf("--host", "0.0.0.0", ...check);
  expect(banner).toMatch(
    /^Plain HTTP: +http:\/\/127\.0\.0\.1:\d+ \(\/check\.php alone; everything else is redirected to the gateway's main port\)$/m,
  );
  expect(banner).not.toContain("Warning:");
  const isms = await bannerOf("--host", "0.0.0.0", ...check, "--isms-port", "0");
  expect(isms.banner).toMatch(warning("http://127\\.0\\.0\\.1:\\d+"));
});
